import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import {
  type ControlPlane,
  startControlPlane,
  TESTS_TOKEN,
} from '../../e2e/support/control-plane.ts';
import { eventually } from '../../e2e/support/eventually.ts';
import { BIG } from '../world.ts';
import { fill, type Server } from './fill.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../../..');
const CRDS = join(ROOT, 'test/e2e/fixtures/crds.yaml');
const CACHE = join(ROOT, 'node_modules/.cache/meshpath-bench');

export interface BigCluster extends Server, Pick<ControlPlane, 'killApiServer' | 'startApiServer'> {
  readonly kubeconfig: string;
  /** Seconds that it took to fill it; absent where the data of an earlier run were there. */
  readonly filled?: number;
  stop(): Promise<void>;
}

/** A real control plane that holds the big world. Its data are kept for the next run: to fill it takes minutes. */
export async function startBigCluster(bin: string): Promise<BigCluster> {
  const folder = join(CACHE, contentsHash());
  const isFilled = join(folder, 'filled');
  if (!existsSync(isFilled)) rmSync(CACHE, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const plane = await startControlPlane(bin, {
    data: join(folder, 'etcd'),
    controllers: false,
    patience: 600_000,
  });
  const server: Server = { url: plane.server, token: TESTS_TOKEN, ca: plane.ca };
  try {
    let filled: number | undefined;
    if (!existsSync(isFilled)) {
      const started = performance.now();
      const kubectl = (...args: readonly string[]) =>
        promisify(execFile)(join(bin, 'kubectl'), ['--kubeconfig', plane.testsKubeconfig, ...args]);
      await kubectl('create', '-f', CRDS);
      await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
      await eventually(() => kubectl('get', 'virtualservices'));
      await fill(server, BIG);
      filled = (performance.now() - started) / 1000;
      await writeFile(isFilled, '');
    }
    return {
      ...server,
      kubeconfig: plane.testsKubeconfig,
      stop: plane.stop,
      killApiServer: plane.killApiServer,
      startApiServer: plane.startApiServer,
      ...(filled !== undefined && { filled }),
    };
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

/** Other objects are another cluster. */
function contentsHash(): string {
  const hash = createHash('sha256');
  for (const it of [
    join(HERE, '../world.ts'),
    join(HERE, 'fill.ts'),
    join(HERE, 'realistic-pod.ts'),
    CRDS,
  ])
    hash.update(readFileSync(it));
  return hash.digest('hex').slice(0, 12);
}
