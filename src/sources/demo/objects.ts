import { carries } from '../../inventory/labels.ts';
import type { Raw } from '../../inventory/raise.ts';
import { withHistory } from './history.ts';
import { mixed } from './names.ts';
import { isLeaving, isThere, type PodLife, readySince, stageAt } from './pod-life.ts';
import {
  type DemoWorld,
  type Labels,
  LONG_AGO,
  type ServiceSpec,
  type Timestamp,
  type Workload,
} from './world.ts';

const GRACE = 30;
export const NODES = ['node-1', 'node-2', 'node-3'] as const;
const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

/** What an API server would list at that moment, all of it in agreement. */
export function objectsAt(world: DemoWorld, time: number, stamp: Timestamp): readonly Raw[] {
  const objects = [
    ...NODES.map((name, index) => node(name, index, stamp)),
    ...world.objects,
    ...world.workloads.flatMap((it) => [
      deployment(it, time, stamp),
      ...replicaSets(it, time, stamp),
      ...podsOf(it, time).map((pod) => podObject(it, pod, time, stamp)),
    ]),
    ...world.services.flatMap((it) => [
      serviceObject(it, stamp),
      endpointSlice(it, world.workloads, time, stamp),
    ]),
  ];
  return objects.map((it) => withHistory(it, world.changes, stamp));
}

const podsOf = ({ pods }: Workload, time: number): readonly PodLife[] =>
  pods.filter((it) => isThere(it, time));

function node(name: string, index: number, stamp: Timestamp): Raw {
  const since = stamp(LONG_AGO - 3600);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      creationTimestamp: since,
      labels: {
        'kubernetes.io/hostname': name,
        'topology.kubernetes.io/zone': ZONES[index] ?? 'zone-a',
      },
    },
    spec: {},
    status: {
      addresses: [
        { type: 'InternalIP', address: `10.0.0.${index + 1}` },
        { type: 'ExternalIP', address: `198.51.100.${index + 1}` },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: since },
      ],
    },
  };
}

const podLabels = ({ labels }: Workload, { templateHash }: PodLife): Labels => ({
  ...labels,
  'pod-template-hash': templateHash,
});

const template = ({ labels, container, image, args, ports }: Workload): object => ({
  metadata: { labels },
  spec: {
    containers: [
      {
        name: container,
        image,
        ...(args !== undefined && { args }),
        ports,
        readinessProbe: { httpGet: { path: '/health', port: ports[0]?.containerPort ?? 80 } },
      },
    ],
  },
});

function deployment(workload: Workload, time: number, stamp: Timestamp): Raw {
  const { name, namespace, labels, replicas, revision, templateHash } = workload;
  const pods = podsOf(workload, time).filter((it) => !isLeaving(it, time));
  const ready = pods.filter((it) => stageAt(it, time).type === 'ready');
  const updated = pods.filter((it) => it.templateHash === templateHash);
  const available = ready.length >= replicas;
  const rolledOut = available && updated.length === pods.length;
  const changedAt = Math.max(...pods.map((it) => readySince(it, time)), LONG_AGO);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      labels,
      generation: revision,
      creationTimestamp: stamp(LONG_AGO),
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
    },
    spec: { replicas, selector: { matchLabels: labels }, template: template(workload) },
    status: {
      observedGeneration: revision,
      replicas: pods.length,
      updatedReplicas: updated.length,
      readyReplicas: ready.length,
      availableReplicas: ready.length,
      unavailableReplicas: Math.max(pods.length, replicas) - ready.length,
      conditions: [
        {
          type: 'Available',
          status: available ? 'True' : 'False',
          reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          lastTransitionTime: stamp(changedAt),
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: rolledOut ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
          lastTransitionTime: stamp(LONG_AGO),
        },
      ],
    },
  };
}

/** One for each template that has Pods, and the present one. */
function replicaSets(workload: Workload, time: number, stamp: Timestamp): readonly Raw[] {
  const { name, namespace, replicas, templateHash } = workload;
  const pods = podsOf(workload, time);
  const hashes = new Set([...pods.map((it) => it.templateHash), templateHash]);
  return [...hashes].map((hash) => {
    const own = pods.filter((it) => it.templateHash === hash && !isLeaving(it, time));
    const labels = { ...workload.labels, 'pod-template-hash': hash };
    return {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels,
        creationTimestamp: stamp(Math.min(...pods.map((it) => it.createdAt), 0)),
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, controller: true }],
      },
      spec: {
        replicas: hash === templateHash && hashes.size === 1 ? replicas : own.length,
        selector: { matchLabels: labels },
        template: template(workload),
      },
      status: {
        replicas: own.length,
        readyReplicas: own.filter((it) => stageAt(it, time).type === 'ready').length,
      },
    };
  });
}

