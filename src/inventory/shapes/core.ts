import {
  allNamed,
  allOf,
  always,
  anyOf,
  deciding,
  dict,
  flag,
  integer,
  list,
  numberOrText,
  type Of,
  presence,
  record,
  sharedText,
  text,
} from '../../lib/shape.ts';
import { isLocalListener } from './local-listener.ts';
import { condition, labelSelector, toldAnnotations } from './meta.ts';

export const namespace = {
  spec: always(record({})),
  status: always(record({ phase: sharedText })),
};

export const node = {
  spec: always(
    record({
      unschedulable: flag,
      providerID: text,
      taints: list(record({ key: sharedText, effect: sharedText, value: text })),
    }),
  ),
  status: always(
    record({
      addresses: list(record({ type: sharedText, address: text })),
      conditions: list(condition),
    }),
  ),
};

export const service = {
  spec: always(
    record({
      type: sharedText,
      selector: allNamed(sharedText),
      clusterIP: text,
      clusterIPs: list(text),
      externalIPs: list(text),
      externalName: text,
      ports: list(
        record({
          name: sharedText,
          protocol: sharedText,
          port: deciding(integer),
          targetPort: numberOrText,
          nodePort: integer,
          appProtocol: sharedText,
        }),
      ),
      externalTrafficPolicy: sharedText,
      internalTrafficPolicy: sharedText,
      sessionAffinity: sharedText,
      trafficDistribution: sharedText,
      publishNotReadyAddresses: flag,
      allocateLoadBalancerNodePorts: flag,
      healthCheckNodePort: integer,
      loadBalancerIP: text,
      loadBalancerClass: text,
      loadBalancerSourceRanges: anyOf(text),
      ipFamilies: list(sharedText),
      ipFamilyPolicy: sharedText,
    }),
  ),
  status: always(
    record({
      loadBalancer: always(
        record({
          ingress: list(
            record({
              ip: text,
              hostname: text,
              ipMode: sharedText,
              ports: list(record({ port: integer, protocol: sharedText, error: text })),
            }),
          ),
        }),
      ),
      conditions: list(condition),
    }),
  ),
};

/** discovery.k8s.io/v1. */
export const endpointSlice = {
  addressType: sharedText,
  endpoints: list(
    record({
      addresses: list(text),
      conditions: always(record({ ready: flag, serving: flag, terminating: flag })),
      hostname: text,
      nodeName: sharedText,
      zone: sharedText,
      targetRef: record({ kind: sharedText, namespace: sharedText, name: text }),
      hints: record({
        forZones: list(record({ name: sharedText })),
        forNodes: list(record({ name: sharedText })),
      }),
    }),
  ),
  ports: list(
    record({ name: sharedText, port: integer, protocol: sharedText, appProtocol: sharedText }),
  ),
};

const terminated = record({
  reason: sharedText,
  message: text,
  exitCode: integer,
  signal: integer,
  startedAt: text,
  finishedAt: text,
});

const containerState = record({
  waiting: record({ reason: sharedText, message: text }),
  running: record({ startedAt: text }),
  terminated,
});

const containerStatus = record({
  name: sharedText,
  ready: flag,
  started: flag,
  restartCount: integer,
  state: always(containerState),
  lastState: always(containerState),
});

const container = record({
  name: sharedText,
  restartPolicy: sharedText,
  ports: list(
    record({ name: sharedText, containerPort: integer, hostPort: integer, protocol: sharedText }),
  ),
  readinessProbe: presence,
  startupProbe: presence,
});

const words = list(text);

/**
 * What an ingress controller says of itself: which class it takes, at which ports it listens; and of any container that it
 * listens on localhost. Other arguments may hold passwords, and are not kept.
 */
const knownArgs: typeof words = {
  fallback: words.fallback,
  read(value, context) {
    const all = words.read(value, context) ?? words.fallback;
    return all.filter((it, index) => {
      const name = it.startsWith('-') ? it : (all[index - 1] ?? '');
      if (name !== it && name.includes('=')) return false;
      return CONTROLLER_FLAG.test(name) || isLocalListener(name === it ? it : `${name}=${it}`);
    });
  },
};

const CONTROLLER_FLAG =
  /^--?(?:ingress|controller|providers|class|annotations-prefix|https?-port|enable-|disable-|default-|watch-|publish-|report-|update-status|configmap|(?:tcp|udp)-services)/;

/** Arguments are read of the templates of workloads alone. */
const containerWithArgs = record({
  name: sharedText,
  image: sharedText,
  restartPolicy: sharedText,
  command: knownArgs,
  args: knownArgs,
  ports: list(
    record({ name: sharedText, containerPort: integer, hostPort: integer, protocol: sharedText }),
  ),
});

