import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  type CoverageOf,
  everythingWasRead,
  type Inventory,
  inventoryOf,
} from '../../src/inventory/inventory.ts';
import { type Kind, KIND_NAMES, type Kinds, type KubeObject } from '../../src/inventory/kinds.ts';
import type { Raw } from '../../src/inventory/raise.ts';
import { WORKLOAD_KINDS } from '../../src/inventory/workloads.ts';
import { finished } from '../../src/lib/finished.ts';
import { briefMemory, LastingMemory } from '../../src/resolve/memory.ts';
import { PROVIDERS } from '../../src/resolve/registry.ts';
import { resolve, resolving } from '../../src/resolve/resolve.ts';
import { caseFolders, caseWorld } from '../support/cases.ts';
import { worlds } from '../support/generated-world.ts';
import { runs } from '../support/runs.ts';
import { CASE_NOW, objectsOf, worldOf } from '../support/world.ts';

const RUNNING = ['Pod', ...WORKLOAD_KINDS] as const;
const isRunning = (kind: Kind): boolean => RUNNING.some((it) => it === kind);

interface Placed {
  readonly kind: Kind;
  readonly object: KubeObject;
}

const keyOf = ({ kind, object: { metadata } }: Placed): string =>
  `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

const placed = (raws: readonly Raw[]): readonly Placed[] => {
  const { objects } = objectsOf(raws);
  return KIND_NAMES.flatMap((kind) => (objects[kind] ?? []).map((object) => ({ kind, object })));
};

const ofInventory = (inventory: Inventory): readonly Placed[] =>
  KIND_NAMES.flatMap((kind) => inventory.list(kind).map((object) => ({ kind, object })));

/** The state in which just these objects are there, made from the one before it as a cluster's changes do. */
function changedTo(before: Inventory, wanted: readonly Placed[], coverage: CoverageOf): Inventory {
  const there = new Map(ofInventory(before).map((it) => [keyOf(it), it]));
  const after = new Map(wanted.map((it) => [keyOf(it), it]));
  return before.patched(
    KIND_NAMES.map((kind) => ({
      kind,
      put: [...after.values()]
        .filter((it) => it.kind === kind && there.get(keyOf(it))?.object !== it.object)
        .map((it) => it.object),
      removed: [...there.values()]
        .filter((it) => it.kind === kind && !after.has(keyOf(it)))
        .map((it) => it.object),
    })),
    coverage,
  );
}

/** Each state after the other with one memory, against each by itself. */
function holdsTo(
  states: readonly {
    readonly objects: readonly Placed[];
    readonly later: number;
    readonly unread?: Kind;
  }[],
): void {
  const memory = new LastingMemory();
  let now = CASE_NOW;
  let inventory = inventoryOf({}, everythingWasRead);
  for (const { objects, later, unread } of states) {
    now += later;
    inventory = changedTo(inventory, objects, (kind) =>
      kind === unread ? { type: 'incomplete', reason: 'forbidden' } : { type: 'complete' },
    );
    const remembered = finished(resolving({ objects: inventory, now, unsupported: [], memory }));
    expect(remembered).toEqual(resolve(inventory, now));
  }
}

const laters = fc.constantFrom(0, 1000, 20_000, 61_000, 130_000, 700_000, -5000);
const unread = fc.constantFrom<(Kind | undefined)[]>(
  undefined,
  undefined,
  'Pod',
  'EndpointSlice',
  'Service',
  'Secret',
  'Node',
  'Namespace',
);

test('what is remembered is what would be made anew, whatever changes between made-up worlds', () => {
  fc.assert(
    fc.property(
      worlds().chain((one) =>
        worlds().chain((other) => {
          const all = [...placed(one), ...placed(other)];
          return fc.array(fc.record({ objects: fc.subarray(all), later: laters, unread }), {
            minLength: 2,
            maxLength: 6,
          });
        }),
      ),
      (states) =>
        holdsTo(
          states.map(({ unread: kind, ...it }) => ({ ...it, ...(kind && { unread: kind }) })),
        ),
    ),
    runs(10, 60),
  );
});

test('so it is in each case, as its objects come and go', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...caseFolders).chain((folder) => {
        const all = ofInventory(caseWorld(folder).inventory);
        const some = fc.subarray([...all], { minLength: Math.max(0, all.length - 2) });
        return fc.array(fc.record({ objects: some, later: laters }), {
          minLength: 2,
          maxLength: 4,
        });
      }),
      holdsTo,
    ),
    runs(15, 100),
  );
});

/** Other words in what Pods and workloads say of how they are, or where. */
const restated = ({ kind, object }: Placed, how: number): Placed => {
  if (!isRunning(kind) || how === 0) return { kind, object };
  const { status } = object as Kinds['Pod'];
  const other = [
    { conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [] },
    { phase: 'Failed' },
    { podIP: '10.9.9.9', podIPs: [{ ip: '10.9.9.9' }] },
    { message: 'other', replicas: how },
  ][how - 1];
  return { kind, object: { ...object, status: { ...status, ...other } } as KubeObject };
};

test('so it is when Pods and workloads tell otherwise how they are', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...caseFolders).chain((folder) => {
        const all = ofInventory(caseWorld(folder).inventory);
        const some = fc
          .array(fc.nat(4), { minLength: all.length, maxLength: all.length })
          .map((how) => all.map((it, index) => restated(it, how[index] ?? 0)));
        return fc.array(fc.record({ objects: some, later: laters }), {
          minLength: 2,
          maxLength: 4,
        });
      }),
      holdsTo,
    ),
    runs(15, 100),
  );
});

test('how Pods and workloads are is nothing that rules are made of', () => {
  for (const folder of caseFolders) {
    const { inventory } = caseWorld(folder);
    const blind = inventory.with(
      Object.fromEntries(RUNNING.map((kind) => [kind, inventory.list(kind).map(withoutHealth)])),
    );
    for (const { name, dataPlanes } of PROVIDERS) {
      const [seen, all] = [blind, inventory].map((it) => finished(dataPlanes(it, briefMemory(it))));
      expect(seen, `${folder}: ${name}`).toEqual(all);
    }
  }
});

/** Its layout alone; whoever looks at more fails. */
function withoutHealth(object: KubeObject): KubeObject {
  const { status } = object as Kinds['Pod'];
  const { phase, podIP, podIPs } = status;
  const told = { phase, podIP, podIPs };
  return {
    ...object,
    status: new Proxy(told, {
      get: (of, name) => {
        if (!Object.hasOwn(of, name)) throw new Error(`reads ${String(name)} of a status`);
        return Reflect.get(of, name) as unknown;
      },
    }),
  } as KubeObject;
}

test('what stands before Pods is made anew for every rule that leads to them', () => {
  const all = ofInventory(caseWorld('istio/N37-at-the-pods').inventory);
  // Whichever Pod goes and comes back: rules of several hosts lead to one Service.
  for (const pod of all.filter((it) => it.kind === 'Pod')) {
    const others = all.filter((it) => it !== pod);
    holdsTo([all, others, all].map((objects) => ({ objects, later: 0 })));
  }
});

const SHOP = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {type: NodePort, selector: {app: api}, ports: [{port: 80, nodePort: 30081}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
status: {phase: Running}
---
apiVersion: v1
kind: Pod
metadata: {name: api-1, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api}]}
status: {phase: Running}
`;