function podObject(workload: Workload, pod: PodLife, time: number, stamp: Timestamp): Raw {
  const { namespace, name: owner, container, image, ports } = workload;
  const { name, templateHash, createdAt, deletedAt } = pod;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: podLabels(workload, pod),
      creationTimestamp: stamp(createdAt),
      ...(isLeaving(pod, time) && {
        deletionTimestamp: stamp((deletedAt ?? time) + GRACE),
        deletionGracePeriodSeconds: GRACE,
      }),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${owner}-${templateHash}`,
          controller: true,
        },
      ],
    },
    spec: {
      nodeName: pod.node,
      restartPolicy: 'Always',
      serviceAccountName: owner,
      containers: [{ name: container, image, ports, readinessProbe: {} }],
    },
    status: podStatus(workload, pod, time, stamp),
  };
}

function podStatus({ container, image }: Workload, pod: PodLife, time: number, stamp: Timestamp) {
  const stage = stageAt(pod, time);
  const ready = stage.type === 'ready';
  const since = stamp(readySince(pod, time));
  const created = stamp(pod.createdAt);
  const notReady = {
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${container}]`,
  };
  const readiness = {
    status: ready ? 'True' : 'False',
    lastTransitionTime: since,
    ...(!ready && notReady),
  };
  return {
    phase: stage.type === 'creating' ? 'Pending' : 'Running',
    startTime: created,
    hostIP: `10.0.0.${NODES.findIndex((it) => it === pod.node) + 1}`,
    ...(stage.type !== 'creating' && { podIP: pod.ip, podIPs: [{ ip: pod.ip }] }),
    conditions: [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: created },
      { type: 'Initialized', status: 'True', lastTransitionTime: created },
      { type: 'ContainersReady', ...readiness },
      { type: 'Ready', ...readiness },
    ],
    containerStatuses: [
      {
        name: container,
        image,
        ready,
        started: ready || stage.type === 'starting',
        restartCount: stage.restarts,
        ...containerState(pod, time, stamp),
      },
    ],
  };
}

function containerState(pod: PodLife, time: number, stamp: Timestamp) {
  const stage = stageAt(pod, time);
  const ended = stage.exit && {
    terminated: {
      reason: stage.exit.code === 137 ? 'OOMKilled' : 'Error',
      exitCode: stage.exit.code,
      startedAt: stamp(stage.exit.startedAt),
      finishedAt: stamp(stage.exit.at),
    },
  };
  switch (stage.type) {
    case 'creating':
      return { state: { waiting: { reason: 'ContainerCreating' } }, lastState: {} };
    case 'starting':
    case 'ready': {
      const start = pod.stages.findLast(({ at, type }) => at <= time && type === 'starting');
      const startedAt = stamp(start?.at ?? pod.createdAt);
      return { state: { running: { startedAt } }, lastState: ended ?? {} };
    }
    case 'exited':
      return { state: ended ?? {}, lastState: {} };
    case 'backing-off':
      return {
        state: { waiting: { reason: 'CrashLoopBackOff', message: backOff(pod, time) } },
        lastState: ended ?? {},
      };
  }
}

function backOff(pod: PodLife, time: number): string {
  const now = stageAt(pod, time);
  const next = pod.stages.find(({ at }) => at > time);
  const seconds = Math.round((next?.at ?? now.at + 300) - now.at);
  const wait = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  return `back-off ${wait} restarting failed container of pod ${pod.name}`;
}

function serviceObject(service: ServiceSpec, stamp: Timestamp): Raw {
  const { name, namespace, labels = {}, selector, type = 'ClusterIP', clusterIP, ports } = service;
  const { externalTrafficPolicy, address, createdAt = LONG_AGO } = service;
  const isAddress = address !== undefined && /^[\d.]+$/.test(address);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels, creationTimestamp: stamp(createdAt) },
    spec: {
      type,
      selector,
      clusterIP,
      clusterIPs: [clusterIP],
      ports: ports.map((it) => ({ protocol: 'TCP', targetPort: it.port, ...it })),
      ...(type !== 'ClusterIP' && {
        externalTrafficPolicy: externalTrafficPolicy ?? 'Cluster',
        ...(externalTrafficPolicy === 'Local' && { healthCheckNodePort: 32_000 }),
      }),
    },
    status: {
      loadBalancer:
        address === undefined
          ? {}
          : { ingress: [isAddress ? { ip: address } : { hostname: address }] },
    },
  };
}

function endpointSlice(
  service: ServiceSpec,
  workloads: readonly Workload[],
  time: number,
  stamp: Timestamp,
): Raw {
  const { name, namespace, selector, ports } = service;
  const backends = workloads.filter(
    (it) => it.namespace === namespace && carries(it.labels, selector),
  );
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: {
      name: `${name}-${mixed(name, 5).toString(36).slice(0, 5)}`,
      namespace,
      labels: { 'kubernetes.io/service-name': name },
      creationTimestamp: stamp(LONG_AGO),
    },
    endpoints: backends.flatMap((it) =>
      podsOf(it, time)
        .filter((pod) => stageAt(pod, time).type !== 'creating')
        .map((pod) => endpoint(namespace, pod, time)),
    ),
    ports: ports.map((port) => ({
      name: port.name,
      protocol: 'TCP',
      port: portOnPods(port.targetPort ?? port.port, backends),
    })),
  };
}

function endpoint(namespace: string, pod: PodLife, time: number) {
  const serving = stageAt(pod, time).type === 'ready';
  const terminating = isLeaving(pod, time);
  return {
    addresses: [pod.ip],
    conditions: { ready: serving && !terminating, serving, terminating },
    nodeName: pod.node,
    zone: ZONES[NODES.findIndex((it) => it === pod.node)] ?? ZONES[0],
    targetRef: { kind: 'Pod', namespace, name: pod.name },
  };
}

const portOnPods = (
  targetPort: number | string,
  backends: readonly Workload[],
): number | undefined =>
  typeof targetPort === 'number'
    ? targetPort
    : backends[0]?.ports.find(({ name }) => name === targetPort)?.containerPort;
