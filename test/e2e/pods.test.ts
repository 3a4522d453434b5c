import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { ExposureReport } from '../../src/report/contract.ts';
import { adminApi, type Api } from './support/api.ts';
import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';

const cluster = bookinfo();
const NAMESPACE = 'words';

/** What the kubelets of these tests can make of a Pod. */
const WISHES = [
  'Running',
  'NotReady',
  'CrashLoopBackOff',
  'OOMKilled',
  'ImagePullBackOff',
  'Completed',
  'Pending',
] as const;

const at = '2026-11-01T09:00:00Z';
const condition = (type: string, status: string, reason?: string) => ({
  type,
  status,
  lastTransitionTime: at,
  ...(reason !== undefined && { reason }),
});
const container = (state: unknown, ready = false, restartCount = 0, name = 'web') => ({
  name,
  ready,
  restartCount,
  image: 'test',
  imageID: 'test',
  state,
  lastState: {},
});
const RUNS = { running: { startedAt: at } };
const ended = (exitCode: number, more: object = {}) => ({
  terminated: { exitCode, startedAt: at, finishedAt: at, ...more },
});
const initialising = (...initContainerStatuses: readonly unknown[]) => ({
  phase: 'Pending',
  conditions: [condition('Initialized', 'False')],
  initContainerStatuses,
  containerStatuses: [container({ waiting: { reason: 'PodInitializing' } })],
});

/** What a kubelet may write besides. */
const STATUSES: Readonly<Record<string, object>> = {
  evicted: { phase: 'Failed', reason: 'Evicted' },
  'failed-without-words': { phase: 'Failed', containerStatuses: [container(ended(3))] },
  'failed-by-signal': {
    phase: 'Failed',
    containerStatuses: [container(ended(137, { signal: 9 }))],
  },
  creating: {
    phase: 'Pending',
    containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })],
  },
  'phase-unknown': { phase: 'Unknown' },
  'init-running': initialising(
    container(ended(0), false, 0, 'one'),
    container(RUNS, false, 2, 'two'),
  ),
  'init-waiting': initialising(
    container({ waiting: { reason: 'ImagePullBackOff' } }, false, 0, 'one'),
  ),
  'init-initialising': initialising(
    container({ waiting: { reason: 'PodInitializing' } }, false, 0, 'one'),
  ),
  'init-failed': initialising(container(ended(1, { reason: 'Error' }), false, 4, 'one')),
  'init-code': initialising(container(ended(5), false, 1, 'one')),
  'init-signal': initialising(container(ended(139, { signal: 11 }), false, 1, 'one')),
  'half-ended': {
    phase: 'Running',
    conditions: [condition('Initialized', 'True'), condition('Ready', 'False')],
    containerStatuses: [
      container(ended(0, { reason: 'Completed' }), false, 1, 'job'),
      container(RUNS, true, 2),
    ],
  },
  'half-ended-and-ready': {
    phase: 'Running',
    conditions: [condition('Initialized', 'True'), condition('Ready', 'True')],
    containerStatuses: [
      container(ended(0, { reason: 'Completed' }), false, 0, 'job'),
      container(RUNS, true),
    ],
  },
  terminated: {
    phase: 'Running',
    conditions: [condition('Initialized', 'True')],
    containerStatuses: [container(ended(137, { reason: 'OOMKilled' }), false, 7)],
  },
  'two-in-trouble': {
    phase: 'Running',
    conditions: [condition('Initialized', 'True')],
    containerStatuses: [
      container({ waiting: { reason: 'CrashLoopBackOff' } }, false, 3),
      container({ waiting: { reason: 'ErrImagePull' } }, false, 0, 'other'),
    ],
  },
};

const LEAVING = ['leaving', 'leaving-lost-node'] as const;

/** Pods that have ended are left out beside those that live, so they have Services of their own. */
const serviceOf = (name: string): string =>
  name === 'completed' ? 'completed' : /^(failed|evicted)/.test(name) ? 'failed' : 'living';

const podOf = (name: string, annotations: object, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE, labels: { app: serviceOf(name) }, annotations, ...more },
  spec: {
    ...(name !== 'pending' && { nodeName: 'node-1' }),
    initContainers: ['one', 'two'].map((it) => ({ name: it, image: 'test' })),
    containers: [{ name: 'web', image: 'test' }],
  },
});

/** So that no kubelet of these tests touches it. */
const SETTLED = { 'test.kube/settled': 'Running' };

let api: Api;

async function give(name: string, status: object): Promise<void> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${name}/status`;
  expect(await api.patch(path, { status })).toMatchObject({ status: 200 });
}

beforeAll(async () => {
  api = adminApi(inject('cluster').testsKubeconfig);
  await cluster.kubectl('create', 'namespace', NAMESPACE);
  for (const name of ['living', 'failed', 'completed'])
    await cluster.kubectl('create', 'service', 'nodeport', name, '--tcp=80', '-n', NAMESPACE);
  const pods = `/api/v1/namespaces/${NAMESPACE}/pods`;
  await Promise.all([
    ...WISHES.map((it) => api.post(pods, podOf(it.toLowerCase(), { 'test.kube/status': it }))),
    ...Object.keys(STATUSES).map((it) => api.post(pods, podOf(it, SETTLED))),
    ...LEAVING.map((it) => api.post(pods, podOf(it, SETTLED, { finalizers: ['test.kube/held'] }))),
  ]);
  const running = {
    phase: 'Running',
    conditions: [condition('Initialized', 'True'), condition('Ready', 'True')],
    containerStatuses: [container(RUNS, true)],
  };
  await Promise.all([
    ...Object.entries(STATUSES).map(([name, status]) => give(name, status)),
    give('leaving', running),
    give('leaving-lost-node', { ...running, reason: 'NodeLost' }),
  ]);
  await Promise.all(LEAVING.map((it) => api.remove(`${pods}/${it}`)));
});

afterAll(async () => {
  const release = { metadata: { finalizers: null } };
  await Promise.all(
    LEAVING.map((it) => api.patch(`/api/v1/namespaces/${NAMESPACE}/pods/${it}`, release)),
  );
  api.close();
  await cluster.kubectl('delete', 'namespace', NAMESPACE);
});

test('the words for Pods are those of kubectl', async () => {
  await eventually(async () => {
    const printed = await cluster.kubectl('get', 'pods', '-n', NAMESPACE, '--no-headers');
    const expected = printed
      .trim()
      .split('\n')
      // NAME READY STATUS RESTARTS AGE
      .map((it) => it.split(/\s+/).slice(0, 4).join(' '))
      .toSorted();
    expect(expected).toHaveLength(WISHES.length + Object.keys(STATUSES).length + LEAVING.length);
    // As settled as it gets.
    for (const it of ['running 1/1 Running 0', 'notready 0/1 Running 0', 'pending 0/1 Pending 0'])
      expect(expected).toContain(it);
    const { stdout } = await cluster.meshpath('--json', '-n', NAMESPACE);
    const report = JSON.parse(stdout) as ExposureReport;
    const shown = report.entryPoints.flatMap((it) =>
      it.routes.flatMap((route) => route.destinations.flatMap(({ pods }) => pods)),
    );
    const words = shown.map(
      ({ name, readyContainers, containers, status, restarts }) =>
        `${name} ${readyContainers}/${containers} ${status} ${restarts}`,
    );
    expect(words.toSorted()).toEqual(expected);
    return true;
  });
});
