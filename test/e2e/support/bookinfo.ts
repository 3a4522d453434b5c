import { inject } from 'vitest';

import { eventually } from './eventually.ts';
import { type Kubectl, kubectlOf } from './kubectl.ts';
import { meshpath } from './meshpath.ts';
import type { Result } from './run.ts';

/** The cluster of all tests, in which Bookinfo is well before and after each of them. */
export interface Bookinfo {
  readonly kubeconfig: string;
  readonly auditLog: string;
  readonly kubectl: Kubectl;
  /** With its kubeconfig. */
  meshpath(...args: readonly string[]): Promise<Result>;
  /** `meshpath tree QUERY`, again and again, until a line matches. */
  untilTree(query: string, pattern: RegExp): Promise<string>;
  /** The name of the one Pod with these labels. */
  podOf(labels: string): Promise<string>;
  /** Runs, and puts back what it changed, and waits until that is seen. */
  during(
    change: readonly string[],
    undo: readonly string[],
    run: () => Promise<void>,
  ): Promise<void>;
}

export function bookinfo(): Bookinfo {
  const { testsKubeconfig, kubeconfig, auditLog } = inject('cluster');
  const kubectl = kubectlOf({ testsKubeconfig });
  const run = (...args: readonly string[]): Promise<Result> =>
    meshpath(...args, '--kubeconfig', kubeconfig);
  const isWell = async (): Promise<true | undefined> => {
    const { stdout } = await run('--json');
    const { summary } = JSON.parse(stdout) as { summary: { entryPoints: number; healthy: number } };
    return summary.healthy === summary.entryPoints ? true : undefined;
  };
  return {
    kubeconfig,
    auditLog,
    kubectl,
    meshpath: run,
    untilTree: (query, pattern) =>
      eventually(async () => {
        const { stdout, stderr } = await run('tree', query);
        if (!pattern.test(stdout)) throw new Error(`no ${pattern} in:\n${stdout}\n${stderr}`);
        return stdout;
      }),
    podOf: (labels) =>
      eventually(async () => {
        const output = await kubectl('get', 'pods', '-l', labels, '-o', 'name');
        const [first, ...others] = output.trim().split('\n');
        return others.length === 0 && first !== '' ? first : undefined;
      }, labels),
    during: async (change, undo, body) => {
      await kubectl(...change);
      try {
        await body();
      } finally {
        await kubectl(...undo);
        await eventually(isWell, 'a healthy Bookinfo');
      }
    },
  };
}
