import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Kubectl = (...args: readonly string[]) => Promise<string>;

/** The real one, with all rights. */
export function kubectlOf({ testsKubeconfig }: { readonly testsKubeconfig: string }): Kubectl {
  const program = join(process.env['KUBEBUILDER_ASSETS'] ?? '', 'kubectl');
  return async (...args) => {
    const { stdout } = await promisify(execFile)(
      program,
      ['--kubeconfig', testsKubeconfig, ...args],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    return stdout;
  };
}
