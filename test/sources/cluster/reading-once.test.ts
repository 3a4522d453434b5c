import { afterEach, expect, test } from 'vitest';

import type { Source } from '../../../src/inventory/source.ts';
import { readCluster } from '../../../src/sources/cluster/cluster-source.ts';
import { chanceOf } from '../../support/chance.ts';
import { ApiServer, failure } from '../../support/faults/api-server.ts';
import { passed, virtualClock } from '../../support/faults/clocks.ts';
import { memoryTransport } from '../../support/faults/memory-transport.ts';

const PODS = { base: '/api/v1', plural: 'pods', kind: 'Pod', namespaced: true };
const ENDPOINTS = { base: '/api/v1', plural: 'endpoints', kind: 'Endpoints', namespaced: true };
const SLICES = {
  base: '/apis/discovery.k8s.io/v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  namespaced: true,
};

const RULES = {
  base: '/apis/networking.istio.io/v1',
  plural: 'destinationrules',
  kind: 'DestinationRule',
  namespaced: true,
};

const named = (namespace: string, name: string) => ({ metadata: { namespace, name } });

let closing: (() => Promise<void>) | undefined;
afterEach(() => closing?.());

function opened(onDemand: boolean) {
  const clock = virtualClock(chanceOf(1));
  const server = new ApiServer({ clock, resources: [PODS, ENDPOINTS, SLICES, RULES] });
  const watched: string[] = [];
  server.fault = ({ path, query }, answer) => {
    if (query['watch'] !== undefined) watched.push(path);
    return path.includes('/endpointslices') ? failure(403, 'Forbidden', 'no') : answer();
  };
  for (const namespace of ['shop', 'bank']) {
    server.put(PODS, named(namespace, 'web-1'));
    server.put(ENDPOINTS, {
      ...named(namespace, 'web'),
      subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }],
    });
  }
  for (const namespace of ['bank', 'istio-system', 'shop'])
    server.put(RULES, named(namespace, 'rule'));
  const source = readCluster({
    context: {
      name: 'test',
      from: 'a test',
      cluster: { server: 'https://cluster.test', extensions: [] },
      user: { 'as-groups': [], 'as-user-extra': {} },
      namespace: 'shop',
    },
    api: { transport: memoryTransport(server), clock, patience: 30_000 },
    kinds: ['Pod', 'EndpointSlice', 'DestinationRule'],
    namespaces: [],
    onDemand,
    readsOnce: true,
  });
  closing = () => source.close();
  return { source, clock, watched };
}

const slicesIn = (source: Source) =>
  source
    .read()
    .inventory.list('EndpointSlice')
    .map((it) => it.metadata.namespace);

test('on demand, what may not be read in one way is read in the next, of the namespaces that are asked for', async () => {
  const { source, clock } = opened(true);
  await passed(
    source.open(() => {}),
    clock,
  );
  expect(slicesIn(source)).toEqual([]);
  await passed(source.readIn?.(['shop']) ?? Promise.resolve(), clock);
  expect(slicesIn(source)).toEqual(['shop']);
  const { inventory, resources } = source.read();
  expect(inventory.coverage('EndpointSlice', 'shop')).toEqual({ type: 'complete' });
  expect(inventory.coverage('EndpointSlice', 'bank').type).toBe('incomplete');
  expect(resources.map((it) => [it.resource, it.state])).toContainEqual(['endpoints', 'live']);
});

test('that there is a DestinationRule is known at once, and those of the root namespace are read with any others', async () => {
  const { source, clock } = opened(true);
  const rulesIn = () =>
    source
      .read()
      .inventory.list('DestinationRule')
      .map((it) => it.metadata.namespace);
  await passed(
    source.open(() => {}),
    clock,
  );
  expect(rulesIn()).toEqual(['bank']);
  expect(source.read().inventory.coverage('DestinationRule', 'bank').type).toBe('incomplete');
  await passed(source.readIn?.(['shop']) ?? Promise.resolve(), clock);
  expect(rulesIn()).toEqual(['bank', 'istio-system', 'shop']);
  const { inventory } = source.read();
  expect(inventory.coverage('DestinationRule', 'istio-system')).toEqual({ type: 'complete' });
});

test('for one answer nothing is watched', async () => {
  const { source, clock, watched } = opened(false);
  await passed(
    source.open(() => {}),
    clock,
  );
  await clock.pass(10_000);
  expect(slicesIn(source)).toEqual(['bank', 'shop']);
  expect(watched).toEqual([]);
});
