import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { everythingWasRead, inventoryOf } from '../../src/inventory/inventory.ts';
import type { EntryPoint } from '../../src/model/exposure.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { describePods } from '../../src/text/entry-point.ts';
import { PodTally } from '../../src/text/pod-tally.ts';
import { worlds } from '../support/generated-world.ts';
import { runs } from '../support/runs.ts';
import { CASE_NOW, objectsOf } from '../support/world.ts';

const entryPoints = worlds().map(
  (raws) => resolve(inventoryOf(objectsOf(raws).objects, everythingWasRead), CASE_NOW).entryPoints,
);

/** Any of its rules, in each state others. */
const states = entryPoints.chain((all) => {
  const routes = all.flatMap((it) => it.routes);
  return fc.array(fc.subarray(routes), { minLength: 2, maxLength: 5 });
});

test('counted on from the state before, Pods are as many as counted anew', () => {
  fc.assert(
    fc.property(states, (all) => {
      const tally = new PodTally();
      for (const routes of all) expect(tally.count({ routes })).toBe(describePods({ routes }));
    }),
    runs(40, 400),
  );
});

const pod = (name: string, inRotation: string) => ({ object: { name }, inRotation });
const route = (...pods: readonly object[]) => ({
  action: { type: 'forward', destinations: [{ ref: 'web', target: {}, pods }] },
});
const of = (...routes: readonly object[]) => ({ routes }) as unknown as EntryPoint;

test('each Pod counts once, and is in rotation if it is anywhere', () => {
  const first = route(pod('a', 'yes'), pod('b', 'no'));
  const second = route(pod('b', 'yes'), pod('c', 'no'));
  const tally = new PodTally();
  expect(tally.count(of(first))).toBe('1/2');
  expect(tally.count(of(first, second))).toBe('2/3');
  expect(tally.count(of(second))).toBe('1/2');
  expect(tally.count(of())).toBe('');
});
