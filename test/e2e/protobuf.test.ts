import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { type Kind, KINDS, type Served } from '../../src/inventory/kinds.ts';
import type { Raw } from '../../src/inventory/raise.ts';
import { readObject } from '../../src/inventory/read-object.ts';
import { systemClock } from '../../src/sources/cluster/clock.ts';
import {
  JSON_TYPE,
  PROTOBUF_TYPE,
  type Transport,
} from '../../src/sources/cluster/connection/transport.ts';
import { undiciTransport } from '../../src/sources/cluster/connection/undici-transport.ts';
import { credentialsOf } from '../../src/sources/cluster/credentials/credentials.ts';
import { chooseContext, loadKubeconfig } from '../../src/sources/cluster/kubeconfig/kubeconfig.ts';
import type { WatchEvent } from '../../src/sources/cluster/reflector/events.ts';
import { type ListForm, listFormOf, WHOLE } from '../../src/sources/cluster/reflector/list-form.ts';
import { readList } from '../../src/sources/cluster/reflector/list.ts';
import { readWatch } from '../../src/sources/cluster/reflector/watch.ts';
import { adminApi } from './support/api.ts';
import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';

const cluster = bookinfo();
const NAMESPACE = 'protobuf';

/** With a value in every field that is read. */
const EVERYTHING = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'everything',
    namespace: NAMESPACE,
    labels: { app: 'everything', motto: 'all' },
    annotations: { 'sidecar.istio.io/inject': 'false', 'test.kube/settled': 'Running' },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'owner', uid: 'a-b-c', controller: true },
      { apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: 'd-e-f', controller: false },
    ],
    finalizers: ['test.kube/held'],
  },
  spec: {
    nodeName: 'node-1',
    hostNetwork: true,
    restartPolicy: 'OnFailure',
    readinessGates: [{ conditionType: 'example.com/gate' }],
    initContainers: [{ name: 'init', image: 'test' }],
    containers: [
      {
        name: 'web',
        image: 'test',
        ports: [
          { name: 'http', containerPort: 8080, hostPort: 8080, protocol: 'TCP' },
          { containerPort: 53, hostPort: 53, protocol: 'UDP' },
        ],
        readinessProbe: { tcpSocket: { port: 8080 } },
        startupProbe: { tcpSocket: { port: 8080 } },
      },
    ],
  },
};

const started = { startedAt: '2026-11-01T09:00:00Z' };
const STATUS = {
  phase: 'Running',
  reason: 'Because',
  message: 'für 各 😀',
  hostIP: '10.0.0.1',
  podIP: '10.1.0.9',
  podIPs: [{ ip: '10.1.0.9' }, { ip: 'fd00::9' }],
  startTime: '2026-11-01T09:00:00Z',
  conditions: [
    { type: 'Ready', status: 'False', lastTransitionTime: null, reason: 'Unready', message: 'no' },
    { type: 'Initialized', status: 'True', lastTransitionTime: '2026-11-01T09:00:00Z' },
  ],
  initContainerStatuses: [
    {
      name: 'init',
      ready: true,
      restartCount: 0,
      image: 'test',
      imageID: 'test',
      state: { terminated: { exitCode: 0, reason: 'Completed', finishedAt: null, ...started } },
    },
  ],
  containerStatuses: [
    {
      name: 'web',
      ready: false,
      started: false,
      restartCount: 3,
      image: 'test',
      imageID: 'test',
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
      lastState: {
        terminated: { exitCode: -1, signal: 9, message: 'killed', finishedAt: null, ...started },
      },
    },
  ],
};

const POD: Served = { group: '', version: 'v1' };

/** The control plane's version has no other. */
const SLICES = 'v1beta1';
const SLICE = KINDS.EndpointSlice.served.find((it) => it.version === SLICES) ?? POD;

const WHOLE_SLICE = {
  apiVersion: `discovery.k8s.io/${SLICES}`,
  kind: 'EndpointSlice',
  metadata: { name: 'everything', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [
    { name: 'http', port: 8080, protocol: 'TCP', appProtocol: 'http' },
    { name: '', port: 0 },
  ],
  endpoints: [
    {
      addresses: ['10.1.0.9'],
      conditions: { ready: false, serving: true, terminating: true },
      hostname: 'web-0',
      targetRef: { kind: 'Pod', namespace: NAMESPACE, name: 'everything' },
      topology: {
        'kubernetes.io/hostname': 'host.example.com',
        'topology.kubernetes.io/zone': 'z',
      },
    },
    { addresses: ['10.1.0.10'] },
  ],
};

const SERVICE: Served = POD;

const WHOLE_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'everything',
    labels: { app: 'everything' },
    annotations: { 'example.com/motto': 'für 各 😀' },
  },
  spec: {
    type: 'LoadBalancer',
    selector: { app: 'everything', motto: 'all' },
    externalIPs: ['192.0.2.7'],
    loadBalancerIP: '192.0.2.8',
    loadBalancerSourceRanges: ['198.51.100.0/24'],
    externalTrafficPolicy: 'Local',
    sessionAffinity: 'ClientIP',
    publishNotReadyAddresses: true,
    ports: [
      { name: 'http', port: 80, targetPort: 'web', appProtocol: 'http' },
      { name: 'admin', port: 81, targetPort: 8081 },
    ],
  },
};
const WHOLE_SERVICE_STATUS = {
  loadBalancer: {
    ingress: [
      {
        hostname: 'lb.example.com',
        ports: [{ port: 80, protocol: 'TCP', error: 'example.com/Refused' }],
      },
      { ip: '192.0.2.9' },
    ],
  },
};