test('what no change reaches is the same object as before', () => {
  const memory = new LastingMemory();
  const { inventory } = worldOf(SHOP);
  const at = (objects: Inventory) =>
    finished(resolving({ objects, now: CASE_NOW, unsupported: [], memory })).entryPoints;
  const [api, web] = at(inventory);
  const pod = inventory.get('Pod', 'shop', 'web-1');
  if (pod.type !== 'found') throw new Error('no Pod');
  const failed = { ...pod.object, status: { ...pod.object.status, phase: 'Failed' } };
  const changed = inventory.patched(
    [{ kind: 'Pod', put: [failed], removed: [] }],
    everythingWasRead,
  );
  const [apiAfter, webAfter] = at(changed);
  expect(apiAfter).toBe(api);
  expect(webAfter).not.toEqual(web);
});

test('what may be read, may not and may be read again is judged each time', () => {
  const memory = new LastingMemory();
  // Where nothing else asks whether there are Pods.
  const shop = worldOf(SHOP).inventory;
  const inventory = shop.with({ Pod: [], Service: shop.list('Service').slice(0, 1) });
  const judged = (state: 'complete' | 'forbidden'): readonly (string | undefined)[] => {
    const objects = inventory.patched([], (kind) =>
      kind === 'Pod' && state === 'forbidden'
        ? { type: 'incomplete', reason: 'forbidden' }
        : { type: 'complete' },
    );
    const { entryPoints } = finished(
      resolving({ objects, now: CASE_NOW, unsupported: [], memory }),
    );
    return entryPoints.flatMap((it) => it.routes.map(({ judgement }) => judgement.health));
  };
  for (let round = 0; round < 2; round += 1) {
    expect(judged('complete')).toEqual(['broken']);
    expect(judged('forbidden')).toEqual(['unknown']);
  }
});

test('so is what a change reaches, and that says the same after it', () => {
  const memory = new LastingMemory();
  const { inventory } = caseWorld('istio/bookinfo-gateway');
  const at = (objects: Inventory) =>
    finished(resolving({ objects, now: CASE_NOW, unsupported: [], memory }));
  const before = at(inventory);
  const productpage = inventory
    .select('Pod', { app: 'productpage' }, 'default')
    .map((it) => ({ ...it, status: { ...it.status, message: 'nobody reads that of a good Pod' } }));
  expect(productpage).not.toEqual([]);
  const after = at(
    inventory.patched([{ kind: 'Pod', put: productpage, removed: [] }], everythingWasRead),
  );
  expect(after.entryPoints).not.toEqual([]);
  expect(after.entryPoints.every((it, index) => it === before.entryPoints[index])).toBe(true);
});

test('a gateway Pod that becomes unready leaves all rules as they are', () => {
  const memory = new LastingMemory();
  const { inventory } = caseWorld('istio/N37-at-the-pods');
  const at = (objects: Inventory) =>
    finished(resolving({ objects, now: CASE_NOW, unsupported: [], memory }));
  const before = at(inventory);
  const gateways = new Set(
    before.entryPoints.flatMap(({ wayIn }) =>
      wayIn.flatMap((it) =>
        it.type === 'gateway-pods' ? it.pods.map((pod) => pod.object.name) : [],
      ),
    ),
  );
  const unready = inventory
    .list('Pod')
    .filter((it) => gateways.has(it.metadata.name))
    .map((it) => ({ ...it, status: { ...it.status, conditions: [] } }));
  expect(unready).not.toEqual([]);
  const after = at(
    inventory.patched([{ kind: 'Pod', put: unready, removed: [] }], everythingWasRead),
  );
  const rulesOf = (exposure: typeof after) => exposure.entryPoints.flatMap((it) => it.routes);
  expect(after.entryPoints).not.toEqual(before.entryPoints);
  expect(rulesOf(after).every((it, index) => it === rulesOf(before)[index])).toBe(true);
});
