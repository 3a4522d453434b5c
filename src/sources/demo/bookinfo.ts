import { letters } from './names.ts';
import { NODES } from './objects.ts';
import type { PodLife } from './pod-life.ts';
import { installed, routing, type Weights } from './routing.ts';
import {
  type DemoWorld,
  type Labels,
  LONG_AGO,
  type ServiceSpec,
  type Timestamp,
  type Workload,
} from './world.ts';

/** A Bookinfo on which all is well: nothing of it has changed for days. */
export function calmBookinfo(seed: number, stamp: Timestamp, weights: Weights): DemoWorld {
  return {
    workloads: WORKLOADS.map((it, index) => settled(it, index, seed)),
    services: SERVICES,
    objects: [...installed(stamp), ...routing(stamp, weights)],
    changes: [],
    events: [],
  };
}

type Written = Omit<Workload, 'revision' | 'templateHash' | 'pods'>;

const app = (name: string, version: string, replicas: number): Written => ({
  name: `${name}-${version}`,
  namespace: 'default',
  labels: { app: name, version },
  image: `docker.io/istio/examples-bookinfo-${name}-${version}:1.20.3`,
  container: name,
  ports: [{ name: 'http', containerPort: 9080 }],
  replicas,
});

const NGINX: Labels = {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
};
const INGRESS_GATEWAY: Labels = { app: 'istio-ingressgateway', istio: 'ingressgateway' };
const API_GATEWAY: Labels = { 'gateway.networking.k8s.io/gateway-name': 'api' };

const WORKLOADS: readonly Written[] = [
  app('productpage', 'v1', 2),
  app('details', 'v1', 1),
  app('ratings', 'v1', 2),
  app('reviews', 'v1', 3),
  app('reviews', 'v2', 2),
  app('reviews', 'v3', 2),
  {
    name: 'istiod',
    namespace: 'istio-system',
    labels: { app: 'istiod', istio: 'pilot' },
    image: 'docker.io/istio/pilot:1.29.0',
    container: 'discovery',
    ports: [{ containerPort: 15_010 }, { containerPort: 15_012 }],
    replicas: 1,
  },
  {
    name: 'istio-ingressgateway',
    namespace: 'istio-system',
    labels: INGRESS_GATEWAY,
    image: 'docker.io/istio/proxyv2:1.29.0',
    container: 'istio-proxy',
    ports: [{ containerPort: 15_021 }, { containerPort: 8080 }, { containerPort: 8443 }],
    replicas: 2,
  },
  {
    name: 'ingress-nginx-controller',
    namespace: 'ingress-nginx',
    labels: NGINX,
    image: 'registry.k8s.io/ingress-nginx/controller:v1.14.0',
    container: 'controller',
    args: [
      '/nginx-ingress-controller',
      '--ingress-class=nginx',
      '--controller-class=k8s.io/ingress-nginx',
      '--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller',
    ],
    ports: [
      { name: 'http', containerPort: 80 },
      { name: 'https', containerPort: 443 },
    ],
    replicas: 2,
  },
  {
    name: 'api-istio',
    namespace: 'default',
    labels: API_GATEWAY,
    image: 'docker.io/istio/proxyv2:1.29.0',
    container: 'istio-proxy',
    ports: [{ containerPort: 80 }, { containerPort: 15_021 }],
    replicas: 1,
  },
];

/** Its Pods have run since long ago, spread over the nodes. */
function settled(written: Written, index: number, seed: number): Workload {
  const templateHash = templateHashOf(written.name, 1, seed);
  const pods = Array.from({ length: written.replicas }, (_, replica) =>
    newPod(written.name, { templateHash, seed, place: index * 7 + replica, replica }),
  );
  return {
    ...written,
    revision: 1,
    templateHash,
    pods: pods.map((it) => ({
      ...it,
      createdAt: LONG_AGO,
      stages: [{ at: LONG_AGO, type: 'ready', restarts: 0 }],
    })),
  };
}

