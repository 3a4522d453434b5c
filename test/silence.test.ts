import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { checking } from '../src/checks/checking.ts';
import { everythingWasRead, inventoryOf } from '../src/inventory/inventory.ts';
import type { Raw } from '../src/inventory/raise.ts';
import { finished } from '../src/lib/finished.ts';
import type { Finding } from '../src/model/finding.ts';
import { resolve } from '../src/resolve/resolve.ts';
import { snapshotOf } from '../src/session/session.ts';
import { demoSource } from '../src/sources/demo/demo-source.ts';
import { SCENARIOS } from '../src/sources/demo/scenarios.ts';
import { handClock } from './sources/demo/clock.ts';
import { correctWorlds } from './support/correct-world.ts';
import { runs } from './support/runs.ts';
import { CASE_NOW, objectsOf } from './support/world.ts';

const isAlarm = ({ severity }: Finding): boolean => severity !== 'info';

function alarmsIn(raws: readonly Raw[]): readonly string[] {
  const { objects, notes } = objectsOf(raws);
  expect(notes).toEqual([]);
  const inventory = inventoryOf(objects, everythingWasRead);
  const exposure = resolve(inventory, CASE_NOW);
  const unwell = exposure.entryPoints.filter((it) => it.judgement.health !== 'healthy');
  expect(unwell.map((it) => it.id)).toEqual([]);
  const { findings } = finished(checking(exposure, inventory, CASE_NOW));
  return findings.filter(isAlarm).map((it) => `${it.id}: ${it.message}`);
}

test('a world of 500 objects that is right raises no alarm', () => {
  fc.assert(
    fc.property(correctWorlds(500), (world) => {
      expect(world.length).toBeGreaterThan(300);
      expect(alarmsIn(world)).toEqual([]);
    }),
    { ...runs(2, 20), endOnFailure: true },
  );
});

describe('the demo', () => {
  test('is quiet when nothing is wrong', async () => {
    expect((await findingsOf()).filter(isAlarm).map((it) => it.id)).toEqual([]);
  });

  test.each(SCENARIOS)('$name: what is wrong is found, and nothing else', async ({ name }) => {
    const found = await findingsOf(name);
    const cause = CAUSES[name] ?? '';
    expect(found.map((it) => `${it.severity} ${it.check} ${it.object.name}`)).toContain(cause);
    const object = cause.split(' ').at(-1);
    expect(found.filter((it) => isAlarm(it) && it.object.name !== object)).toEqual([]);
  });
});

async function findingsOf(scenario?: string): Promise<readonly Finding[]> {
  const source = demoSource({
    clock: handClock(),
    ...(scenario !== undefined && { scenario }),
  });
  await source.open(() => {});
  const { findings } = snapshotOf(source);
  await source.close();
  return findings;
}

const CAUSES: Readonly<Record<string, string>> = {
  'canary-gone-wrong': 'error service/no-ready-pod reviews',
  'expired-certificate': 'error certificate/expired shop-tls',
  'local-policy': 'info entry-point/no-local-endpoint productpage-lb',
  'missing-controller': 'error entry-point/no-controller back-office',
  'network-policy': 'warning access/network-policy productpage',
  'pending-load-balancer': 'error entry-point/address-pending productpage-lb',
  'shadowed-rule': 'warning route/unreachable bookinfo',
  'subset-without-pods': 'error destination/subset-empty reviews',
};
