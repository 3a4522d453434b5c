import type { Raw } from '../../../src/inventory/raise.ts';

/** An object of the made-up world. */
export interface Made extends Raw {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly status?: Raw;
}

/**
 * A Pod of the made-up world as clusters have them: with a mesh's sidecar, probes, environment, volumes and
 * tolerations. The server adds managedFields of its own for who made it and who wrote its status; 10 kB in all.
 */
export function realisticPod({ kind, apiVersion, metadata }: Made): Raw {
  return {
    kind,
    apiVersion,
    metadata: {
      ...metadata,
      generateName: metadata.name.replace(/-\d+$/, '-'),
      annotations: ANNOTATIONS,
      labels: { ...metadata.labels, ...MESH_LABELS },
    },
    spec: {
      nodeName: 'node-1',
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      serviceAccountName: 'default',
      securityContext: { fsGroup: 1337 },
      tolerations: ['not-ready', 'unreachable'].map((it) => ({
        key: `node.kubernetes.io/${it}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      initContainers: [proxyContainer('istio-init')],
      containers: [APP, proxyContainer('istio-proxy')],
      volumes: VOLUMES,
    },
  };
}

/** As the kubelet writes it. */
export function realisticStatus({ status = {} }: Made): Raw {
  const state = { running: { startedAt: status['startTime'] } };
  return {
    ...status,
    hostIP: '10.0.0.1',
    qosClass: 'Burstable',
    containerStatuses: [statusOf('app', state), statusOf('istio-proxy', state)],
    initContainerStatuses: [
      statusOf('istio-init', {
        terminated: {
          exitCode: 0,
          reason: 'Completed',
          startedAt: status['startTime'],
          finishedAt: status['startTime'],
          containerID: `containerd://${'c0ffee'.repeat(10)}`,
        },
      }),
    ],
  };
}

const statusOf = (name: string, state: Raw): Raw => ({
  name,
  image: `registry.example.com/shop/${name}:1.2.3`,
  imageID: `registry.example.com/shop/${name}@sha256:${'0123456789abcdef'.repeat(4)}`,
  containerID: `containerd://${'fedcba9876543210'.repeat(4)}`,
  ready: true,
  started: true,
  restartCount: 0,
  lastState: {},
  state,
});

const ANNOTATIONS: Raw = {
  'kubernetes.io/psp': 'restricted',
  'prometheus.io/path': '/stats/prometheus',
  'prometheus.io/port': '15020',
  'prometheus.io/scrape': 'true',
  'kubectl.kubernetes.io/default-container': 'app',
  'sidecar.istio.io/status':
    '{"initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["istio-envoy","istio-data","istio-podinfo","istiod-ca-cert"],"imagePullSecrets":null,"revision":"default"}',
};

const MESH_LABELS: Raw = {
  'security.istio.io/tlsMode': 'istio',
  'service.istio.io/canonical-revision': 'v1',
};

const environment = (names: readonly string[]): readonly Raw[] =>
  names.map((name, index) =>
    index % 3 === 0
      ? { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }
      : { name, value: `value-of-${name.toLowerCase()}` },
  );

const MOUNTS = ['istio-envoy', 'istio-data', 'istio-podinfo', 'istiod-ca-cert'];

const APP: Raw = {
  name: 'app',
  image: 'registry.example.com/shop/app:1.2.3',
  imagePullPolicy: 'IfNotPresent',
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: environment(['DATABASE', 'LOG_LEVEL', 'REGION', 'POD_NAME', 'CACHE_SIZE', 'FEATURES']),
  resources: {
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { cpu: '1', memory: '512Mi' },
  },
  readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 10 },
  livenessProbe: { httpGet: { path: '/alive', port: 8080 }, periodSeconds: 20 },
  volumeMounts: [{ name: 'config', mountPath: '/etc/app', readOnly: true }],
};

function proxyContainer(name: string): Raw {
  return {
    name,
    image: 'registry.example.com/istio/proxyv2:1.27.0',
    imagePullPolicy: 'IfNotPresent',
    args: ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
    ...(name === 'istio-proxy' && {
      ports: [{ name: 'http-envoy-prom', containerPort: 15_090, protocol: 'TCP' }],
      env: environment(['POD_NAME', 'POD_NAMESPACE', 'CA_ADDR', 'INSTANCE_IP', 'ISTIO_META_ID']),
      volumeMounts: MOUNTS.map((mount) => ({ name: mount, mountPath: `/var/run/${mount}` })),
      readinessProbe: { httpGet: { path: '/healthz/ready', port: 15_021 }, failureThreshold: 30 },
    }),
    resources: { requests: { cpu: '10m', memory: '40Mi' }, limits: { cpu: '2', memory: '1Gi' } },
    securityContext: { runAsUser: 1337, runAsGroup: 1337, privileged: false },
  };
}

const VOLUMES: readonly Raw[] = [
  { name: 'config', configMap: { name: 'app', defaultMode: 420 } },
  ...MOUNTS.map((name) => ({ name, emptyDir: {} })),
];
