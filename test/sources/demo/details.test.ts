import { expect, test } from 'vitest';

import type { Details, LogOptions } from '../../../src/inventory/source.ts';
import type { ObjectRef } from '../../../src/model/object-ref.ts';
import { demoSource } from '../../../src/sources/demo/demo-source.ts';
import { handClock } from './clock.ts';

async function demoAt(seconds: number) {
  const clock = handClock();
  const source = demoSource({ clock });
  await source.open(() => {});
  clock.goTo(seconds);
  const details = source.details as Details;
  const pods = source.read().inventory.select('Pod', { app: 'reviews', version: 'v2' }, 'default');
  const pod: ObjectRef = {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: 'default',
    name: pods[0]?.metadata.name ?? '',
  };
  const log = async (options: LogOptions = {}): Promise<readonly string[]> =>
    collected(details.logs(pod, options, new AbortController().signal));
  return { clock, source, details, pod, log };
}

test('an object is had whole', async () => {
  const { details, pod } = await demoAt(0);
  expect(await details.fetchObject(pod)).toMatchObject({
    kind: 'Pod',
    metadata: { name: pod.name },
    spec: { containers: [{ image: expect.stringContaining('reviews') as string }] },
  });
});

test('an object that is not there is said not to be', async () => {
  const { details } = await demoAt(0);
  const nope = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'nope' };
  await expect(details.fetchObject(nope)).rejects.toThrow('There is no Pod default/nope.');
  const signal = new AbortController().signal;
  await expect(collected(details.logs(nope, {}, signal))).rejects.toThrow('There is no Pod');
});

test('events tell what happened, newest first', async () => {
  const { details, pod } = await demoAt(60);
  const events = await details.events(pod);
  expect(events.map(({ reason, count, type }) => [reason, count, type])).toEqual(
    expect.arrayContaining([
      ['BackOff', 3, 'Warning'],
      ['Started', 3, 'Normal'],
    ]),
  );
  const times = events.map(({ lastSeen = '' }) => lastSeen);
  expect(times).toEqual(times.toSorted().toReversed());
});

test('where nothing happened there are no events', async () => {
  const { details, pod } = await demoAt(0);
  expect(await details.events(pod)).toEqual([]);
});

test('a rollout leaves its events at the Deployment', async () => {
  const { details } = await demoAt(150);
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'default',
    name: 'reviews-v2',
  };
  const events = await details.events(deployment);
  expect(events.map(({ reason }) => reason)).toEqual(
    Array.from({ length: 4 }, () => 'ScalingReplicaSet'),
  );
});

test('a log has lines, and as many as are asked for', async () => {
  const { log } = await demoAt(10);
  expect((await log()).length).toBeGreaterThan(100);
  expect(await log({ tail: 3 })).toEqual((await log()).slice(-3));
  expect(await log({ tail: 0 })).toEqual([]);
  const [stamped = ''] = await log({ tail: 1, timestamps: true });
  expect(stamped).toMatch(/^2026-11-05T12:00:\d\dZ GET \//);
});

test('the log of the life before tells why it ended', async () => {
  const { log } = await demoAt(60);
  expect((await log({ previous: true })).at(-1)).toBe('FATAL exiting with code 1');
});

test('what has no life before says so', async () => {
  const { log } = await demoAt(10);
  await expect(log({ previous: true })).rejects.toThrow('has not run before');
  await expect(log({ container: 'other' })).rejects.toThrow('has no container other');
});

test('a log is followed as time goes by, until one has enough', async () => {
  const { clock, details, pod } = await demoAt(10);
  const enough = new AbortController();
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of details.logs(pod, { follow: true, tail: 0 }, enough.signal))
      lines.push(line);
  })();
  for (let seconds = 10; seconds <= 16; seconds += 0.5) {
    clock.goTo(seconds);
    // Lets the reader take what came.
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  enough.abort();
  await reading;
  expect(lines).toHaveLength(3);
  // The source's own ticking stays.
  expect(clock.pending).toBe(1);
});

test('a log that is followed ends with its container', async () => {
  const { clock, details, pod } = await demoAt(18);
  const reading = collected(
    details.logs(pod, { follow: true, tail: 1 }, new AbortController().signal),
  );
  for (let seconds = 18; seconds <= 25; seconds += 0.5) {
    clock.goTo(seconds);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  expect((await reading).at(-1)).toBe('FATAL exiting with code 1');
});

async function collected(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const result: string[] = [];
  for await (const line of lines) result.push(line);
  return result;
}
