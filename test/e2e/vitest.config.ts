import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

import { reporters } from '../reporters.ts';

/**
 * Tests on a real control plane: `npm run test:e2e`, where KUBEBUILDER_ASSETS (envtest's convention) names
 * a folder with kube-apiserver, etcd and kubectl. Elsewhere there is nothing to run.
 */
const hasControlPlane = (process.env['KUBEBUILDER_ASSETS'] ?? '') !== '';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: hasControlPlane ? ['test/e2e/**/*.test.ts'] : [],
    passWithNoTests: !hasControlPlane,
    // One control plane at a time is enough for two cores.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    ...reporters('e2e'),
  },
});
