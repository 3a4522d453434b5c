import { describe, expect, test } from 'vitest';

import type { Inventory } from '../../../src/inventory/inventory.ts';
import { kindOf, readObject } from '../../../src/inventory/read-object.ts';
import type { Exposure } from '../../../src/model/exposure.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { demoSource } from '../../../src/sources/demo/demo-source.ts';
import { liveBookinfo } from '../../../src/sources/demo/live.ts';
import { objectsAt } from '../../../src/sources/demo/objects.ts';
import { SCENARIOS } from '../../../src/sources/demo/scenarios.ts';
import { timestampsFrom } from '../../../src/sources/demo/world.ts';
import { handClock, START } from './clock.ts';

async function demo(options: { readonly scenario?: string; readonly seed?: number } = {}) {
  const clock = handClock();
  const changes: number[] = [];
  const source = demoSource({ clock, ...options });
  await source.open(() => changes.push((clock.now() - START) / 1000));
  return {
    clock,
    source,
    changes,
    at: (seconds: number): Inventory => {
      clock.jumpTo(seconds);
      return source.read().inventory;
    },
    exposureAt: (seconds: number): Exposure => {
      clock.jumpTo(seconds);
      const { inventory, now } = source.read();
      return resolve(inventory, now);
    },
  };
}

const healthOf = ({ entryPoints }: Exposure): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entryPoints.map(({ object, judgement }) => [`${object.kind} ${object.name}`, judgement.health]),
  );

const podsOf = (inventory: Inventory, version: string) =>
  inventory.select('Pod', { app: 'reviews', version }, 'default').map((it) => {
    const [container] = it.status.containerStatuses;
    const { waiting, running } = container?.state ?? {};
    return [
      it.metadata.deletionTimestamp === undefined ? '' : 'leaving',
      running === undefined ? (waiting?.reason ?? 'ended') : 'running',
      container?.ready === true ? 'ready' : 'not ready',
      container?.restartCount,
    ].join(' ');
  });

describe('the mesh', () => {
  test('is calm at first, with every way in', async () => {
    const { exposureAt } = await demo();
    for (const seconds of [0, 10, 19]) {
      expect(healthOf(exposureAt(seconds))).toEqual({
        'Gateway api': 'healthy',
        'Gateway bookinfo-gateway': 'healthy',
        'Ingress shop': 'healthy',
        'Service productpage-lb': 'healthy',
        'Service productpage-nodeport': 'healthy',
      });
    }
  });

  test('has a load balancer whose address is localhost', async () => {
    const { exposureAt } = await demo();
    const { entryPoints } = exposureAt(0);
    const addresses = entryPoints.flatMap((it) => it.addresses.map(({ value }) => value));
    expect(addresses).toContain('localhost');
  });

  test('crashes and comes back', async () => {
    const { at, exposureAt } = await demo();
    expect(podsOf(at(19), 'v2')).toEqual(
      ['running ready 0', 'running ready 0'].map((it) => ` ${it}`),
    );
    expect(podsOf(at(30), 'v2')).toEqual(
      ['CrashLoopBackOff not ready 1', 'CrashLoopBackOff not ready 1'].map((it) => ` ${it}`),
    );
    const [route] = exposureAt(60).entryPoints.flatMap(({ routes }) =>
      routes.filter(({ rule }) => rule.name === 'reviews'),
    );
    expect(route).toMatchObject({ failureShare: 0.1, judgement: { health: 'degraded' } });
    expect(podsOf(at(60), 'v2')[0]).toBe(' CrashLoopBackOff not ready 3');
    expect(podsOf(at(110), 'v2')).toEqual([' running ready 4', ' running ready 4']);
  });

  test('rolls out a new version, never with fewer Pods', async () => {
    const { at } = await demo();
    expect(podsOf(at(121), 'v2')).toContain(' ContainerCreating not ready 0');
    for (let seconds = 115; seconds < 150; seconds++) {
      const ready = podsOf(at(seconds), 'v2').filter(
        (it) => it.includes(' ready') && !it.includes('not'),
      );
      expect(ready.length).toBeGreaterThanOrEqual(2);
    }
    expect(podsOf(at(128), 'v2').filter((it) => it.startsWith('leaving'))).toHaveLength(1);
  });

  test('is calm again after it', async () => {
    const { at, exposureAt } = await demo();
    expect(podsOf(at(145), 'v2')).toEqual([' running ready 0', ' running ready 0']);
    expect(Object.values(healthOf(exposureAt(145)))).not.toContain('degraded');
  });

  test('shifts weights, and back', async () => {
    const { at } = await demo();
    const weights = [0, 170, 200, 220, 240, 430].map((seconds) => {
      const inventory = at(seconds);
      const [virtualService] = inventory.list('VirtualService');
      const [httpRoute] = inventory.list('HTTPRoute');
      return [
        virtualService?.spec.http[1]?.route.map(({ weight }) => weight),
        httpRoute?.spec.rules[1]?.backendRefs.map(({ weight }) => weight),
      ];
    });
    expect(weights).toEqual([
      both(90, 10),
      both(50, 50),
      both(0, 100),
      both(50, 50),
      both(90, 10),
      both(50, 50),
    ]);
  });

  test('begins anew, for as long as one looks', async () => {
    const { at } = await demo();
    expect(podsOf(at(260 + 60), 'v2')[0]).toBe(' CrashLoopBackOff not ready 3');
    expect(podsOf(at(260 * 40 + 110), 'v2')).toEqual([' running ready 4', ' running ready 4']);
  });
});