export const pod = {
  spec: always(
    record({
      nodeName: sharedText,
      hostNetwork: flag,
      restartPolicy: sharedText,
      serviceAccountName: sharedText,
      containers: list(container),
      initContainers: list(container),
      readinessGates: list(record({ conditionType: sharedText })),
    }),
  ),
  status: always(
    record({
      phase: sharedText,
      reason: sharedText,
      message: text,
      podIP: text,
      podIPs: list(record({ ip: text })),
      hostIP: sharedText,
      startTime: text,
      conditions: list(condition),
      containerStatuses: list(containerStatus),
      initContainerStatuses: list(containerStatus),
    }),
  ),
};

const podTemplate = always(
  record({
    metadata: always(record({ labels: dict(sharedText), annotations: toldAnnotations })),
    spec: always(
      record({
        hostNetwork: flag,
        serviceAccountName: sharedText,
        containers: list(containerWithArgs),
        initContainers: list(containerWithArgs),
      }),
    ),
  }),
);

const workloadSpec = {
  replicas: integer,
  selector: always(labelSelector),
  template: podTemplate,
  paused: flag,
};

const workloadStatus = {
  replicas: integer,
  readyReplicas: integer,
  updatedReplicas: integer,
  availableReplicas: integer,
  unavailableReplicas: integer,
  desiredNumberScheduled: integer,
  numberReady: integer,
  conditions: list(condition),
};

/** Deployment, StatefulSet, ReplicaSet; a DaemonSet has no `replicas` and says how many it wants in its status. */
export const workload = {
  spec: always(record(workloadSpec)),
  status: always(record({ ...workloadStatus, observedGeneration: integer })),
};

/** Of Argo Rollouts; its `observedGeneration` is text. */
export const rollout = {
  spec: always(record({ ...workloadSpec, workloadRef: record({ kind: sharedText, name: text }) })),
  status: always(record({ ...workloadStatus, phase: sharedText, message: text })),
};

const texts = dict(text);

/** Of a ConfigMap the names of keys, and values of controllers' settings alone: it may hold what must not be kept. */
const settings: typeof texts = {
  fallback: texts.fallback,
  read(value, context) {
    const all = texts.read(value, context) ?? texts.fallback;
    return Object.fromEntries(
      Object.entries(all).map(([key, it]) => [key, isSetting(key, it) ? it : '']),
    );
  },
};

/** ingress-nginx: what decides where requests go, and its ports for streams. */
const isSetting = (key: string, value: string): boolean =>
  NGINX_SETTINGS.has(key) ||
  (/^\d+$/.test(key) && /^[\w.-]+\/[\w.-]+:[\w.-]+(?::\w*)*$/.test(value));

const NGINX_SETTINGS = new Set([
  'ssl-redirect',
  'force-ssl-redirect',
  'preserve-trailing-slash',
  'http-redirect-code',
  'no-tls-redirect-locations',
  'no-auth-locations',
  'whitelist-source-range',
  'denylist-source-range',
  'block-cidrs',
  'global-auth-url',
  'use-forwarded-headers',
  'service-upstream',
  'ssl-reject-handshake',
  'global-allowed-response-headers',
  'annotations-risk-level',
  'annotation-value-word-blocklist',
  'allow-snippet-annotations',
]);

export const configMap = { data: settings, binaryData: dict(presence) };

export const networkPolicy = {
  spec: deciding(
    always(
      record({
        podSelector: deciding(always(labelSelector)),
        policyTypes: anyOf(sharedText),
        ingress: list(record({ from: anyOf(networkPeer()), ports: anyOf(networkPort()) })),
        egress: list(record({ to: anyOf(networkPeer()), ports: anyOf(networkPort()) })),
      }),
    ),
  ),
};

function networkPeer() {
  return record({
    podSelector: deciding(labelSelector),
    namespaceSelector: deciding(labelSelector),
    ipBlock: deciding(record({ cidr: deciding(text), except: allOf(text) })),
  });
}

function networkPort() {
  return record({
    protocol: deciding(sharedText),
    port: deciding(numberOrText),
    endPort: deciding(integer),
  });
}

export type ServicePort = Of<typeof service.spec>['ports'][number];
export type ContainerStatus = Of<typeof containerStatus>;
export type Endpoint = Of<typeof endpointSlice.endpoints>[number];
export type EndpointPort = Of<typeof endpointSlice.ports>[number];
