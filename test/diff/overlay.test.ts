import { expect, test } from 'vitest';

import { everythingWasRead, inventoryOf } from '../../src/inventory/inventory.ts';
import { overlaid } from '../../src/inventory/overlay.ts';
import type { Exposure } from '../../src/model/exposure.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { CASE_NOW, objectsOf, rawObjects } from '../support/world.ts';

const inventory = (yaml: string) =>
  inventoryOf(objectsOf(rawObjects(yaml)).objects, everythingWasRead);

/** The objects of a running shop, and what its rules would lead to with more applied. */
function applied(yaml: string): readonly string[] {
  const { entryPoints }: Exposure = resolve(
    overlaid(inventory(SHOP), inventory(yaml), CASE_NOW),
    CASE_NOW,
  );
  return entryPoints.flatMap((it) =>
    it.routes.flatMap(({ action }) =>
      action.type === 'forward'
        ? action.destinations.map(({ ref, judgement: { health, reason } }) =>
            [ref, health, reason?.type].filter((part) => part !== undefined).join(' '),
          )
        : [],
    ),
  );
}

const SHOP = `
kind: Service
apiVersion: v1
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
kind: Deployment
apiVersion: apps/v1
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}
---
kind: Pod
apiVersion: v1
metadata: {name: web-1, namespace: shop, labels: {app: web}}
status: {podIP: 10.0.0.1, phase: Running, conditions: [{type: Ready, status: "True"}]}
---
kind: EndpointSlice
apiVersion: discovery.k8s.io/v1
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{port: 80}]
endpoints:
  - {addresses: [10.0.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: web-1, namespace: shop}}
`;

const service = (name: string, app: string, port = 80): string => `
kind: Service
apiVersion: v1
metadata: {name: ${name}, namespace: shop}
spec: {type: LoadBalancer, selector: {app: ${app}}, ports: [{port: 80, targetPort: ${port}}]}
`;

const DEPLOYMENT = `
kind: Deployment
apiVersion: apps/v1
metadata: {name: cart, namespace: shop}
spec: {selector: {matchLabels: {app: cart}}, template: {metadata: {labels: {app: cart}}}}
`;

test('what is applied as it is changes nothing', () => {
  expect(applied(service('web', 'web'))).toEqual(applied(''));
  expect(applied('')).toEqual(['web:80 healthy']);
});

test('a new Service has no endpoints yet, whether its Pods run or are to be started', () => {
  expect(applied(service('more', 'web'))).toContain('more:80 unknown not-running');
  const started = applied([service('cart', 'cart'), DEPLOYMENT].join('---'));
  expect(started).toContain('cart:80 unknown not-running');
});

test('the endpoints of a Service that chooses otherwise will be others', () => {
  expect(applied(service('web', 'web', 8080))).toEqual(['web:80 unknown not-running']);
  expect(applied(service('web', 'wbe'))).toEqual(['web:80 broken selector-matches-nothing']);
});
