import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Caveat } from '../../src/model/exposure.ts';
import type { Judgement } from '../../src/model/health.ts';
import { worldOf } from '../support/world.ts';

const CASES = join(import.meta.dirname, '..', 'cases', 'gateway-api');

const objectsOf = (name: string): string => readFileSync(join(CASES, name, 'objects.yaml'), 'utf8');

function gatewayIn(yaml: string, name = 'web') {
  const { exposure } = worldOf(yaml);
  const entryPoint = exposure.entryPoints.find((it) => it.object.name === name);
  const dataPlane = exposure.dataPlanes.find((it) => it.id === entryPoint?.dataPlane);
  if (entryPoint === undefined || dataPlane === undefined) throw new Error(`no Gateway ${name}`);
  return { entryPoint, dataPlane };
}

/** As one reads it: the state, and what it comes from. */
function words({ health, reason }: Judgement): string {
  if (reason === undefined) return health;
  if (reason.type === 'condition') return `${health} ${reason.condition} ${reason.reason}`;
  return `${health} ${'because' in reason ? reason.because : reason.type}`;
}

const routesOf = (yaml: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    gatewayIn(yaml).entryPoint.routes.map((it) => [it.object.name, words(it.judgement)]),
  );

const listenersOf = (yaml: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    gatewayIn(yaml).entryPoint.listeners.map((it) => [it.name, words(it.judgement)]),
  );

describe('G6: what the controller says', () => {
  test('of listeners', () => {
    expect(listenersOf(objectsOf('G6-status'))).toEqual({
      well: 'healthy',
      refused: 'broken Accepted PortUnavailable',
      unresolved: 'broken ResolvedRefs InvalidCertificateRef',
      pending: 'progressing Programmed Pending',
      lasting: 'broken Programmed Invalid',
      conflicted: 'broken Conflicted HostnameConflict',
      stale: 'unknown stale-status',
      silent: 'unknown stale-status',
    });
  });

  test('of routes, by parent', () => {
    expect(routesOf(objectsOf('G6-status'))).toEqual({
      accepted: 'healthy',
      rejected: 'broken Accepted NotAllowedByListeners',
      'on-one': 'degraded Accepted NoMatchingParent',
      partly: 'degraded PartiallyInvalid UnsupportedValue',
      'stale-route': 'unknown stale-status',
      unseen: 'unknown stale-status',
      half: 'degraded share-fails',
    });
  });

  test('in files nothing, so that the computed answer stands', () => {
    const yaml = objectsOf('G6-no-status');
    expect(routesOf(yaml)).toEqual({
      fine: 'healthy',
      'no-section': 'broken no-matching-parent',
      'no-host': 'broken no-matching-listener-hostname',
      kind: 'broken not-allowed-by-listeners',
      'not-served': 'broken listener-not-served',
      conflicted: 'broken listener-not-served',
      younger: 'broken hostname-conflict',
      older: 'healthy',
      newer: 'idle older-route-wins',
      'on-closed': 'broken listener-set-not-allowed',
    });
    expect(listenersOf(yaml)).toEqual({
      http: 'healthy',
      tcp: 'healthy',
      bad: 'broken secret-missing',
      twice: 'broken hostname-conflict',
      again: 'broken hostname-conflict',
      'closed/x': 'broken listener-set-not-allowed',
    });
  });

  test('a class that does not exist is no controller, one that is not read is not judged', () => {
    const yaml = objectsOf('G7-matches').replace(/^kind: GatewayClass$/m, 'kind: Unknown');
    expect(words(gatewayIn(yaml).entryPoint.judgement)).toBe('broken no-controller');
    const { exposure } = worldOf(yaml, {
      coverage: (kind) =>
        kind === 'GatewayClass'
          ? { type: 'incomplete', reason: 'forbidden' }
          : { type: 'complete' },
    });
    expect(exposure.entryPoints.map((it) => it.judgement.health)).not.toContain('broken');
  });
});

test('G11: grants that may not be read make a backend unknown, and not refused', () => {
  const { exposure } = worldOf(objectsOf('G11-backend-grants'), {
    coverage: (kind) =>
      kind === 'ReferenceGrant'
        ? { type: 'incomplete', reason: 'forbidden' }
        : { type: 'complete' },
  });
  const [{ routes } = { routes: [] }] = exposure.entryPoints;
  const because = routes.flatMap(({ action }) =>
    action.type === 'forward'
      ? action.destinations.flatMap(({ target }) =>
          target.type === 'unresolved' ? [target.because] : [],
        )
      : [],
  );
  expect(new Set(because)).toEqual(new Set(['unreadable']));
});

test('G5: what lacks listener isolation by its own word says that the answer may differ', () => {
  const yaml = objectsOf('G5-listener-isolation');
  const features = (names: readonly string[]): readonly Caveat[] =>
    gatewayIn(
      yaml.replace(
        /^spec: \{controllerName: .*$/m,
        `$&\nstatus: {supportedFeatures: [${names.map((it) => `{name: ${it}}`).join(', ')}]}`,
      ),
    ).dataPlane.caveats;
  const isolation = { type: 'implementation', what: 'isolation' };
  expect(features(['Gateway', 'HTTPRoute'])).toContainEqual(isolation);
  expect(features(['Gateway', 'GatewayHTTPListenerIsolation'])).not.toContainEqual(isolation);
  expect(features([])).not.toContainEqual(isolation);
});

test('G5: each host tells which listener has it', () => {
  const { dataPlane } = gatewayIn(objectsOf('G5-listener-isolation'));
  const hosts = dataPlane.listeners.flatMap(({ servers }) =>
    servers.flatMap(({ virtualHosts }) => virtualHosts.map((it) => [it.host, it.listener])),
  );
  expect(Object.fromEntries(hosts)).toEqual({
    '*': 'empty',
    '*.example.com': 'w1',
    '*.foo.example.com': 'w2',
    'abc.foo.example.com': 'exact',
  });
});

const parts = (name: string): readonly string[] =>
  gatewayIn(objectsOf(name)).entryPoint.routes.map(
    (it) => `${it.object.name}#${it.rule.index} ${it.matches.length}`,
  );

test('G8: a rule whose matches stand together is one route, else one for each place', () => {
  expect(parts('G7-paths')).toEqual([
    'paths#0 1',
    'paths#1 1',
    'paths#2 1',
    'paths#3 1',
    'paths#4 1',
  ]);
  // `/v2`, then both header conditions, then `/`.
  expect(parts('G7-matches')).toEqual(['paths#1 1', 'paths#0 1', 'paths#1 1', 'paths#0 1']);
});

const policyOf = (name: string, path: string) =>
  gatewayIn(objectsOf(name))
    .entryPoint.routes.filter((it) => it.matches.some((match) => match.path?.value === path))
    .flatMap(({ action }) => (action.type === 'forward' ? action.destinations : []))
    .map(({ policy }) => policy)[0];

test('G17a, G19: the way to a backend as policies have it', () => {
  expect(policyOf('G17a-backend-tls-policy', '/good')?.tls).toEqual({
    mode: 'SIMPLE',
    sni: 'abc.example.com',
  });
  expect(policyOf('G19-destination-rules', '/')?.object.kind).toBe('DestinationRule');
});

test('the order of objects does not matter', () => {
  for (const name of ['G1-listener-conflicts', 'G6-no-status', 'G8-ties', 'G16-tcp']) {
    const yaml = objectsOf(name);
    const reversed = yaml.split('\n---\n').toReversed().join('\n---\n');
    expect(worldOf(reversed).exposure).toEqual(worldOf(yaml).exposure);
  }
});
