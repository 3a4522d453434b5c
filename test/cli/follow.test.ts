import { expect, test } from 'vitest';

import { journey, lastOf } from '../../src/cli/follow.ts';
import { parseRequest } from '../../src/trace/request.ts';
import { worldOf } from '../support/world.ts';

/** A host whose rules send a client from /1 to /2 and on; what is at its end answers itself. */
const redirects = (to: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'shop', namespace: 'istio-system' },
    spec: {
      hosts: ['a.example.com', 'b.example.com'],
      gateways: ['shop'],
      http: [
        ...to.map((uri, index) => ({
          match: [{ uri: { exact: `/${index}` } }],
          redirect: uri.startsWith('/')
            ? { uri, redirectCode: 307 }
            : { authority: uri, uri: `/${index + 1}` },
        })),
        { directResponse: { status: 418 } },
      ],
    },
  });

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: gateway, namespace: istio-system, labels: {istio: ingressgateway}}
spec: {containers: [{name: proxy, ports: [{containerPort: 80}]}]}
status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
---
`;

function follow(to: readonly string[], headers: readonly string[] = [], method = 'GET') {
  const { exposure } = worldOf(`${GATEWAY}${redirects(to)}`);
  const parsed = parseRequest({
    url: 'http://a.example.com/0',
    headers,
    method,
    address: '203.0.113.7',
  });
  if ('problem' in parsed) throw new Error(parsed.problem.type);
  return journey(parsed.value, exposure, true);
}

const steps = (length: number): readonly string[] =>
  Array.from({ length }, (_, index) => `/${index + 1}`);

test('redirects are followed to their end', () => {
  const way = follow(steps(3));
  expect(way.followed.map((it) => it.request.path)).toEqual(['/1', '/2', '/3']);
  expect(lastOf(way)).toMatchObject({ outcome: 'direct-response', expectedStatus: 418 });
  expect(way.endless).toBeUndefined();
});

test('ten of them are, and no more', () => {
  expect(follow(steps(10)).endless).toBeUndefined();
  const way = follow(steps(11));
  expect(way.endless).toBe('too-many');
  expect(way.followed).toHaveLength(10);
});

test.each([[['/0']], [['/1', '/0']], [['/1', '/2', '/1']]])('a circle ends: %j', (to) => {
  expect(follow(to).endless).toBe('circle');
});

test('a POST is one again where the status keeps it', () => {
  expect(follow(['/1'], [], 'POST').followed[0]?.request.method).toBe('POST');
  expect(follow(['b.example.com'], [], 'POST').followed[0]?.request.method).toBe('GET');
});

test('what is secret stays with the host, and so does the address', () => {
  const headers = ['Authorization: x', 'Cookie: a=b', 'X-A: y'];
  const same = lastOf(follow(['/1'], headers)).request;
  expect(same.headers.map((it) => it.name)).toEqual(['Authorization', 'Cookie', 'X-A']);
  expect(same.address).toBe('203.0.113.7');
  const other = lastOf(follow(['b.example.com'], headers)).request;
  expect(other.headers.map((it) => it.name)).toEqual(['X-A']);
  expect(other.address).toBeUndefined();
});
