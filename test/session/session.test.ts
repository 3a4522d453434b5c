import { expect, test } from 'vitest';

import { everythingWasRead } from '../../src/inventory/inventory.ts';
import type { Source } from '../../src/inventory/source.ts';
import { type Clock, createSession, type Snapshot, snapshotOf } from '../../src/session/session.ts';
import { CASE_NOW, worldOf } from '../support/world.ts';

const SERVICES = Array.from(
  { length: 8 },
  (_, it) => `
---
apiVersion: v1
kind: Service
metadata: {name: web-${it}, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: ${30_000 + it}}]}`,
).join('');

/** Whenever it is looked at, so much time has gone by; what is to be called later is called by hand. */
function slowClock(step: number) {
  const waiting = new Set<{ readonly at: number; readonly call: () => void }>();
  let now = CASE_NOW;
  const clock: Clock = {
    now: () => (now += step),
    after: (milliseconds, call) => {
      const timer = { at: now + milliseconds, call };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
  };
  const runOne = (): boolean => {
    const [next] = [...waiting].toSorted((a, b) => a.at - b.at);
    if (next === undefined) return false;
    waiting.delete(next);
    now = Math.max(now, next.at);
    next.call();
    return true;
  };
  return { clock, runOne };
}

function sourceOf() {
  let { inventory } = worldOf(SERVICES);
  let changed: (() => void) | undefined;
  const source: Source = {
    origin: { type: 'demo' },
    open: (onChange) => {
      changed = onChange;
      return Promise.resolve();
    },
    read: () => ({ inventory, resources: [], problems: [], now: CASE_NOW }),
    close: () => Promise.resolve(),
  };
  const remove = (): void => {
    inventory = inventory.patched(
      [{ kind: 'Service', put: [], removed: inventory.list('Service').slice(0, 1) }],
      everythingWasRead,
    );
    changed?.();
  };
  return { source, remove };
}

const namesIn = ({ exposure }: Snapshot): readonly string[] =>
  exposure.entryPoints.map((it) => it.object.name);

test('what takes long is made in parts, and told when it is whole', () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const session = createSession(source, clock);
  const told: Snapshot[] = [];
  session.subscribe((it) => told.push(it));
  remove();
  let turns = 0;
  while (told.length === 0 && runOne()) turns += 1;
  expect(turns).toBeGreaterThan(8);
  expect(told).toEqual([snapshotOf(source)]);
});

test('a change while it is made is told after it, and nothing is told for ever', async () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const session = createSession(source, clock);
  await session.ready;
  const told: Snapshot[] = [];
  session.subscribe((it) => told.push(it));
  remove();
  for (let turn = 0; turn < 4; turn += 1) runOne();
  remove();
  while (runOne());
  // The last one once more: when checks had their turn again.
  expect(told.map((it) => namesIn(it).length)).toEqual([7, 6, 6]);
  expect(told.at(-1)).toEqual(snapshotOf(source));
});

test('checks wait for twenty-nine times as long as they took, and then tell of what changed', async () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const session = createSession(source, clock);
  await session.ready;
  const told: Snapshot['findings'][] = [];
  session.subscribe(({ findings }) => told.push(findings));
  remove();
  while (runOne());
  remove();
  while (runOne());
  const [first, second, third] = told;
  expect(told).toHaveLength(3);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(third).toEqual(snapshotOf(source).findings);
});

test('after a state that took long to make there is as long a rest', () => {
  const { clock, runOne } = slowClock(2);
  const { source, remove } = sourceOf();
  const begun: number[] = [];
  const told: number[] = [];
  const read = { ...source, read: () => (begun.push(clock.now()), source.read()) };
  const watched = createSession(read, clock);
  watched.subscribe(() => told.push(clock.now()));
  remove();
  while (told.length === 0) runOne();
  remove();
  while (begun.length < 2) runOne();
  const [[first = 0, second = 0], [end = 0]] = [begun, told];
  expect(second - end).toBeGreaterThanOrEqual(end - first - 10);
});

