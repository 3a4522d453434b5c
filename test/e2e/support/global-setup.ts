import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { auditEvents, isRead } from './audit.ts';
import { startBookinfo } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: ClusterFiles;
  }
}

export type ClusterFiles = Pick<ControlPlane, 'kubeconfig' | 'testsKubeconfig' | 'auditLog'>;

/** One cluster for all tests: a test that changes something changes it back. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = join(import.meta.dirname, '../../..');
  execFileSync(process.execPath, [join(root, '.scripts/build.mjs')], { stdio: 'inherit' });
  const { stop, kubeconfig, testsKubeconfig, auditLog } = await startBookinfo(
    process.env['KUBEBUILDER_ASSETS'] ?? '',
  );
  project.provide('cluster', { kubeconfig, testsKubeconfig, auditLog });
  return async () => {
    const written = (await auditEvents(auditLog)).filter((it) => !isRead(it));
    await stop();
    // Whatever the tests did with the program: it only reads.
    if (written.length > 0) throw new Error(`meshpath wrote: ${JSON.stringify(written)}`);
  };
}
