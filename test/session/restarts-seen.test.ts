import { expect, test } from 'vitest';

import type { Source } from '../../src/inventory/source.ts';
import { createSession } from '../../src/session/session.ts';
import { CASE_NOW, worldOf } from '../support/world.ts';

const MINUTE = 60_000;

/** Its last end is long past in every state: only who watched knows how often there was one. */
const pod = (restarts: number, created = '2026-10-01T00:00:00Z'): string => `
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
  conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-01T09:00:00Z"}]
  containerStatuses:
  - name: web
    ready: true
    restartCount: ${restarts}
    state: {running: {startedAt: "2026-11-01T09:00:00Z"}}
    lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: "2026-11-01T08:00:00Z"}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [10.1.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: web}}]
ports: [{port: 80}]
`;

/** The health of the one Pod after each of these states, a minute apart. */
function healthsOf(states: readonly string[], minutes = 1): readonly string[] {
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
    const { health, reason } = destination?.pods[0]?.judgement ?? {};
    return [health, reason?.type].filter((it) => it !== undefined).join(' ');
  });
}

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
