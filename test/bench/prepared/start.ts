import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Size } from '../world.ts';
import type { Order, Told } from './orders.ts';

/** A prepared server that runs. */
export interface Prepared {
  readonly kubeconfig: string;
  /** To read the same bytes with `curl`. */
  readonly caFile: string;
  readonly pages: readonly string[];
  /** Pods change from now on, so many in a second; 0: no more. */
  change(perSecond: number): void;
  /** Gives when the event went out (epoch milliseconds). */
  setReady(pod: string, isReady: boolean): Promise<number>;
  stop(): void;
}

export async function startPrepared(size: Size): Promise<Prepared> {
  const server = fork(join(import.meta.dirname, 'server.ts'), [JSON.stringify(size)], {
    execArgv: [],
  });
  const order = (it: Order): void => void server.send(it);
  const { cluster, pages } = await told(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-bench-'));
  const [kubeconfig, caFile] = [join(folder, 'kubeconfig'), join(folder, 'ca.crt')];
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(cluster)));
  writeFileSync(caFile, Buffer.from(cluster['certificate-authority-data'], 'base64'));
  return {
    kubeconfig,
    caFile,
    pages: pages.map((it) => `${cluster.server}${it}`),
    change: (perSecond) => order({ type: 'change', perSecond }),
    async setReady(pod, isReady) {
      const sent = told(server, 'sent');
      order({ type: 'ready', pod, isReady });
      return (await sent).at;
    },
    stop() {
      server.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

async function told<T extends Told['type']>(
  server: ChildProcess,
  type: T,
): Promise<Extract<Told, { readonly type: T }>> {
  for (;;) {
    const [message] = (await once(server, 'message')) as [Told];
    if (message.type === type) return message as Extract<Told, { readonly type: T }>;
  }
}

const kubeconfigOf = (cluster: object): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'prepared', cluster }],
  users: [{ name: 'nobody', user: { token: 'any' } }],
  contexts: [{ name: 'prepared', context: { cluster: 'prepared', user: 'nobody' } }],
  'current-context': 'prepared',
});