test('while all is read for the first time checks wait until it is', async () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
  const open: Source['open'] = (onChange) => {
    void source.open(onChange);
    return loaded;
  };
  const { subscribe, ready } = createSession({ ...source, open }, clock);
  const told: Snapshot['findings'][] = [];
  subscribe(({ findings }) => told.push(findings));
  remove();
  while (told.length < 1) runOne();
  remove();
  while (told.length < 2) runOne();
  expect(told[1]).toBe(told[0]);
  load();
  await ready;
  remove();
  while (runOne());
  // What was read last is told before it is checked.
  expect(told).toHaveLength(4);
  expect(told[2]).toBe(told[0]);
  expect(told[3]).toEqual(snapshotOf(source).findings);
});

test('for what does not come they wait no longer than ten seconds', () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const open: Source['open'] = (onChange) => {
    void source.open(onChange);
    return new Promise(() => {});
  };
  const { subscribe } = createSession({ ...source, open }, clock);
  const told: { readonly findings: Snapshot['findings']; readonly at: number }[] = [];
  subscribe(({ findings }) => told.push({ findings, at: clock.now() }));
  remove();
  while (told.length < 1) runOne();
  remove();
  while (runOne());
  const [first, second, third] = told;
  expect(second?.findings).toBe(first?.findings);
  expect(third?.findings).toEqual(snapshotOf(source).findings);
  expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThan(9000);
});

/** Up to the first state that is told, while all is still read; then something changes. */
function whileLoading() {
  const { clock, runOne } = slowClock(2);
  const { source, remove } = sourceOf();
  const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
  const begun: number[] = [];
  const told: number[] = [];
  const { subscribe, ready } = createSession(
    {
      ...source,
      read: () => (begun.push(clock.now()), source.read()),
      open: (onChange) => {
        void source.open(onChange);
        return loaded;
      },
    },
    clock,
  );
  subscribe(() => told.push(clock.now()));
  remove();
  while (told.length === 0) runOne();
  const [[from = 0], [end = 0]] = [begun, told];
  remove();
  /** After so long the next state is begun. */
  const rest = (): number => {
    while (begun.length < 2) runOne();
    return (begun[1] ?? 0) - end;
  };
  return { took: end - from, rest, load, ready };
}

test('while all is read for the first time the rest is eight times as long', () => {
  const { took, rest } = whileLoading();
  expect(rest()).toBeGreaterThanOrEqual(8 * (took - 10));
});

test('as soon as all is read it is over', async () => {
  const { took, rest, load, ready } = whileLoading();
  load();
  await ready;
  expect(rest()).toBeLessThan(took);
});

test('whoever asks while it is made gets all of it, and listeners do too', () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const session = createSession(source, clock);
  const told: Snapshot[] = [];
  session.subscribe((it) => told.push(it));
  remove();
  for (let turn = 0; turn < 4; turn += 1) runOne();
  expect(session.snapshot()).toEqual(snapshotOf(source));
  while (runOne());
  expect(told).toEqual([session.snapshot()]);
});

test('whoever can wait for the present state gets it without holding up anything', async () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const session = createSession(source, clock);
  remove();
  let given: Snapshot | undefined;
  const asked = session.latest().then((it) => {
    given = it;
    return it;
  });
  runOne();
  await Promise.resolve();
  expect(given).toBeUndefined();
  while (runOne());
  expect(await asked).toEqual(snapshotOf(source));
  expect(await session.latest()).toBe(given);
});

test('after it is closed nothing is told', async () => {
  const { clock, runOne } = slowClock(20);
  const { source, remove } = sourceOf();
  const session = createSession(source, clock);
  const told: Snapshot[] = [];
  session.subscribe((it) => told.push(it));
  remove();
  runOne();
  await session.close();
  while (runOne());
  expect(told).toEqual([]);
});
