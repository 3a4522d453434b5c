import { describe, expect, test } from 'vitest';

import type { Pod } from '../../src/model/exposure.ts';
import { worldOf } from '../support/world.ts';

/** Now is 12:00:00. */
const SCHEDULED =
  '{type: PodScheduled, status: "True", lastTransitionTime: "2026-11-01T09:00:00Z"}';
const INITIALIZED = `${SCHEDULED}, {type: Initialized, status: "True"}`;
const READY = `${INITIALIZED}, {type: ContainersReady, status: "True"}, {type: Ready, status: "True", lastTransitionTime: "2026-11-01T10:00:00Z"}`;
const UNREADY = `${INITIALIZED}, {type: ContainersReady, status: "False"}, {type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "2026-11-01T11:00:00Z"}`;

const container = (state: string, more = ''): string =>
  `{name: web, ready: false, restartCount: 0, state: {${state}}${more === '' ? '' : `, ${more}`}}`;
const RUNS = 'running: {startedAt: "2026-11-01T09:00:00Z"}';
const UP = `{name: web, ready: true, restartCount: 0, state: {${RUNS}}}`;

/** A container that has ended so often; the lives that its status still holds, the last one first. */
const looping = (
  restarts: number,
  state: 'waiting' | 'terminated' | 'running',
  ...lives: readonly (readonly [started: string, finished: string])[]
): string => {
  const [last = '', before = ''] = lives.map(
    ([started, finished]) =>
      `terminated: {reason: Error, exitCode: 1, startedAt: "2026-11-01T${started}Z", finishedAt: "2026-11-01T${finished}Z"}`,
  );
  const states = {
    waiting: `state: {waiting: {reason: CrashLoopBackOff}}, lastState: {${last}}`,
    terminated: `state: {${last}}, lastState: {${before}}`,
    running: `state: {running: {startedAt: "2026-11-01T11:59:55Z"}}, lastState: {${last}}`,
  };
  return `{name: web, ready: ${state === 'running'}, restartCount: ${restarts}, ${states[state]}}`;
};
/** As where no probe says otherwise: ready while it runs, and not from its last end on. */
const notReadySince = (time: string): string =>
  `phase: Running, conditions: [${INITIALIZED}, {type: Ready, status: "False", lastTransitionTime: "2026-11-01T${time}Z"}]`;

interface Situation {
  readonly metadata?: string;
  readonly spec?: string;
  readonly status: string;
  /** The slice's conditions; nothing where no slice lists the Pod. */
  readonly slice?: string;
  readonly node?: string;
  readonly created?: string;
  readonly started?: string;
}

function podOf(situation: Situation): Pod {
  const { metadata = '', spec = '', status, slice, node } = situation;
  const { created = '08:00:00', started = '08:30:00' } = situation;
  const { exposure } = worldOf(`
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}, creationTimestamp: "2026-11-01T${created}Z"${metadata}}
spec: {containers: [{name: web}], ${/nodeName/.test(spec) ? '' : 'nodeName: one, '}${spec}}
status: {startTime: "2026-11-01T${started}Z", ${status}}
---
apiVersion: v1
kind: Node
metadata: {name: one}
status: {conditions: [${node ?? '{type: Ready, status: "True"}'}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
endpoints: [${slice === undefined ? '' : `{addresses: [10.1.0.1], conditions: {${slice}}, targetRef: {kind: Pod, name: web-1}}`}]
ports: [{port: 80}]
`);
  const [action] = exposure.entryPoints.flatMap((it) => it.routes.map((route) => route.action));
  const pod = action?.type === 'forward' ? action.destinations[0]?.pods[0] : undefined;
  if (pod === undefined) throw new Error('no Pod');
  return pod;
}

/** `Running 1/1 healthy in rotation: yes, since …`, as a table's line reads. */
function lineOf(situation: Situation): string {
  const { status, readyContainers, containers, inRotation, judgement } = podOf(situation);
  const { health, since = 'never', sinceAtLeast } = judgement;
  const from = sinceAtLeast === true ? 'since before' : 'since';
  return `${status} ${readyContainers}/${containers} ${health}, in rotation ${inRotation}, ${from} ${since.replace('2026-11-01T', '').replace('Z', '')}`;
}

const leaving = (end: string): string =>
  `, deletionTimestamp: "2026-11-01T${end}Z", deletionGracePeriodSeconds: 30`;

