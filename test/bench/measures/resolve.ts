import { resolve } from '../../../src/resolve/resolve.ts';
import { median, timed, times } from '../median.ts';
import { NOW, read } from '../read.ts';
import { BIG, bigWorld } from '../world.ts';

/** Reading and resolving the big world; memory is that of a process which does nothing else. */
export function measure(): Readonly<Record<string, number>> {
  const raws = bigWorld(BIG);
  let inventory = read(raws);
  const readMs = timed(() => {
    inventory = read(raws);
  });
  const firstMs = timed(() => resolve(inventory, NOW));
  const againMs = median(times(7, () => timed(() => resolve(inventory, NOW))));
  const exposure = resolve(inventory, NOW);
  const rules = exposure.entryPoints.reduce((sum, it) => sum + it.routes.length, 0);
  const expected = BIG.virtualServices * 4;
  if (rules !== expected) throw new Error(`${rules} rules, not ${expected}`);
  return { readMs, firstMs, againMs, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
}