const SERVICES = `/api/v1/namespaces/${NAMESPACE}/services`;
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

const api = adminApi(inject('cluster').testsKubeconfig);

beforeAll(async () => {
  await cluster.kubectl('create', 'namespace', NAMESPACE);
  await api.post(PODS, EVERYTHING);
  await api.patch(`${PODS}/everything/status`, { status: STATUS });
  await api.post(
    `/apis/discovery.k8s.io/${SLICES}/namespaces/${NAMESPACE}/endpointslices`,
    WHOLE_SLICE,
  );
  await api.post(SERVICES, WHOLE_SERVICE);
  await api.patch(`${SERVICES}/everything/status`, { status: WHOLE_SERVICE_STATUS });
  // Held by its finalizer.
  await api.remove(`${PODS}/everything`);
});

afterAll(async () => {
  await api.patch(`${PODS}/everything`, { metadata: { finalizers: null } });
  api.close();
  await cluster.kubectl('delete', 'namespace', NAMESPACE);
});

function connected(): Transport {
  const options = { kubeconfig: cluster.kubeconfig, environment: {} };
  const context = chooseContext(loadKubeconfig(options), undefined);
  const credentials = credentialsOf(context, {
    clock: systemClock,
    environment: {},
    interactive: () => false,
  });
  return undiciTransport(context, credentials, {});
}

async function listAs(path: string, form: ListForm): Promise<readonly Raw[]> {
  const transport = connected();
  const found: Raw[] = [];
  try {
    await readList(
      { transport, clock: systemClock, patience: 30_000 },
      { path, accept: JSON_TYPE, signal: new AbortController().signal },
      form,
      (items) => found.push(...items),
    );
  } finally {
    await transport.close();
  }
  return found;
}

const reader =
  (kind: Kind, served: Served) =>
  (raw: Raw): unknown => {
    const notes: unknown[] = [];
    const context = { share: (it: string) => it, note: (it: unknown) => notes.push(it) };
    return { objects: readObject(raw, { kind, served }, context), notes };
  };

test('protocol buffers and JSON tell the same of every Pod', () =>
  // Pods change between the two lists.
  eventually(async () => {
    const told = await toldOf('Pod', POD, '/api/v1/pods');
    expect(told.byProtobuf.raw).toContain('für 各 😀');
    expect(told.byProtobuf.objects).toEqual(told.byJson.objects);
    return true;
  }));

test('so they do of every EndpointSlice', () =>
  eventually(async () => {
    const told = await toldOf(
      'EndpointSlice',
      SLICE,
      `/apis/discovery.k8s.io/${SLICES}/endpointslices`,
    );
    expect(told.byProtobuf.raw).toContain('host.example.com');
    expect(told.byProtobuf.objects).toEqual(told.byJson.objects);
    return true;
  }));

test('so they do of every Service', () =>
  eventually(async () => {
    const told = await toldOf('Service', SERVICE, '/api/v1/services');
    expect(told.byProtobuf.raw).toContain('example.com/Refused');
    expect(told.byProtobuf.objects).toEqual(told.byJson.objects);
    return true;
  }));

test('so they do of what a watch sends', () =>
  eventually(async () => {
    const form = listFormOf('Pod', POD);
    const byWatch = await firstEvents(PODS, form, '0');
    const byJson = await firstEvents(PODS, { leaveOutManagedFields: true }, '0');
    const read = reader('Pod', POD);
    expect(byWatch.map((it) => it.type)).toEqual(['changed']);
    expect(byWatch).toEqual(byJson.map((it) => ({ ...it, object: expect.anything() as unknown })));
    const objects = [byWatch, byJson].map((events) =>
      events.map((it) => (it.type === 'changed' ? read(it.object) : it)),
    );
    expect(objects[0]).toEqual(objects[1]);
    return true;
  }));

/** Those that come first, as protocol buffers where the form says so. */
async function firstEvents(
  path: string,
  form: ListForm,
  resourceVersion: string,
): Promise<readonly WatchEvent[]> {
  const transport = connected();
  const end = new AbortController();
  const { promise, resolve } = Promise.withResolvers<readonly WatchEvent[]>();
  const accept = form.message === undefined ? JSON_TYPE : PROTOBUF_TYPE;
  const watch = readWatch(
    { transport, clock: systemClock, patience: 30_000 },
    { path, accept, query: { resourceVersion }, signal: end.signal },
    { onOpen: () => {}, onEvents: resolve, isLoaded: () => true, form },
  );
  try {
    return await Promise.race([promise, watch.then(() => [])]);
  } finally {
    end.abort();
    watch.catch(() => {});
    await transport.close();
  }
}

async function toldOf(kind: Kind, served: Served, path: string) {
  const read = reader(kind, served);
  const byProtobuf = await listAs(path, listFormOf(kind, served));
  const byJson = await listAs(path, WHOLE);
  expect(JSON.stringify(byJson)).toContain('managedFields');
  expect(JSON.stringify(byProtobuf)).not.toContain('managedFields');
  return {
    byProtobuf: { raw: JSON.stringify(byProtobuf), objects: byProtobuf.map(read) },
    byJson: { objects: byJson.map(read) },
  };
}
