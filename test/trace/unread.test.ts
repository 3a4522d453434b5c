import { expect, test } from 'vitest';

import { everythingWasRead } from '../../src/inventory/inventory.ts';
import type { Kind } from '../../src/inventory/kinds.ts';
import type { Exposure } from '../../src/model/exposure.ts';
import type { Unreadable } from '../../src/model/health.ts';
import type { Trace } from '../../src/model/trace.ts';
import { parseRequest } from '../../src/trace/request.ts';
import { trace } from '../../src/trace/trace.ts';
import { worldOf } from '../support/world.ts';

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: gateway, namespace: shop, labels: {istio: ingressgateway}}
spec: {containers: [{name: app}]}
status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
`;

function exposureWithout(unread: readonly Kind[], reason: Unreadable = 'forbidden'): Exposure {
  const { exposure } = worldOf(GATEWAY, {
    coverage: (kind, namespace) =>
      unread.includes(kind) ? { type: 'incomplete', reason } : everythingWasRead(kind, namespace),
  });
  return exposure;
}

function asked(url: string, unread: readonly Kind[], reason?: Unreadable): Trace {
  const parsed = parseRequest({ url });
  if ('problem' in parsed) throw new Error(parsed.problem.type);
  return trace(parsed.value, exposureWithout(unread, reason));
}

test('no rule takes it: known only where all rules could be read', () => {
  const url = 'http://shop.example.com/';
  expect(asked(url, [])).toMatchObject({ outcome: 'no-route', expectedStatus: 404 });
  const unsure = asked(url, ['VirtualService']);
  expect(unsure).toMatchObject({
    outcome: 'depends',
    dependsOn: [{ type: 'unreadable', resource: 'virtualservices.networking.istio.io' }],
  });
  expect(unsure.expectedStatus).toBeUndefined();
  // Rules of another API are tried by another proxy.
  expect(asked(url, ['HTTPRoute', 'Ingress']).outcome).toBe('no-route');
});

test('nobody answers: known only where all ways in could be read', () => {
  const url = 'https://shop.example.com:8443/';
  expect(asked(url, []).outcome).toBe('no-listener');
  expect(asked(url, ['Ingress']).outcome).toBe('depends');
  // Of what only a stream of bytes may come to.
  expect(asked(url, ['TCPRoute']).outcome).toBe('no-listener');
  expect(asked('tcp://shop.example.com:8443', ['TCPRoute']).outcome).toBe('depends');
});

test('what files do not hold is not there', () => {
  expect(asked('http://shop.example.com/', ['VirtualService'], 'not-in-files').outcome).toBe(
    'no-route',
  );
});

test('H2: an entry point without rules is well only where they could be read', () => {
  const [known] = exposureWithout([]).entryPoints;
  expect(known?.judgement.health).not.toBe('unknown');
  const [unknown] = exposureWithout(['VirtualService'], 'loading').entryPoints;
  expect(unknown?.judgement).toMatchObject({
    health: 'unknown',
    reason: { resource: 'virtualservices.networking.istio.io', because: 'loading' },
  });
});
