import { checking } from '../../../src/checks/checking.ts';
import { finished } from '../../../src/lib/finished.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { median, timed, times } from '../median.ts';
import { NOW, read } from '../read.ts';
import { BIG, bigWorld, httpRoutes, virtualServices } from '../world.ts';

/** All checks over worlds that are right, beside the time to resolve them. */
export function measure(): Readonly<Record<string, number>> {
  const worlds = {
    big: bigWorld(BIG),
    virtualServices: virtualServices(500, 20),
    httpRoutes: httpRoutes(2000),
  };
  return Object.fromEntries(
    Object.entries(worlds).flatMap(([name, raws]) => {
      const inventory = read(raws);
      const exposure = resolve(inventory, NOW);
      const resolveMs = median(times(5, () => timed(() => resolve(inventory, NOW))));
      const checkMs = median(
        times(5, () => timed(() => finished(checking(exposure, inventory, NOW)))),
      );
      return [
        [`${name}CheckMs`, checkMs],
        [`${name}Share`, checkMs / resolveMs],
      ];
    }),
  );
}
