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

const FRONTS = ['ingressgateway', 'plain']
  .map(
    (name, index) => `
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {type: LoadBalancer, selector: {istio: ${name}}, ports: [{port: 80, targetPort: 8080}]}
status: {loadBalancer: {ingress: [{ip: 203.0.113.${index + 1}}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}-1, namespace: shop, labels: {istio: ${name}}}
spec: {containers: [{name: app}]}
status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: shop, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: "", port: 8080}]
endpoints: [{addresses: [10.0.0.${index + 1}], targetRef: {kind: Pod, name: ${name}-1}}]`,
  )
  .join('');

test('H2: a gateway whose API could not be read is no plain Service', () => {
  const unread = 'Gateway.networking.istio.io';
  const { exposure } = worldOf(FRONTS, {
    coverage: (kind, namespace) =>
      kind === unread
        ? { type: 'incomplete', reason: 'forbidden' }
        : everythingWasRead(kind, namespace),
  });
  const at = (url: string): Trace => {
    const parsed = parseRequest({ url });
    if ('problem' in parsed) throw new Error(parsed.problem.type);
    return trace(parsed.value, exposure);
  };
  const hidden = at('http://203.0.113.1/');
  expect(hidden).toMatchObject({
    outcome: 'depends',
    dependsOn: [{ type: 'unreadable', resource: 'gateways.networking.istio.io' }],
  });
  expect(hidden.destinations).toHaveLength(1);
  expect(at('http://203.0.113.2/').outcome).toBe('backend');
  expect(exposure.entryPoints).toMatchObject([
    { judgement: { health: 'healthy' }, partial: [{ resource: 'gateways.networking.istio.io' }] },
    { judgement: { health: 'healthy' }, partial: [] },
  ]);
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
