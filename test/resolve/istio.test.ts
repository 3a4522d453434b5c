import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { inventoryOf } from '../../src/inventory/inventory.ts';
import type { Destination, EntryPoint, Exposure, Route } from '../../src/model/exposure.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { CASE_NOW, objectsOf, rawObjects, worldOf } from '../support/world.ts';

/** What requests do not show of the objects that the cases hold. */
const CASES = join(import.meta.dirname, '..', 'cases', 'istio');
const yamlOf = (name: string): string => readFileSync(join(CASES, name, 'objects.yaml'), 'utf8');
const exposureOf = (name: string): Exposure => worldOf(yamlOf(name)).exposure;

const gatewayIn = (exposure: Exposure, name = 'gw'): EntryPoint => {
  const found = exposure.entryPoints.find(
    (it) => it.provider === 'istio' && it.object.name === name,
  );
  if (found === undefined) throw new Error(`no Gateway ${name}`);
  return found;
};

const ruleIn = (exposure: Exposure, index: number): Route => {
  const found = gatewayIn(exposure).routes.find((it) => it.rule.index === index);
  if (found === undefined) throw new Error(`no rule ${index}`);
  return found;
};

const destinationIn = (exposure: Exposure, index = 0): Destination => {
  const { action } = ruleIn(exposure, index);
  const first = action.type === 'forward' ? action.destinations[0] : undefined;
  if (first === undefined) throw new Error(`rule ${index} has no destination`);
  return first;
};

const reasonsOf = ({ listeners }: EntryPoint) => listeners.map((it) => it.judgement.reason);

test('N34: what is said for a port counts whole, and a subset says its own', () => {
  const { policy } = destinationIn(exposureOf('N34-policies'));
  expect(policy).toMatchObject({
    loadBalancer: 'CONSISTENT_HASH by httpHeaderName x-user',
    outlierDetection: { consecutive5xxErrors: 3 },
    object: { kind: 'DestinationRule', name: 'a' },
  });
  expect(policy).not.toHaveProperty('connectionPool');
});

test('N21: mirrors, timeout and retries are facts of the rule', () => {
  expect(ruleIn(exposureOf('N21-N47-faults'), 5).modifiers).toEqual({
    mirrors: [{ destination: 'a', share: 0.1 }],
    timeout: '3s',
    retries: { attempts: 3, perTryTimeout: '1s', on: '5xx' },
  });
});

test('N4: a server that is dropped stays a listener, with the reason', () => {
  const exposure = exposureOf('N4-conflict-later-dropped');
  expect(reasonsOf(gatewayIn(exposure, 'new'))).toEqual([
    { type: 'listener-invalid', because: 'protocol-conflict' },
  ]);
  // N14: nothing listens for TCP without a rule.
  expect(reasonsOf(gatewayIn(exposure, 'old'))).toEqual([
    { type: 'listener-invalid', because: 'no-rule' },
  ]);
});

test('N8: a missing Secret breaks its listener alone', () => {
  expect(reasonsOf(gatewayIn(exposureOf('N8-N51-secret-of-the-workload')))).toMatchObject([
    undefined,
    { type: 'secret-missing', secret: { namespace: 'istio-system', name: 'here' } },
    { type: 'secret-missing', secret: { namespace: 'istio-system', name: 'gone' } },
    undefined,
  ]);
});

test('N1: a Gateway that picks nothing is broken, and keeps its rules', () => {
  const lost = gatewayIn(exposureOf('N1-selector-in-every-namespace'), 'lost');
  expect(lost.judgement.health).toBe('broken');
  expect(lost.routes.map((it) => it.object.name)).toEqual(['lost']);
});

test('N11: rules without a host in common stay with their Gateway', () => {
  const { routes } = gatewayIn(exposureOf('N11-N42-intersection'));
  expect(routes.map((it) => it.object.name)).toContain('apart');
});

test('N52: what was assumed of a low port is said', () => {
  const plane = exposureOf('N52-privileged-port').dataPlanes.find((it) => it.proxy === 'istio');
  expect(plane?.caveats).toEqual([{ type: 'assumed', what: 'privileged-port' }]);
});

test('what files do not hold is unread: the gateway serves as far as is known', () => {
  const raws = rawObjects(yamlOf('bookinfo-gateway')).filter(
    (it) => it['kind'] === 'Gateway' || it['kind'] === 'VirtualService',
  );
  const inventory = inventoryOf(objectsOf(raws).objects, () => ({
    type: 'incomplete',
    reason: 'not-in-files',
  }));
  const { judgement, listeners } = gatewayIn(resolve(inventory, CASE_NOW), 'bookinfo-gateway');
  expect(judgement.health).toBe('unknown');
  expect(listeners).toMatchObject([{ port: 8080, dataPlanePort: 8080 }]);
});
