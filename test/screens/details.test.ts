import { expect, test } from 'vitest';

import type { Details } from '../../src/inventory/source.ts';
import { UserError } from '../../src/lib/user-error.ts';
import { liveWorld, openScreen, type TestScreen } from '../support/screen.ts';
import { CRASHING_SHOP, HEALTHY_SHOP } from './shop.ts';

/** Two containers in the Pod that crashes. */
const WITH_SIDECAR = CRASHING_SHOP.replaceAll(
  '[{name: reviews, ports: [{containerPort: 9080}]}]',
  '[{name: reviews, ports: [{containerPort: 9080}]}, {name: istio-proxy}]',
);

const LOGS: Readonly<Record<string, readonly string[]>> = {
  reviews: ['2026-11-01T11:00:00Z begins', '2026-11-01T11:00:02Z \u001B[31mout of memory'],
  'istio-proxy': ['2026-11-01T11:00:01Z proxy is ready'],
};

const DETAILS: Details = {
  fetchObject: async ({ kind, name }) => {
    if (kind === 'DestinationRule') throw new UserError('DestinationRule may not be read.', 3);
    return {
      kind,
      metadata: {
        name,
        creationTimestamp: '2026-10-01T08:00:00Z',
        managedFields: [
          {
            manager: 'argocd',
            time: '2026-11-01T11:57:00Z',
            fieldsV1: { 'f:spec': { 'f:http': {} } },
          },
        ],
      },
      status: { conditions: [] },
    };
  },
  events: async ({ kind }) =>
    kind === 'Pod'
      ? [
          {
            type: 'Warning',
            reason: 'BackOff',
            message: 'Back-off restarting failed container',
            count: 14,
            lastSeen: '2026-11-01T11:59:00Z',
          },
        ]
      : [],
  async *logs(_pod, { container = '', timestamps, previous }) {
    for (const line of LOGS[container] ?? []) {
      const text = timestamps === true ? line : line.replace(/^\S+ /, '');
      yield previous === true ? `before: ${text}` : text;
    }
  },
};

async function atCrashingPod(): Promise<TestScreen> {
  const screen = openScreen(liveWorld(WITH_SIDECAR, DETAILS), { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('j', 'Enter', 'o');
  await screen.shows(/▌.*reviews-v2-1/);
  return screen;
}

async function leave(screen: TestScreen): Promise<void> {
  screen.press('\u0003');
  await screen.exit;
}

/** The lines of a log come in some later turn, and are shown together a moment after. */
async function comes(screen: TestScreen, wanted: RegExp): Promise<void> {
  while (!wanted.test(screen.text())) {
    await new Promise((resolve) => setImmediate(resolve));
    screen.clock.advance(200);
  }
}

test('the log of the container that crashes, of the next, of all, and of the last life', async () => {
  const screen = await atCrashingPod();
  screen.press('L');
  await comes(screen, /logs of reviews \(1 of 2\)[^]*␛\[31mout of memory/);
  screen.press('Tab');
  await comes(screen, /logs of istio-proxy \(2 of 2\)[^]*proxy is ready/);
  screen.press('0');
  await comes(
    screen,
    /logs of all 2 containers[^]*reviews +begins\n.*istio-proxy +proxy is ready\n.*reviews +␛\[31mout of memory/,
  );
  screen.press('s');
  await comes(screen, /reviews +2026-11-01T11:00:00Z begins/);
  screen.press('0', 'Tab', 'p');
  await comes(screen, /previous logs of reviews[^]*before: /);
  screen.press('/', 'memory');
  await screen.lacks('begins');
  await leave(screen);
});

test('at 80 columns the log still says of which container it is', async () => {
  const name = 'reviews-v2-69d86d986d-76wb2';
  const world = liveWorld(WITH_SIDECAR.replaceAll('reviews-v2-1', name), DETAILS);
  const screen = openScreen(world);
  await screen.shows('live');
  screen.press('j', 'Enter', 'o');
  await screen.shows(/▌.*reviews-v2/);
  screen.press('p');
  await comes(screen, /shop-prod ▸ Pod .*…\S*wb2 ▸ previous logs of reviews \(1 of 2\) +2 lines/);
  await leave(screen);
});

test('what one reads of an object that vanishes is said to be of one that is gone', async () => {
  const world = liveWorld(WITH_SIDECAR, DETAILS);
  const screen = openScreen(world);
  await screen.shows('live');
  screen.press('j', 'Enter', 'o', 'L');
  await comes(screen, /2 lines +ended[^]*\n w wrap/);
  screen.press('Escape', 'y');
  await screen.shows(/▸ YAML +\d+ lines *\n/);
  screen.clock.advance(120_000);
  await screen.shows(/▸ YAML +\d+ lines +read 2m ago *\n/);
  world.set(WITH_SIDECAR.replaceAll('reviews-v2-1', 'reviews-v2-2'));
  screen.clock.advance(500);
  await screen.shows(/▸ YAML +\d+ lines +read 2m ago +gone/);
  await leave(screen);
});

test('whoever may not read events sees the rest, and the whole of why', async () => {
  const why =
    'What happened to Pod shop/reviews-v2-1 may not be read: events is forbidden: User "viewer" cannot list resource "events" in API group "" in the namespace "shop".';
  const events: Details['events'] = async () => {
    throw new UserError(why, 3);
  };
  const screen = openScreen(liveWorld(WITH_SIDECAR, { ...DETAILS, events }));
  await screen.shows('live');
  screen.press('j', 'Enter', 'o', 'v');
  await screen.shows(/the namespace\s+"shop"\./);
  screen.press('Escape', 'd');
  await screen.shows('Services that pick it');
  await screen.shows(/events\n.*What happened to Pod/);
  screen.press('Escape', 'T');
  await screen.shows(/─\n (?!What happened).*\n What happened to .* may not be read/);
  await leave(screen);
});

test('what happened on a path, before and since it is looked at, newest first', async () => {
  const world = liveWorld(WITH_SIDECAR, DETAILS);
  const screen = openScreen(world, { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('j', 'Enter', 'o');
  await screen.shows(/▌.*reviews-v2-1/);
  world.set(HEALTHY_SHOP);
  screen.clock.advance(500);
  await screen.shows(/▌.*Running/);
  screen.press('T');
  await screen.shows('argocd wrote spec.http');
  const lines = screen.lines();
  const at = (pattern: RegExp): number => lines.findIndex((it) => pattern.test(it));
  const order = [
    at(/CrashLoopBackOff .*→ Running.* Pod shop\/reviews-v2-1/),
    at(/ 1m .*BackOff: Back-off restarting.*\(14 times\)/),
    at(/ 3m .*argocd wrote spec\.http/),
    at(/31d .*was created/),
  ];
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  await screen.shows('DestinationRule may not be read.');
  await leave(screen);
});
