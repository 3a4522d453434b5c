import { inventoryOf } from '../../../src/inventory/inventory.ts';
import { median, timed, times } from '../median.ts';
import { read } from '../read.ts';
import { BIG, bigWorld } from '../world.ts';

const COMPLETE = { type: 'complete' } as const;

/** Which Pods each Service selects, against looking at each label of each Pod once. */
export function measure(): Readonly<Record<string, number>> {
  const inventory = read(bigWorld(BIG));
  const pods = inventory.list('Pod');
  const services = inventory.list('Service');

  const pass = (): void => {
    let length = 0;
    for (const { metadata } of pods)
      for (const [name, value] of Object.entries(metadata.labels))
        length += name.length + value.length;
    if (length === 0) throw new Error('no labels');
  };
  const select = (): number => {
    // A fresh inventory: its indexes are made when first asked for.
    const fresh = inventoryOf({ Pod: pods }, () => COMPLETE);
    return timed(() => {
      let found = 0;
      for (const { metadata, spec } of services)
        found += fresh.select('Pod', spec.selector, metadata.namespace).length;
      if (found < BIG.pods) throw new Error(`${found} Pods selected`);
    });
  };
  const passMs = median(times(15, () => timed(pass)));
  const selectMs = median(times(15, select));
  return { passMs, selectMs };
}
