import { describe, expect, test } from 'vitest';

import type { CoverageOf } from '../../src/inventory/inventory.ts';
import type { Kind } from '../../src/inventory/kinds.ts';
import type { Destination, Route } from '../../src/model/exposure.ts';
import { worldOf } from '../support/world.ts';

const service = (spec = ''): string => `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]${spec}}
`;

const pod = (name: string, ready = true, metadata = ''): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: web}, creationTimestamp: "2026-11-01T08:00:00Z"${metadata}}
spec: {containers: [{name: web}]}
status:
  phase: Running
  conditions: [{type: Ready, status: "${ready ? 'True' : 'False'}", lastTransitionTime: "2026-11-01T09:00:00Z"}]
  containerStatuses: [{name: web, ready: ${ready}, state: {running: {startedAt: "2026-11-01T08:00:00Z"}}}]
`;

const evicted = `
apiVersion: v1
kind: Pod
metadata: {name: evicted, labels: {app: web}}
status: {phase: Failed, reason: Evicted}
`;

const slice = (pods: Readonly<Record<string, string>>): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
endpoints: [${Object.entries(pods)
  .map(
    ([name, conditions], index) =>
      `{addresses: [10.1.0.${index}], conditions: {${conditions}}, targetRef: {kind: Pod, name: ${name}}}`,
  )
  .join(', ')}]
ports: [{port: 80}]
`;

const deployment = (replicas: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: ${replicas}, template: {metadata: {labels: {app: web}}}}
`;

const READY = 'ready: true';
const UNREADY = 'ready: false';

function routeOf(objects: readonly string[], coverage?: CoverageOf): Route {
  const { exposure } = worldOf(objects.join('\n---\n'), coverage === undefined ? {} : { coverage });
  const [route] = exposure.entryPoints.flatMap((it) => it.routes);
  if (route === undefined) throw new Error('no route');
  return route;
}

function destinationOf(objects: readonly string[], coverage?: CoverageOf): Destination {
  const { action } = routeOf(objects, coverage);
  const [first] = action.type === 'forward' ? action.destinations : [];
  if (first === undefined) throw new Error('no destination');
  return first;
}

/** `broken no-ready-endpoint 0/2, fails`. */
function lineOf(objects: readonly string[], coverage?: CoverageOf): string {
  const { judgement, endpoints, failureShare } = destinationOf(objects, coverage);
  const { health, reason } = judgement;
  return [
    health,
    ...(reason === undefined ? [] : [reason.type]),
    `${endpoints.ready}/${endpoints.total}`,
    ...(failureShare === 0 ? [] : ['fails']),
  ].join(' ');
}

const unread =
  (...kinds: readonly Kind[]): CoverageOf =>
  (kind) =>
    kinds.includes(kind) ? { type: 'incomplete', reason: 'forbidden' } : { type: 'complete' };

const NO_SELECTOR = service().replace(', selector: {app: web}', '');
const BY_HAND = slice({}).replace(
  'endpoints: []',
  'endpoints: [{addresses: [192.0.2.1], conditions: {}}]',
);

const ROWS: readonly (readonly [string, readonly string[], string])[] = [
  [
    'ExternalName',
    [service(', externalName: example.com').replace('NodePort', 'ExternalName'), ingress()],
    'unknown leaves-the-cluster 0/0',
  ],
  ['no Pods (S01)', [service(), slice({})], 'broken selector-matches-nothing 0/0 fails'],
  ['no Pods of a workload', [service(), slice({}), deployment(2)], 'broken no-pods 0/0 fails'],
  [
    'no Pods, scaled to zero',
    [service(), slice({}), deployment(0)],
    'idle scaled-to-zero 0/0 fails',
  ],
  ['no selector, no slices (S05)', [NO_SELECTOR], 'broken no-endpoints 0/0 fails'],
  ['no selector, by hand', [NO_SELECTOR, BY_HAND], 'healthy 1/1'],
  [
    'no selector, none ready',
    [NO_SELECTOR, BY_HAND.replace('conditions: {}', 'conditions: {ready: false}')],
    'broken no-ready-endpoint 0/1 fails',
  ],
  [
    'a port name that no Pod has (S03)',
    [service().replace('port: 80,', 'port: 80, targetPort: http,'), pod('a'), slice({})],
    'broken no-ready-endpoint 0/1 fails',
  ],
  [
    'only draining',
    [
      service(),
      pod('a', false, ', deletionTimestamp: "2026-11-01T12:00:10Z"'),
      slice({ a: 'ready: false, serving: true, terminating: true' }),
    ],
    'degraded only-draining 0/1',
  ],
  [
    'ended, and not draining',
    [
      service(),
      pod('a', false, ', deletionTimestamp: "2026-11-01T12:00:10Z"'),
      slice({ a: 'ready: false, serving: false, terminating: true' }),
    ],
    'broken no-ready-endpoint 0/1 fails',
  ],
  [
    'none ready (S02)',
    [service(), pod('a', false), pod('b', false), slice({ a: UNREADY, b: UNREADY })],
    'broken no-ready-endpoint 0/2 fails',
  ],
  [
    'some ready',
    [service(), pod('a'), pod('b', false), slice({ a: READY, b: UNREADY })],
    'degraded some-endpoints-not-ready 1/2',
  ],
  [
    'as many as wanted',
    [service(), deployment(1), pod('a'), pod('b', false), slice({ a: READY, b: UNREADY })],
    'healthy 1/2',
  ],
  [
    'fewer than wanted',
    [service(), deployment(2), pod('a'), pod('b', false), slice({ a: READY, b: UNREADY })],
    'degraded some-endpoints-not-ready 1/2',
  ],
  ['one ready', [service(), pod('a'), slice({ a: READY })], 'healthy 1/1'],
  [
    'all ready',
    [service(), deployment(2), pod('a'), pod('b'), slice({ a: READY, b: READY })],
    'healthy 2/2',
  ],
  [
    'one that has failed and was replaced (P05)',
    [service(), deployment(1), pod('a'), evicted, slice({ a: READY })],
    'healthy 1/1',
  ],
  [
    'one that has failed and is missed (P05)',
    [service(), deployment(2), pod('a'), evicted, slice({ a: READY })],
    'degraded some-endpoints-not-ready 1/2',
  ],
];

function ingress(): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gate}
spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {parentRefs: [{name: gate}], rules: [{backendRefs: [{name: web, port: 80}]}]}
`;
}

