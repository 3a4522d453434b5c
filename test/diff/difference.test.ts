import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { answerKey, answerKind } from '../../src/diff/answer.ts';
import { movedPorts } from '../../src/diff/behind.ts';
import { differenceOf } from '../../src/diff/difference.ts';
import { everythingWasRead, inventoryOf } from '../../src/inventory/inventory.ts';
import { isRaw, type Raw } from '../../src/inventory/raise.ts';
import type { Exposure } from '../../src/model/exposure.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { parseRequest } from '../../src/trace/request.ts';
import { createTracer } from '../../src/trace/trace.ts';
import { requests, worlds } from '../support/generated-world.ts';
import { runs } from '../support/runs.ts';
import { CASE_NOW, objectsOf } from '../support/world.ts';

const exposureOf = (raws: readonly Raw[]): Exposure =>
  resolve(inventoryOf(objectsOf(raws).objects, everythingWasRead), CASE_NOW);

test('equal worlds, in any order, are not different', () => {
  fc.assert(
    fc.property(
      worlds().chain((world) =>
        fc.tuple(fc.constant(world), fc.shuffledSubarray([...world], { minLength: world.length })),
      ),
      ([world, shuffled]) => {
        const { changes, witnesses, asked } = differenceOf(exposureOf(world), exposureOf(shuffled));
        expect({ changes, witnesses }).toEqual({ changes: [], witnesses: [] });
        expect(asked).toBeGreaterThan(0);
      },
    ),
    runs(10, 200),
  );
});

test('whatever a request notices of a changed rule is found, with a witness', () => {
  fc.assert(
    fc.property(
      worlds(),
      mutations,
      fc.array(requests, { minLength: 40, maxLength: 80 }),
      (world, mutation, asked) => {
        const [before, after] = [exposureOf(world), exposureOf(mutated(world, mutation))];
        const { witnesses } = differenceOf(before, after);
        const moved = movedPorts(before, after);
        const [left, right] = [createTracer(before), createTracer(after)];
        for (const it of witnesses)
          expect(answerKey(left(it.request), moved)).not.toBe(answerKey(right(it.request), moved));
        const kinds = new Set(
          witnesses.map((it) => `${answerKind(it.before)} ${answerKind(it.after)}`),
        );
        for (const { scheme, host, port, path, method, headers } of asked) {
          const parsed = parseRequest({
            url: `${scheme}://${host}${port}${path}`,
            method,
            headers,
          });
          if ('problem' in parsed) continue;
          const [a, b] = [left(parsed.value), right(parsed.value)];
          // At a port that nothing has, nothing answers on either side.
          const answers = a.dataPlane !== undefined || b.dataPlane !== undefined;
          if (!answers || answerKey(a, moved) === answerKey(b, moved)) continue;
          if (!kinds.has(`${answerKind(a)} ${answerKind(b)}`))
            console.error(parsed.value, [...kinds]);
          expect(kinds).toContain(`${answerKind(a)} ${answerKind(b)}`);
        }
      },
    ),
    runs(10, 300),
  );
});

test('whatever an answer depends on: where each is the same, so is the answer', () => {
  const [one, two, other] = [gateway('one', 'web'), gateway('two', 'web'), gateway('two', 'blog')];
  const services = ['web', 'blog'].map(service);
  const alone = exposureOf([...services, ...one]);
  const request = parseRequest({ url: 'http://shop.example.com/' });
  if ('problem' in request) throw new Error(request.problem.type);
  const keyIn = (exposure: Exposure): string => answerKey(createTracer(exposure)(request.value));
  const both = exposureOf([...services, ...one, ...two]);
  expect(createTracer(both)(request.value).outcome).toBe('depends');
  expect(keyIn(both)).toBe(keyIn(alone));
  expect(keyIn(exposureOf([...services, ...one, ...other]))).not.toBe(keyIn(alone));
});

