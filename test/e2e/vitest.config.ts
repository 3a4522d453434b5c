import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

import { reporters } from '../reporters.ts';

/**
 * Tests on a real control plane: `npm run test:e2e`, where KUBEBUILDER_ASSETS (envtest's convention) names
 * a folder with kube-apiserver, kube-controller-manager, etcd and kubectl. Elsewhere there is nothing to run.
 */
const hasControlPlane = (process.env['KUBEBUILDER_ASSETS'] ?? '') !== '';
if (!hasControlPlane && process.env['VITEST'] !== undefined)
  console.warn(
    'Skipped: KUBEBUILDER_ASSETS names no folder with kube-apiserver, kube-controller-manager, etcd and kubectl, which the tests on a real control plane need.',
  );

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: hasControlPlane ? ['test/e2e/**/*.test.ts'] : [],
    passWithNoTests: !hasControlPlane,
    globalSetup: [join(import.meta.dirname, 'support/global-setup.ts')],
    // They share one cluster, and two cores.
    fileParallelism: false,
    // Of one file, where its tests say that they may: enough to keep both busy.
    maxConcurrency: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    ...reporters('e2e'),
  },
});