describe('a port of a Service', () => {
  test.each(ROWS)('%s', (_row, objects, expected) => {
    expect(lineOf(objects)).toBe(expected);
  });

  test('has the worst Pod’s reason and time where none is ready', () => {
    const { judgement } = destinationOf([service(), pod('a', false), slice({ a: UNREADY })]);
    expect(judgement).toMatchObject({
      since: '2026-11-01T09:00:00Z',
      reason: { worst: { type: 'not-ready', containers: ['web'] } },
    });
  });

  test('is unknown where Pods or slices may not be read (P01, H2)', () => {
    const objects = [service(), pod('a'), slice({ a: READY })];
    expect(lineOf([service(), slice({ a: READY })], unread('Pod'))).toBe('unknown unreadable 1/1');
    expect(lineOf([service(), pod('a')], unread('EndpointSlice'))).toBe('unknown unreadable 0/1');
    expect(lineOf(objects)).toBe('healthy 1/1');
    const [only] = destinationOf([service(), pod('a')], unread('EndpointSlice')).pods;
    expect(only?.inRotation).toBe('unknown');
  });
});

const split = (weights: Readonly<Record<string, number>>): readonly string[] => [
  ingress().replace(
    '[{name: web, port: 80}]',
    `[${Object.entries(weights)
      .map(([name, weight]) => `{name: ${name}, port: 80, weight: ${weight}}`)
      .join(', ')}]`,
  ),
  service(),
  pod('a'),
  slice({ a: READY }),
  service().replace('name: web', 'name: asleep').replace('app: web', 'app: asleep'),
  deployment(0).replace('name: web', 'name: asleep').replace('app: web', 'app: asleep'),
];
const routeWith = (weights: Readonly<Record<string, number>>): Route => {
  const { exposure } = worldOf(split(weights).join('\n---\n'));
  const route = exposure.entryPoints.find((it) => it.provider === 'gateway-api')?.routes.at(0);
  if (route === undefined) throw new Error('no route');
  return route;
};
const judged = (weights: Readonly<Record<string, number>>): readonly unknown[] => {
  const { judgement, failureShare } = routeWith(weights);
  return [judgement.health, failureShare];
};

describe('destinations of a rule (H1, H3)', () => {
  test('are judged apart and joined by share', () => {
    expect(judged({ web: 70, missing: 30 })).toEqual(['degraded', 0.3]);
    expect(judged({ missing: 30 })).toEqual(['broken', 1]);
    expect(judged({ web: 70 })).toEqual(['healthy', 0]);
  });

  test('of weight 0 never count', () => {
    expect(judged({ web: 1, missing: 0 })).toEqual(['healthy', 0]);
  });

  test('that are idle make the rule idle alone, and degraded beside others', () => {
    expect(judged({ asleep: 1 })).toEqual(['idle', 1]);
    expect(judged({ web: 50, asleep: 50 })).toEqual(['degraded', 0.5]);
  });
});

const unready = (name: string, since: string): string =>
  pod(name, false).replace('T09:00:00', `T${since}`);

describe('since when', () => {
  test('none is ready since the last one failed', () => {
    const objects = [unready('a', '09:00:00'), unready('b', '11:00:00'), unready('c', '10:00:00')];
    const { judgement } = destinationOf([service(), ...objects, slice({})]);
    expect(judgement.since).toBe('2026-11-01T11:00:00Z');
  });

  test('and that nobody knows where it is not known of one of them', () => {
    const silent = pod('b', false).replace(/, (lastTransition|creation)[^}]*/g, '');
    const { judgement } = destinationOf([service(), unready('a', '09:00:00'), silent, slice({})]);
    expect(judgement).not.toHaveProperty('since');
  });

  test('some are not ready since the first one failed', () => {
    const objects = [unready('a', '11:00:00'), unready('b', '10:00:00'), pod('c')];
    const { judgement } = destinationOf([service(), ...objects, slice({ c: READY })]);
    expect(judgement.since).toBe('2026-11-01T10:00:00Z');
  });
});