export const templateHashOf = (workload: string, revision: number, seed: number): string =>
  letters(`${workload}#${revision}`, seed, 10);

/** `place` chooses node and address, and is no other Pod's of its time. */
export function newPod(
  workload: string,
  {
    templateHash,
    seed,
    place,
    replica,
  }: {
    readonly templateHash: string;
    readonly seed: number;
    readonly place: number;
    readonly replica: number;
  },
): Pick<PodLife, 'name' | 'templateHash' | 'node' | 'ip'> {
  const node = place % NODES.length;
  return {
    name: `${workload}-${templateHash}-${letters(`${templateHash}/${replica}`, seed, 5)}`,
    templateHash,
    node: NODES[node] ?? NODES[0],
    ip: `10.244.${node + 1}.${(place % 250) + 2}`,
  };
}

const http = (name: string, clusterIP: string, labels: Labels): ServiceSpec => ({
  name,
  namespace: 'default',
  labels: { app: labels['app'] ?? name },
  selector: labels,
  clusterIP,
  ports: [{ name: 'http', port: 9080 }],
});

const SERVICES: readonly ServiceSpec[] = [
  http('productpage', '10.96.20.11', { app: 'productpage' }),
  http('details', '10.96.20.12', { app: 'details' }),
  http('ratings', '10.96.20.13', { app: 'ratings' }),
  http('reviews', '10.96.20.14', { app: 'reviews' }),
  http('reviews-v1', '10.96.20.15', { app: 'reviews', version: 'v1' }),
  http('reviews-v3', '10.96.20.16', { app: 'reviews', version: 'v3' }),
  {
    ...http('productpage-nodeport', '10.96.20.21', { app: 'productpage' }),
    type: 'NodePort',
    ports: [{ name: 'http', port: 9080, nodePort: 30_080 }],
  },
  {
    ...http('productpage-lb', '10.96.20.22', { app: 'productpage' }),
    type: 'LoadBalancer',
    address: 'localhost',
    ports: [{ name: 'http', port: 9080, nodePort: 30_081 }],
  },
  {
    name: 'istiod',
    namespace: 'istio-system',
    labels: { app: 'istiod' },
    selector: { app: 'istiod' },
    clusterIP: '10.96.30.1',
    ports: [
      { name: 'grpc-xds', port: 15_010 },
      { name: 'https-dns', port: 15_012 },
    ],
  },
  {
    name: 'istio-ingressgateway',
    namespace: 'istio-system',
    labels: INGRESS_GATEWAY,
    selector: INGRESS_GATEWAY,
    type: 'LoadBalancer',
    clusterIP: '10.96.30.2',
    address: '203.0.113.7',
    ports: [
      { name: 'status-port', port: 15_021, nodePort: 31_021 },
      { name: 'http2', port: 80, targetPort: 8080, nodePort: 31_380 },
      { name: 'https', port: 443, targetPort: 8443, nodePort: 31_390 },
    ],
  },
  {
    name: 'ingress-nginx-controller',
    namespace: 'ingress-nginx',
    labels: NGINX,
    selector: NGINX,
    type: 'LoadBalancer',
    clusterIP: '10.96.30.3',
    address: '203.0.113.8',
    ports: [
      { name: 'http', port: 80, targetPort: 'http', nodePort: 32_080 },
      { name: 'https', port: 443, targetPort: 'https', nodePort: 32_443 },
    ],
  },
  {
    name: 'api-istio',
    namespace: 'default',
    labels: API_GATEWAY,
    selector: API_GATEWAY,
    type: 'LoadBalancer',
    clusterIP: '10.96.30.4',
    address: '203.0.113.9',
    ports: [
      { name: 'status-port', port: 15_021, nodePort: 31_121 },
      { name: 'http', port: 80, nodePort: 31_180 },
    ],
  },
];