test.for([
  ['its selector', { selector: { app: 'web-v2' }, ports: [{ port: 80, targetPort: 8080 }] }],
  ['its target port', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 9090 }] }],
])('a Service that leads elsewhere by %s answers otherwise', ([, spec]) => {
  const before = { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] };
  const [left, right] = [before, spec].map((it) =>
    exposureOf([{ ...service('web'), spec: it }, ...gateway('one', 'web')]),
  ) as [Exposure, Exposure];
  const { changes, witnesses } = differenceOf(left, right);
  expect(changes.map(({ what }) => what)).toEqual(['destinations']);
  expect(witnesses.map(({ request }) => request.host)).toContain('shop.example.com');
  expect(differenceOf(left, left).witnesses).toEqual([]);
});

test('a Service that files leave out does not lead elsewhere', () => {
  const rules = gateway('one', 'web');
  const inCluster = exposureOf([
    { ...service('web'), spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    ...rules,
  ]);
  const { objects } = objectsOf(rules);
  const inFiles = resolve(
    inventoryOf(objects, () => ({ type: 'incomplete', reason: 'not-in-files' })),
    CASE_NOW,
  );
  expect([...movedPorts(inCluster, inFiles)]).toEqual([]);
});

const service = (name: string): Raw => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { ports: [{ port: 80 }] },
});

/** A Gateway, and a route through it. */
const gateway = (name: string, to: string): readonly Raw[] => [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: 'shop' },
    spec: { gatewayClassName: name, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    status: { addresses: [{ value: name === 'one' ? '203.0.113.1' : '203.0.113.2' }] },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'shop' },
    spec: {
      parentRefs: [{ name }],
      hostnames: ['shop.example.com'],
      rules: [{ backendRefs: [{ name: to, port: 80 }] }],
    },
  },
];

/** One rule of a routing object is put otherwise: gone, doubled, turned round, with other paths, hosts or weights. */
interface Mutation {
  readonly pick: number;
  readonly rule: number;
  readonly how: 'remove' | 'reverse' | 'path' | 'weight' | 'host' | 'method';
  readonly text: string;
}

const mutations = fc.record<Mutation>({
  pick: fc.nat(),
  rule: fc.nat(),
  how: fc.constantFrom('remove', 'reverse', 'path', 'weight', 'host', 'method'),
  text: fc.constantFrom('/a', '/a/b', '/c', '/', '/new'),
});

const RULES: Readonly<Record<string, string>> = {
  VirtualService: 'http',
  HTTPRoute: 'rules',
  Ingress: 'rules',
};

function mutated(world: readonly Raw[], mutation: Mutation): readonly Raw[] {
  const places = world.flatMap((it, index) => (String(it['kind']) in RULES ? [index] : []));
  const place = places[mutation.pick % Math.max(places.length, 1)];
  return world.map((it, index) => (index === place ? changed(it, mutation) : it));
}

function changed(object: Raw, mutation: Mutation): Raw {
  const field = RULES[String(object['kind'])] ?? '';
  const spec = object['spec'] as Raw;
  const rules = spec[field] as readonly unknown[];
  const at = mutation.rule % rules.length;
  switch (mutation.how) {
    case 'remove':
      return { ...object, spec: { ...spec, [field]: rules.filter((_, index) => index !== at) } };
    case 'reverse':
      return { ...object, spec: { ...spec, [field]: rules.toReversed() } };
    case 'path':
    case 'weight':
    case 'host':
    case 'method': {
      const put = rules.map((it, index) => (index === at ? within(it, mutation) : it));
      return { ...object, spec: { ...spec, [field]: put } };
    }
  }
}

/** Every value of the name that is changed, however deep. */
function within(value: unknown, mutation: Mutation): unknown {
  if (Array.isArray(value)) return value.map((it) => within(it, mutation));
  if (!isRaw(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, it]) => [key, instead(key, it, mutation)]),
  );
}

function instead(key: string, value: unknown, mutation: Mutation): unknown {
  const { how, text } = mutation;
  if (
    how === 'path' &&
    typeof value === 'string' &&
    ['exact', 'prefix', 'path', 'value'].includes(key)
  )
    return value.startsWith('/') ? text : value;
  if (how === 'weight' && key === 'weight') return 7;
  if (how === 'host' && key === 'host' && typeof value === 'string')
    return value.includes('.') ? 'b.example.com' : 'two';
  if (how === 'host' && key === 'name' && typeof value === 'string') return 'two';
  if (how === 'method' && key === 'method')
    return typeof value === 'string' ? 'POST' : { exact: 'POST' };
  return within(value, mutation);
}
