import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  everythingWasRead,
  inventoryOf,
  type Inventory,
} from '../../../src/inventory/inventory.ts';
import { KIND_NAMES, resourceName } from '../../../src/inventory/kinds.ts';
import type { Origin, SourceState } from '../../../src/inventory/source.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { liveBookinfo } from '../../../src/sources/demo/live.ts';
import { objectsAt } from '../../../src/sources/demo/objects.ts';
import { timestampsFrom } from '../../../src/sources/demo/world.ts';
import { snapshotText } from '../../../src/sources/files/snapshot.ts';
import { objectsOf } from '../../support/world.ts';
import { anyText, NOW, openText, problemsOf } from './support.ts';

const CLUSTER: Origin = { type: 'cluster', context: 'shop', server: 'https://10.0.0.1' };
const THEN = NOW - 3_600_000;

const stateOf = (changes: Partial<SourceState> = {}): SourceState => ({
  inventory: BOOKINFO,
  resources: KIND_NAMES.map((kind) => ({
    kind,
    resource: resourceName(kind),
    state: 'live',
    count: 0,
  })),
  problems: [],
  now: THEN + 60_000,
  ...changes,
});

const stamp = timestampsFrom(THEN);
const BOOKINFO = inventoryOf(
  objectsOf(objectsAt(liveBookinfo(60, 1, stamp), 60, stamp)).objects,
  everythingWasRead,
);

const allOf = (inventory: Inventory): unknown => KIND_NAMES.map((kind) => inventory.list(kind));

test('what was read comes back, with its time', async () => {
  const state = stateOf();
  const source = await openText(snapshotText(state, CLUSTER));
  const back = source.read();
  expect(problemsOf(source)).toEqual([]);
  expect(allOf(back.inventory)).toEqual(allOf(state.inventory));
  expect(back.now).toBe(THEN + 60_000);
  expect(resolve(back.inventory, back.now)).toEqual(resolve(state.inventory, state.now));
});

test('what could not be read comes back as that', async () => {
  const state = stateOf({
    inventory: inventoryOf(
      objectsOf([{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' } }])
        .objects,
      (kind, namespace) =>
        kind === 'Service' || (kind === 'Pod' && namespace === 'shop')
          ? { type: 'complete' }
          : { type: 'incomplete', reason: kind === 'Secret' ? 'forbidden' : 'loading' },
    ),
    resources: [
      { kind: 'Service', resource: 'services', state: 'live', count: 1 },
      { kind: 'Secret', resource: 'secrets', state: 'forbidden', count: 0, message: 'no right' },
      {
        kind: 'Pod',
        resource: 'pods',
        state: 'stale',
        count: 0,
        since: '2026-11-05T10:00:00Z',
        namespaces: ['shop'],
      },
    ],
    otherKinds: [{ kind: 'IngressRoute', group: 'traefik.io', count: 3 }],
  });
  const back = (await openText(snapshotText(state, CLUSTER))).read();
  const { coverage } = back.inventory;
  expect(coverage('Service', 'anywhere')).toEqual({ type: 'complete' });
  expect(coverage('Secret')).toEqual({ type: 'incomplete', reason: 'forbidden' });
  expect(coverage('Pod', 'shop')).toEqual({ type: 'complete' });
  expect(coverage('Pod', 'other')).toEqual({ type: 'incomplete', reason: 'loading' });
  expect(coverage('Ingress')).toEqual({ type: 'incomplete', reason: 'failed' });
  for (const resource of state.resources) expect(back.resources).toContainEqual(resource);
  expect(back.otherKinds).toEqual(state.otherKinds);
});

test('core Endpoints come back as the slices that they became', async () => {
  const { objects } = objectsOf([
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'web', namespace: 'shop' },
      subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }],
    },
  ]);
  const state = stateOf({ inventory: inventoryOf(objects, everythingWasRead) });
  const back = (await openText(snapshotText(state, CLUSTER))).read();
  const [slice] = back.inventory.list('EndpointSlice');
  expect(slice?.endpoints).toEqual(state.inventory.list('EndpointSlice')[0]?.endpoints);
});

test('of Secrets nothing is in it but the names', () => {
  const { objects } = objectsOf([
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'tls',
        namespace: 'shop',
        labels: { l: 'canary' },
        annotations: { a: 'canary' },
      },
      data: { key: 'canary' },
    },
  ]);
  const text = snapshotText(
    stateOf({ inventory: inventoryOf(objects, everythingWasRead) }),
    CLUSTER,
  );
  expect(text).toContain(
    '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"tls","namespace":"shop"}}',
  );
  expect(text).not.toContain('canary');
});

test('the same state gives the same text, one object a line', () => {
  const text = snapshotText(stateOf(), CLUSTER);
  expect(snapshotText(stateOf(), CLUSTER)).toBe(text);
  const objects = text.split('\n').filter((it) => it.startsWith('{"apiVersion":"'));
  expect(objects.length).toBeGreaterThan(50);
  for (const it of objects) expect(() => JSON.parse(it.replace(/,$/, '')) as unknown).not.toThrow();
});

test('whatever text stands in an object comes back, and no terminal obeys it', () =>
  fc.assert(
    fc.asyncProperty(anyText, anyText, async (value, context) => {
      const raw = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'a', namespace: 'default', annotations: { a: value } },
      };
      const state = stateOf({
        inventory: inventoryOf(objectsOf([raw]).objects, everythingWasRead),
        resources: [],
      });
      const text = snapshotText(state, { ...CLUSTER, context });
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
      const source = await openText(text);
      expect(source.read().inventory.list('Service')[0]?.metadata.annotations['a']).toBe(value);
    }),
    { numRuns: 50 },
  ));

describe('a head that is not what it should be', () => {
  test.for<readonly [string, string]>([
    ['{}', 'stdin:1:1 the snapshot does not say when it was taken'],
    ['{takenAt: soon}', 'stdin:1:1 the snapshot does not say when it was taken'],
    ['[]', 'stdin:1:1 spec of the snapshot is a list and not an object'],
  ])('%s', async ([spec, problem]) => {
    const source = await openText(headOf(spec));
    expect(problemsOf(source)).toContain(problem);
    expect(source.read().now).toBe(NOW);
    expect(source.read().inventory.list('Service')).toHaveLength(1);
  });

  test('kinds, states and reasons that there are not', async () => {
    const source = await openText(
      headOf(
        '{takenAt: "2026-11-01T00:00:00Z", resources: [{kind: Pod, state: odd, coverage: odd}, {kind: __proto__}, {kind: Nope}]}',
      ),
    );
    expect(source.read().now).toBe(Date.parse('2026-11-01T00:00:00Z'));
    expect(source.read().inventory.coverage('Pod')).toEqual({
      type: 'incomplete',
      reason: 'failed',
    });
    expect(source.read().resources.find(({ kind }) => kind === 'Pod')).toMatchObject({
      state: 'failed',
      resource: 'pods',
    });
  });

  test('a second one', async () => {
    const source = await openText(
      headOf('{takenAt: "2026-11-01T00:00:00Z"}') +
        `---\n${headOf('{takenAt: "2026-11-02T00:00:00Z"}')}`,
    );
    expect(problemsOf(source)[0]).toMatch(/a second snapshot; its time/);
    expect(source.read().now).toBe(Date.parse('2026-11-02T00:00:00Z'));
  });
});

const headOf = (spec: string): string =>
  `apiVersion: meshpath.dev/v1\nkind: Snapshot\nspec: ${spec}\n---\n{apiVersion: v1, kind: Service, metadata: {name: a}}\n`;
