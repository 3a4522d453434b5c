import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { startBookinfo } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: ClusterFiles;
  }
}

export interface ClusterFiles {
  readonly kubeconfig: string;
  readonly auditLog: string;
}

/** One cluster for all tests: a test that changes something changes it back. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = join(import.meta.dirname, '../../..');
  execFileSync(process.execPath, [join(root, '.scripts/build.mjs')], { stdio: 'inherit' });
  const { kubeconfig, auditLog, stop } = await startBookinfo(
    process.env['KUBEBUILDER_ASSETS'] ?? '',
  );
  project.provide('cluster', { kubeconfig, auditLog });
  return stop;
}