const RUNNING = `phase: Running, conditions: [${READY}], containerStatuses: [${UP}]`;
const PENDING = `phase: Pending, conditions: [${INITIALIZED}, {type: Ready, status: "False", lastTransitionTime: "2026-11-01T11:00:00Z"}]`;
const initialising = (...statuses: readonly string[]): string =>
  `phase: Pending, conditions: [${SCHEDULED}, {type: Initialized, status: "False"}, {type: Ready, status: "False", lastTransitionTime: "2026-11-01T11:00:00Z"}], initContainerStatuses: [${statuses.join(', ')}]`;
const INITS = 'initContainers: [{name: one}, {name: two}]';
const SIDECAR = 'initContainers: [{name: proxy, restartPolicy: Always}]';

const ROWS: readonly (readonly [string, Situation, string])[] = [
  [
    'P02',
    {
      metadata: leaving('11:59:00'),
      status: `reason: NodeLost, ${RUNNING}`,
      slice: 'ready: false, serving: true, terminating: true',
    },
    'Unknown 1/1 broken, in rotation draining, since 11:58:30',
  ],
  [
    'P03',
    {
      metadata: leaving('12:00:20'),
      status: RUNNING,
      slice: 'ready: false, serving: true, terminating: true',
    },
    'Terminating 1/1 progressing, in rotation draining, since 11:59:50',
  ],
  [
    'P03 that does not answer any more',
    {
      metadata: leaving('12:00:20'),
      status: RUNNING,
      slice: 'ready: false, serving: false, terminating: true',
    },
    'Terminating 1/1 progressing, in rotation no, since 11:59:50',
  ],
  [
    'P03 that does not end',
    {
      metadata: leaving('11:59:59'),
      status: RUNNING,
      slice: 'ready: false, serving: true, terminating: true',
    },
    'Terminating 1/1 degraded, in rotation draining, since 11:59:29',
  ],
  [
    'P04',
    {
      status: `phase: Succeeded, conditions: [${UNREADY}], containerStatuses: [${container('terminated: {reason: Completed, exitCode: 0, finishedAt: "2026-11-01T11:30:00Z"}')}]`,
    },
    'Completed 0/1 idle, in rotation no, since 11:30:00',
  ],
  [
    'P05',
    { status: `phase: Failed, reason: Evicted, message: low on memory, conditions: [${UNREADY}]` },
    'Evicted 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P05 with a container',
    {
      status: `phase: Failed, conditions: [${UNREADY}], containerStatuses: [${container('terminated: {reason: Error, exitCode: 1, finishedAt: "2026-11-01T11:40:00Z"}')}]`,
    },
    'Error 0/1 broken, in rotation no, since 11:40:00',
  ],
  [
    'P06',
    {
      status:
        'phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: SchedulingGated, lastTransitionTime: "2026-11-01T08:00:00Z"}]',
      spec: 'nodeName: ""',
    },
    'SchedulingGated 0/1 progressing, in rotation no, since 08:00:00',
  ],
  [
    'P07 at first',
    {
      status:
        'phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, lastTransitionTime: "2026-11-01T11:59:30Z"}]',
      spec: 'nodeName: ""',
    },
    'Pending 0/1 progressing, in rotation no, since 11:59:30',
  ],
  [
    'P07',
    {
      status:
        'phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, lastTransitionTime: "2026-11-01T11:59:00Z"}]',
      spec: 'nodeName: ""',
    },
    'Pending 0/1 broken, in rotation no, since 11:59:00',
  ],
  [
    'P07a',
    { status: 'phase: Pending', spec: 'nodeName: null' },
    'Pending 0/1 broken, in rotation no, since 08:00:00',
  ],
  [
    'P07a at first',
    { created: '11:59:10', status: 'phase: Pending', spec: 'nodeName: null' },
    'Pending 0/1 progressing, in rotation no, since 11:59:10',
  ],
  [
    'P07b',
    { status: `phase: Unknown, conditions: [${UNREADY}]`, slice: 'ready: true' },
    'Unknown 0/1 unknown, in rotation yes, since 11:00:00',
  ],
  [
    'P08',
    {
      spec: INITS,
      status: initialising(
        container('terminated: {exitCode: 0}'),
        container('terminated: {exitCode: 3, finishedAt: "2026-11-01T11:50:00Z"}'),
      ),
    },
    'Init:ExitCode:3 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P08 by a signal',
    {
      spec: INITS,
      status: initialising(
        container('terminated: {exitCode: 137, signal: 9, finishedAt: "2026-11-01T11:50:00Z"}'),
      ),
    },
    'Init:Signal:9 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P08 waiting',
    { spec: INITS, status: initialising(container('waiting: {reason: ImagePullBackOff}')) },
    'Init:ImagePullBackOff 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P09',
    {
      spec: INITS,
      started: '11:58:30',
      status: initialising(container('terminated: {exitCode: 0}'), container(RUNS)),
    },
    'Init:1/2 0/1 progressing, in rotation no, since 11:58:30',
  ],
  [
    'P09 for long',
    { spec: INITS, status: initialising(container(RUNS)) },
    'Init:0/2 0/1 degraded, in rotation no, since 08:30:00',
  ],
  ...[
    'CrashLoopBackOff',
    'ErrImagePull',
    'ImagePullBackOff',
    'ErrImageNeverPull',
    'InvalidImageName',
    'ImageInspectError',
    'RegistryUnavailable',
    'CreateContainerConfigError',
    'CreateContainerError',
    'RunContainerError',
    'ErrSomethingNew',
    'PostStartHookError',
    'SomeNewBackOff',
  ].map((reason): readonly [string, Situation, string] => [
    `P10 ${reason}`,
    {
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [${container(`waiting: {reason: ${reason}}`)}]`,
    },
    `${reason} 0/1 broken, in rotation no, since 11:00:00`,
  ]),
  [
    'P10 whatever ends came after it was ready last',
    {
      status: `${notReadySince('11:00:00')}, containerStatuses: [${looping(9, 'waiting', ['11:56:50', '11:57:00'])}]`,
    },
    'CrashLoopBackOff 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P10 ready between its ends, so that only one life is on record',
    {
      status: `${notReadySince('11:57:00')}, containerStatuses: [${looping(9, 'waiting', ['11:56:50', '11:57:00'])}]`,
    },
    'CrashLoopBackOff 0/1 broken, in rotation no, since before 11:56:50',
  ],
  [
    'P10 after it ran well',
    {
      status: `${notReadySince('11:57:00')}, containerStatuses: [${looping(9, 'waiting', ['11:46:59', '11:57:00'])}]`,
    },
    'CrashLoopBackOff 0/1 broken, in rotation no, since 11:57:00',
  ],
  [
    'P10 after its first end',
    {
      status: `${notReadySince('11:57:00')}, containerStatuses: [${looping(0, 'waiting', ['11:56:50', '11:57:00'])}]`,
    },
    'CrashLoopBackOff 0/1 broken, in rotation no, since 11:57:00',
  ],
  [
    'P10 of a sidecar',
    {
      spec: SIDECAR,
      status: `phase: Running, conditions: [${UNREADY}], initContainerStatuses: [{name: proxy, started: true, ready: false, state: {waiting: {reason: CrashLoopBackOff}}}], containerStatuses: [${UP}]`,
    },
    'Running 1/2 broken, in rotation no, since 11:00:00',
  ],
  [
    'P11',
    {
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [${container('terminated: {reason: OOMKilled, exitCode: 137, finishedAt: "2026-11-01T11:56:00Z"}')}]`,
    },
    'OOMKilled 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P11 for the second time',
    {
      status: `${notReadySince('11:58:00')}, containerStatuses: [${looping(1, 'terminated', ['11:57:50', '11:58:00'], ['11:57:00', '11:57:30'])}]`,
    },
    'Error 0/1 broken, in rotation no, since 11:57:30',
  ],
  [
    'P11 again and again',
    {
      status: `${notReadySince('11:58:00')}, containerStatuses: [${looping(7, 'terminated', ['11:57:50', '11:58:00'], ['11:57:00', '11:57:30'])}]`,
    },
    'Error 0/1 broken, in rotation no, since before 11:57:00',
  ],
  [
    'P11 by a code',
    {
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [${container('terminated: {exitCode: 2, finishedAt: "2026-11-01T11:56:00Z"}')}]`,
    },
    'ExitCode:2 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P12',
    {
      started: '11:59:00',
      status: `${PENDING}, containerStatuses: [${container('waiting: {reason: ContainerCreating}')}]`,
    },
    'ContainerCreating 0/1 progressing, in rotation no, since 11:59:00',
  ],
  [
    'P12 for long',
    {
      status: `${PENDING}, containerStatuses: [${container('waiting: {reason: PodInitializing}')}]`,
    },
    'PodInitializing 0/1 degraded, in rotation no, since 08:30:00',
  ],
  [
    'P13',
    {
      spec: 'readinessGates: [{conditionType: lb}]',
      status: `phase: Running, conditions: [${INITIALIZED}, {type: ContainersReady, status: "True"}, {type: lb, status: "False", reason: NotRegistered}, {type: Ready, status: "False", lastTransitionTime: "2026-11-01T11:00:00Z"}], containerStatuses: [${UP}]`,
    },
    'Running 1/1 degraded, in rotation no, since 11:00:00',
  ],
  [
    'P14',
    {
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [${container(RUNS, 'lastState: {terminated: {exitCode: 1, finishedAt: "2026-11-01T11:51:00Z"}}')}]`,
    },
    'Running 0/1 broken, in rotation no, since 11:00:00',
  ],
  [
    'P15 at first',
    {
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [${container('running: {startedAt: "2026-11-01T11:59:30Z"}')}]`,
    },
    'Running 0/1 progressing, in rotation no, since 11:00:00',
  ],
  [
    'P15',
    {
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [${container(RUNS)}]`,
      slice: 'ready: false',
    },
    'Running 0/1 degraded, in rotation no, since 11:00:00',
  ],
  [
    'P15 published all the same',
    {
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [${container(RUNS)}]`,
      slice: 'ready: true',
    },
    'Running 0/1 degraded, in rotation yes, since 11:00:00',
  ],
  [
    'P15 beside one that has ended',
    {
      spec: 'restartPolicy: OnFailure',
      status: `phase: Running, conditions: [${UNREADY}], containerStatuses: [{name: job, state: {terminated: {reason: Completed, exitCode: 0}}}, ${UP}]`,
    },
    'NotReady 1/1 degraded, in rotation no, since 11:00:00',
  ],
  [
    'P16',
    {
      status: `phase: Running, conditions: [${READY}], containerStatuses: [{name: web, ready: true, restartCount: 3, state: {${RUNS}}, lastState: {terminated: {reason: OOMKilled, exitCode: 137, finishedAt: "2026-11-01T11:57:00Z"}}}]`,
      slice: 'ready: true',
    },
    'Running 1/1 degraded, in rotation yes, since before 11:57:00',
  ],
  [
    'P16 between two ends',
    {
      status: `phase: Running, conditions: [${READY}], containerStatuses: [${looping(2, 'running', ['11:59:30', '11:59:40'])}]`,
      slice: 'ready: true',
    },
    'Running 1/1 degraded, in rotation yes, since before 11:59:30',
  ],
  [
    'P16 after the first end',
    {
      status: `phase: Running, conditions: [${READY}], containerStatuses: [${looping(1, 'running', ['11:59:30', '11:59:40'])}]`,
      slice: 'ready: true',
    },
    'Running 1/1 degraded, in rotation yes, since 11:59:40',
  ],
  [
    'P16 long ago',
    {
      status: `phase: Running, conditions: [${READY}], containerStatuses: [{name: web, ready: true, restartCount: 3, state: {${RUNS}}, lastState: {terminated: {exitCode: 137, finishedAt: "2026-11-01T11:49:00Z"}}}]`,
      slice: 'ready: true',
    },
    'Running 1/1 healthy, in rotation yes, since 10:00:00',
  ],
  [
    'P17',
    {
      status: RUNNING,
      slice: 'ready: true',
      node: '{type: Ready, status: Unknown, lastTransitionTime: "2026-11-01T11:45:00Z"}',
    },
    'Running 1/1 degraded, in rotation yes, since 11:45:00',
  ],
  ['P18', { status: RUNNING }, 'Running 1/1 broken, in rotation not-listed, since 10:00:00'],
  [
    'P18 at first',
    { status: RUNNING.replace('T10:00:00', 'T11:59:45') },
    'Running 1/1 progressing, in rotation not-listed, since 11:59:45',
  ],
  [
    'P19',
    { status: RUNNING, slice: 'ready: true' },
    'Running 1/1 healthy, in rotation yes, since 10:00:00',
  ],
  [
    'P19 with a sidecar',
    {
      spec: SIDECAR,
      status: `${RUNNING}, initContainerStatuses: [{name: proxy, started: true, ready: true, state: {${RUNS}}}]`,
      slice: 'ready: true',
    },
    'Running 2/2 healthy, in rotation yes, since 10:00:00',
  ],
  [
    'P20',
    {
      status: `phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: SchedulerError, lastTransitionTime: "2026-11-01T11:00:00Z"}]`,
      spec: 'nodeName: null',
    },
    'Pending 0/1 unknown, in rotation no, since 08:30:00',
  ],
];

describe('a Pod', () => {
  test.each(ROWS)('%s', (_row, situation, expected) => {
    expect(lineOf(situation)).toBe(expected);
  });
});
