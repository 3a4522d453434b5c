import type { Inventory } from '../../../src/inventory/inventory.ts';
import type { Exposure } from '../../../src/model/exposure.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { median, timed, times } from '../median.ts';
import { NOW, read } from '../read.ts';
import { BIG, bigWorld } from '../world.ts';

/** Reading and resolving the big world, and how much memory it takes to keep. */
export function measure(): Readonly<Record<string, number>> {
  const before = heapMegabytes();
  const { inventory, exposure, readMs, firstMs } = bigExposure();
  const againMs = median(times(7, () => timed(() => resolve(inventory, NOW))));
  const keptMegabytes = heapMegabytes() - before;
  const rules = exposure.entryPoints.reduce((sum, it) => sum + it.routes.length, 0);
  const expected = BIG.virtualServices * 4;
  if (rules !== expected || inventory.list('Pod').length < BIG.pods)
    throw new Error(`${rules} rules, not ${expected}`);
  return { readMs, firstMs, againMs, keptMegabytes };
}

/** The generated objects are garbage after this. */
function bigExposure(): {
  readonly inventory: Inventory;
  readonly exposure: Exposure;
  readonly readMs: number;
  readonly firstMs: number;
} {
  const raws = bigWorld(BIG);
  // Once to be warm, as after the first page of a list.
  let inventory = read(raws);
  const readMs = timed(() => {
    inventory = read(raws);
  });
  const started = performance.now();
  const exposure = resolve(inventory, NOW);
  return { inventory, exposure, readMs, firstMs: performance.now() - started };
}

function heapMegabytes(): number {
  if (global.gc === undefined) throw new Error('wants --expose-gc');
  global.gc();
  return process.memoryUsage().heapUsed / 1e6;
}