describe('at every moment', () => {
  const moments = Array.from({ length: 80 }, (_, index) => index * 3.7);
  const stamp = timestampsFrom(START);

  test('objects are read without a loss, each name once', () => {
    for (const time of [0, 30, 61.2, 128, 200]) {
      const notes: unknown[] = [];
      const names = objectsAt(liveBookinfo(time, 1, stamp), time, stamp).flatMap((raw) => {
        const type = kindOf(String(raw['apiVersion']), String(raw['kind']));
        expect(type).toBeDefined();
        return type === undefined
          ? []
          : readObject(raw, type, { share: (it) => it, note: (it) => notes.push(it) }).map(
              ({ kind, object: { metadata } }) => `${kind} ${metadata.namespace}/${metadata.name}`,
            );
      });
      expect(notes).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('slices list the Pods of their Service, each by its readiness', async () => {
    const { at } = await demo();
    for (const moment of moments) {
      const inventory = at(moment);
      for (const service of inventory.list('Service')) {
        const { name, namespace = '' } = service.metadata;
        const [slice] = inventory.select(
          'EndpointSlice',
          { 'kubernetes.io/service-name': name },
          namespace,
        );
        const pods = inventory
          .select('Pod', service.spec.selector, namespace)
          .filter((it) => it.status.podIP !== undefined);
        const listed = slice?.endpoints.map(({ addresses, conditions, targetRef }) => [
          targetRef?.name,
          addresses[0],
          conditions.ready,
          conditions.terminating,
        ]);
        const wanted = pods.map(({ metadata, status }) => {
          const leaving = metadata.deletionTimestamp !== undefined;
          const ready = status.conditions.some((it) => it.type === 'Ready' && it.status === 'True');
          return [metadata.name, status.podIP, ready && !leaving, leaving];
        });
        expect(new Set(listed?.map(String))).toEqual(new Set(wanted.map(String)));
      }
    }
  });

  test('workloads count their Pods', async () => {
    const { at } = await demo();
    for (const moment of moments) {
      const inventory = at(moment);
      for (const { metadata, spec, status } of inventory.list('Deployment')) {
        const pods = inventory
          .select('Pod', spec.selector.matchLabels, metadata.namespace)
          .filter((it) => it.metadata.deletionTimestamp === undefined);
        const ready = pods.filter((it) => it.status.containerStatuses.every((one) => one.ready));
        expect([status.replicas, status.readyReplicas]).toEqual([pods.length, ready.length]);
        expect(status.unavailableReplicas).toBe(
          Math.max(pods.length, spec.replicas ?? 1) - ready.length,
        );
      }
    }
  });

  test('no two Pods have one address', async () => {
    const { at } = await demo();
    for (const moment of moments) {
      const addresses = at(moment)
        .list('Pod')
        .map((it) => it.status.podIP ?? it.metadata.name);
      expect(new Set(addresses).size).toBe(addresses.length);
    }
  });

  test('nothing is dated in the future but what is to end', async () => {
    const { at, clock } = await demo();
    for (const moment of moments) {
      for (const { metadata, status } of at(moment).list('Pod')) {
        const times = [
          metadata.creationTimestamp,
          ...status.conditions.map((it) => it.lastTransitionTime),
          ...status.containerStatuses.map((it) => it.state.terminated?.finishedAt),
        ].filter((it) => it !== undefined);
        expect(times.filter((it) => Date.parse(it) > clock.now())).toEqual([]);
      }
    }
  });
});

describe('the source', () => {
  test('is the same at the same moment, however one got there', async () => {
    const [walked, jumped] = [await demo(), await demo()];
    for (let seconds = 0; seconds <= 130; seconds += 7) walked.at(seconds);
    expect(livingOf(walked.at(130))).toEqual(livingOf(jumped.at(130)));
  });

  test('tells of changes, and of nothing else', async () => {
    const { clock, changes } = await demo();
    clock.goTo(19);
    expect(changes).toEqual([]);
    clock.goTo(25);
    expect(changes[0]).toBe(20);
    clock.jumpTo(159);
    clock.goTo(160);
    const soFar = changes.length;
    clock.goTo(164);
    expect(changes).toHaveLength(soFar);
  });

  test('keeps what did not change as the same objects', async () => {
    const { at } = await demo();
    const [before, after] = [at(0), at(30)];
    expect(after.list('Node')[0]).toBe(before.list('Node')[0]);
  });

  test('names Pods by its seed', async () => {
    expect(await podNames(1)).toEqual(await podNames(1));
    expect(await podNames(1)).not.toEqual(await podNames(2));
  });

  test('ends its ticking, and may be told so twice', async () => {
    const { clock, source } = await demo();
    expect(clock.pending).toBe(1);
    await source.close();
    await source.close();
    expect(clock.pending).toBe(0);
  });

  test('has everything', async () => {
    const { source } = await demo();
    const { inventory, resources, problems } = source.read();
    expect(problems).toEqual([]);
    expect(new Set(resources.map(({ state }) => state))).toEqual(new Set(['live']));
    expect(inventory.get('Service', 'default', 'nope')).toEqual({ type: 'absent' });
    expect(resources.find(({ kind }) => kind === 'Node')).toMatchObject({
      resource: 'nodes',
      count: 3,
    });
  });
});

describe('scenarios', () => {
  test('are many, sorted, and each has its words', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(8);
    expect(names).toEqual(names.toSorted());
    for (const { name, summary } of SCENARIOS) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('one that there is not is refused, with those that there are', () => {
    const { message, exitCode } = refusal();
    expect(exitCode).toBe(2);
    expect(message).toMatch(/^There is no demo "nope"\. There are: canary-gone-wrong, /);
  });

  test.for<readonly [string, string, string]>([
    ['canary-gone-wrong', 'Gateway bookinfo-gateway', 'degraded'],
    ['missing-controller', 'Ingress back-office', 'broken'],
    ['pending-load-balancer', 'Service productpage-lb', 'degraded'],
    ['subset-without-pods', 'Gateway bookinfo-gateway', 'degraded'],
  ])('%s: %s is %s, and nothing else suffers', async ([scenario, entryPoint, health]) => {
    const { exposureAt } = await demo({ scenario });
    for (const seconds of [0, 1000]) {
      const { [entryPoint]: hit, ...others } = healthOf(exposureAt(seconds));
      expect(hit).toBe(health);
      expect(new Set(Object.values(others))).toEqual(new Set(['healthy']));
    }
  });

  test('expired-certificate: it has ended', async () => {
    const { at, clock } = await demo({ scenario: 'expired-certificate' });
    const ended = at(0)
      .list('Certificate')
      .filter((it) => Date.parse(it.status.notAfter ?? '') < clock.now());
    expect(ended.map((it) => it.metadata.name)).toEqual(['shop-tls']);
  });

  test('local-policy: one node of three has Pods', async () => {
    const inventory = (await demo({ scenario: 'local-policy' })).at(0);
    const pods = inventory.select('Pod', { app: 'productpage' }, 'default');
    expect(new Set(pods.map((it) => it.spec.nodeName)).size).toBe(1);
    expect(inventory.get('Service', 'default', 'productpage-lb')).toMatchObject({
      object: {
        spec: { externalTrafficPolicy: 'Local' },
        status: { loadBalancer: { ingress: [{ hostname: 'localhost' }] } },
      },
    });
  });

  test('network-policy: it chooses the Pods of the page', async () => {
    const inventory = (await demo({ scenario: 'network-policy' })).at(0);
    const [policy] = inventory.list('NetworkPolicy');
    const { matchLabels = {} } = policy?.spec.podSelector ?? {};
    expect(inventory.select('Pod', matchLabels, 'default')).toHaveLength(2);
  });

  test('shadowed-rule: the rule stands behind one that takes its requests', async () => {
    const { exposureAt } = await demo({ scenario: 'shadowed-rule' });
    const rules = exposureAt(0).entryPoints.flatMap(({ routes }) =>
      routes.map((it) => it.rule.name),
    );
    expect(rules.indexOf('critics')).toBeGreaterThan(rules.indexOf('reviews'));
  });
});

function refusal(): { readonly message: string; readonly exitCode: number } {
  try {
    demoSource({ clock: handClock(), scenario: 'nope' });
  } catch (error) {
    return error as { readonly message: string; readonly exitCode: number };
  }
  throw new Error('it was taken');
}

const both = (...it: readonly number[]): readonly unknown[] => [it, it];

const livingOf = (inventory: Inventory): unknown => [
  inventory.list('Pod'),
  inventory.list('EndpointSlice'),
  inventory.list('VirtualService'),
];

const podNames = async (seed: number): Promise<readonly string[]> =>
  (await demo({ seed }))
    .at(0)
    .list('Pod')
    .map((it) => it.metadata.name);
