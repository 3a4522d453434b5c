import { expect, test } from 'vitest';

import type { Source } from '../../src/inventory/source.ts';
import type { Judgement } from '../../src/model/health.ts';
import { createSession } from '../../src/session/session.ts';
import { CASE_NOW, worldOf } from '../support/world.ts';

const MINUTE = 60_000;

interface Status {
  /** Its Ready condition. */
  readonly ready: string;
  readonly container: string;
  readonly created?: string;
}

const podOf = ({ ready, container, created = '2026-10-01T00:00:00Z' }: Status): string => `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}, creationTimestamp: "${created}"}
spec: {containers: [{name: web}]}
status:
  phase: Running
  conditions: [{type: Ready, ${ready}}]
  containerStatuses: [{name: web, ${container}}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [10.1.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: web}}]
ports: [{port: 80}]
`;

/** Its last end is long past in every state: only who watched knows how often there was one. */
const pod = (restarts: number, created?: string): string =>
  podOf({
    ready: 'status: "True", lastTransitionTime: "2026-11-01T09:00:00Z"',
    container: `ready: true, restartCount: ${restarts}, state: {running: {startedAt: "2026-11-01T09:00:00Z"}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: "2026-11-01T08:00:00Z"}}`,
    ...(created !== undefined && { created }),
  });

/** Ready while it runs, and only the last life on record, as the kubelet keeps it. */
const looping = (
  state: 'running' | 'waiting',
  restarts: number,
  [started, finished]: readonly [string, string],
): string =>
  podOf({
    ready: `status: "${state === 'running' ? 'True' : 'False'}", lastTransitionTime: "2026-11-01T${finished}Z"`,
    container: `restartCount: ${restarts}, state: {${state === 'running' ? 'running: {}' : 'waiting: {reason: CrashLoopBackOff}'}}, lastState: {terminated: {exitCode: 1, startedAt: "2026-11-01T${started}Z", finishedAt: "2026-11-01T${finished}Z"}}`,
  });

/** The one Pod after each of these states, a minute apart. */
function judgementsOf(states: readonly string[], minutes = 1): readonly Judgement[] {
  let index = 0;
  let changed: (() => void) | undefined;
  const source: Source = {
    origin: { type: 'demo' },
    open: (onChange) => {
      changed = onChange;
      return Promise.resolve();
    },
    read: () => ({
      inventory: worldOf(states[index] ?? '').inventory,
      resources: [],
      problems: [],
      now: CASE_NOW + index * minutes * MINUTE,
    }),
    close: () => Promise.resolve(),
  };
  const session = createSession(source, { now: () => CASE_NOW, after: () => () => {} });
  return states.map((_, at) => {
    index = at;
    changed?.();
    const [route] = session.snapshot().exposure.entryPoints.flatMap((it) => it.routes);
    const [destination] = route?.action.type === 'forward' ? route.action.destinations : [];
    return destination?.pods[0]?.judgement ?? { health: 'unknown' };
  });
}

const healthsOf = (states: readonly string[], minutes?: number): readonly string[] =>
  judgementsOf(states, minutes).map(({ health, reason }) =>
    [health, reason?.type].filter((it) => it !== undefined).join(' '),
  );

/** `broken since 11:50:00`, or `since before`. */
const beginningsOf = (states: readonly string[]): readonly string[] =>
  judgementsOf(states).map(
    ({ health, since = 'never', sinceAtLeast }) =>
      `${health} since ${sinceAtLeast === true ? 'before ' : ''}${since.slice(11, 19)}`,
  );

test('many restarts before anybody watched are no habit', () => {
  expect(healthsOf([pod(40), pod(41), pod(42)])).toEqual(['healthy', 'healthy', 'healthy']);
});

test('three restarts while somebody watched are one', () => {
  expect(healthsOf([pod(40), pod(41), pod(42), pod(43)]).at(-1)).toBe('degraded restarted');
});

test('it is over an hour after the third from the end', () => {
  const states = [pod(0), pod(3), ...Array.from({ length: 4 }, () => pod(3))];
  expect(healthsOf(states, 20)).toEqual([
    'healthy',
    'degraded restarted',
    'degraded restarted',
    'degraded restarted',
    'healthy',
    'healthy',
  ]);
});

test('another Pod of the same name begins anew', () => {
  expect(healthsOf([pod(0), pod(3, '2026-11-01T11:00:00Z')]).at(-1)).toBe('healthy');
});

test('a crash loop whose first end was seen began there, however often it ends after that', () => {
  const states = [
    looping('running', 7, ['09:00:00', '11:58:00']),
    looping('waiting', 7, ['11:58:01', '11:58:31']),
    looping('running', 8, ['11:58:01', '11:58:31']),
    looping('waiting', 8, ['12:01:00', '12:01:30']),
    looping('waiting', 9, ['12:03:00', '12:03:30']),
  ];
  expect(beginningsOf(states)).toEqual([
    'degraded since 11:58:00',
    'broken since 11:58:00',
    'degraded since 11:58:00',
    'broken since 11:58:00',
    'broken since 11:58:00',
  ]);
});

test('of one that began before meshpath was opened, as much is told as was seen', () => {
  const states = [
    looping('waiting', 40, ['11:50:01', '11:50:31']),
    looping('waiting', 41, ['11:55:31', '11:56:00']),
  ];
  expect(beginningsOf(states)).toEqual([
    'broken since before 11:50:01',
    'broken since before 11:50:01',
  ]);
});

test('what comes after it ran well, or after a gap in what was seen, is another loop', () => {
  const before = looping('waiting', 40, ['10:50:01', '10:50:31']);
  expect(beginningsOf([before, looping('waiting', 41, ['11:00:00', '11:56:00'])]).at(-1)).toBe(
    'broken since 11:56:00',
  );
  expect(beginningsOf([before, looping('waiting', 52, ['11:55:00', '11:56:00'])]).at(-1)).toBe(
    'broken since before 11:55:00',
  );
});
