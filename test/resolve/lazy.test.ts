import { expect, test } from 'vitest';

import type { Inventory } from '../../src/inventory/inventory.ts';
import { finished } from '../../src/lib/finished.ts';
import type { Exposure } from '../../src/model/exposure.ts';
import { LastingMemory, type Memory } from '../../src/resolve/memory.ts';
import { resolve, resolving } from '../../src/resolve/resolve.ts';
import { caseFolders, caseWorld } from '../support/cases.ts';

const lazily = (objects: Inventory, now: number, memory: Memory): Exposure =>
  finished(resolving({ objects, now, unsupported: [], memory, isLazy: true }));

test.each(caseFolders)('%s: rules are the same whenever they are worked out', (folder) => {
  const { inventory, now } = caseWorld(folder);
  const memory = new LastingMemory();
  // Pods come after all else, as where only few of them are read.
  const withoutPods = inventory.with({ Pod: [], EndpointSlice: [] });
  expect(lazily(withoutPods, now, memory)).toEqual(resolve(withoutPods, now));
  expect(lazily(inventory, now, memory)).toEqual(resolve(inventory, now));
});

test('rules that nobody looks at are not worked out', () => {
  const { inventory, now } = caseWorld('istio/bookinfo-gateway');
  const slicesOf: (string | undefined)[] = [];
  const watched: Inventory = {
    ...inventory,
    select: (kind, labels, namespace) => {
      if (kind === 'EndpointSlice') slicesOf.push(labels['kubernetes.io/service-name']);
      return inventory.select(kind, labels, namespace);
    },
  };
  const { entryPoints } = lazily(watched, now, new LastingMemory());
  expect(slicesOf).not.toContain('productpage');
  expect(entryPoints.flatMap((it) => it.routes)).not.toEqual([]);
  expect(slicesOf).toContain('productpage');
});
