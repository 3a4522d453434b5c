import { setTimeout as sleep } from 'node:timers/promises';

import type { Api } from './api.ts';
import { podStatus, wishOf } from './pod-status.ts';

/**
 * Stands in for the scheduler, the kubelets, a cloud's load balancers and the controllers that write status: Nodes
 * appear, Pods get a node, an address and a status. Nothing is executed.
 *
 * A Pod runs and is ready unless its annotation `test.kube/status` says otherwise. A LoadBalancer gets the address
 * in its annotation `test.kube/address`, or none.
 */
export interface Kubelets {
  stop(): Promise<void>;
}

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  /** Only what of each kind is looked at here. */
  readonly spec: {
    readonly nodeName?: string;
    readonly containers?: readonly { readonly name: string }[];
    readonly type?: string;
    readonly ingressClassName?: string;
    readonly gatewayClassName?: string;
    readonly listeners?: readonly { readonly name: string }[];
    readonly parentRefs?: readonly unknown[];
    readonly rules?: readonly {
      readonly backendRefs?: readonly { readonly namespace?: string; readonly name: string }[];
    }[];
  };
  readonly status?: {
    readonly podIP?: string;
    readonly loadBalancer?: { readonly ingress?: readonly Address[] };
    readonly conditions?: readonly unknown[];
    readonly parents?: readonly {
      readonly conditions: readonly { readonly type: string; readonly status: string }[];
    }[];
  };
}

interface Address {
  readonly ip?: string;
  readonly hostname?: string;
}

/** By namespace/name of the Service that has them. */
type Addresses = ReadonlyMap<string, readonly Address[]>;

const NODES = ['node-1', 'node-2', 'node-3'] as const;
const SETTLED = 'test.kube/settled';
const PASS_MS = 200;

export function startKubelets(api: Api): Kubelets {
  const stopping = new AbortController();
  const loop = (async () => {
    let pods = 0;
    await makeNodes(api);
    while (!stopping.signal.aborted) {
      try {
        pods += await settlePods(api, pods);
        await speakForControllers(api, await giveAddresses(api));
      } catch (error) {
        // The API server may be gone for a while: some tests kill it.
        if (!isConnectionError(error)) throw error;
      }
      await sleep(PASS_MS);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

const isConnectionError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

const now = (): string => new Date().toISOString().replace(/\.\d+/, '');

/** None where the kind is not installed. */
async function list(api: Api, path: string): Promise<readonly Item[]> {
  const { status, body } = await api.get(path);
  return status === 200 ? (body as { items: Item[] }).items : [];
}

async function makeNodes(api: Api): Promise<void> {
  for (const [index, name] of NODES.entries()) {
    await api.post('/api/v1/nodes', {
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    });
    await api.patch(`/api/v1/nodes/${name}/status`, {
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            lastHeartbeatTime: now(),
            lastTransitionTime: now(),
          },
        ],
        addresses: [
          { type: 'InternalIP', address: `10.0.0.${index + 1}` },
          { type: 'ExternalIP', address: `198.51.100.${index + 1}` },
          { type: 'Hostname', address: name },
        ],
      },
    });
  }
}

/** @returns how many were settled */
async function settlePods(api: Api, before: number): Promise<number> {
  const todo = (await list(api, '/api/v1/pods')).filter(
    (it) =>
      it.metadata.deletionTimestamp !== undefined ||
      (wishOf(it) !== 'Pending' && it.metadata.annotations?.[SETTLED] !== wishOf(it)),
  );
  for (const [index, pod] of todo.entries()) await settlePod(api, pod, before + index);
  return todo.length;
}

async function settlePod(api: Api, pod: Item, number: number): Promise<void> {
  const { name, namespace = '', deletionTimestamp } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (deletionTimestamp !== undefined) {
    await api.remove(`${path}?gracePeriodSeconds=0`);
    return;
  }
  if (pod.spec.nodeName === undefined)
    await api.post(`${path}/binding`, {
      metadata: { name },
      target: { kind: 'Node', name: NODES[number % NODES.length] },
    });
  await api.patch(`${path}/status`, {
    status: podStatus(pod, pod.status?.podIP ?? ipOf(number), now()),
  });
  // Remembered on the object, so that a later pass sees what was done and for which wish.
  await api.patch(path, { metadata: { annotations: { [SETTLED]: wishOf(pod) } } });
}

const ipOf = (number: number): string => `10.244.${Math.floor(number / 250)}.${(number % 250) + 1}`;

async function giveAddresses(api: Api): Promise<readonly Item[]> {
  const services = await list(api, '/api/v1/services');
  for (const { metadata, spec, status } of services) {
    const wish = metadata.annotations?.['test.kube/address'];
    if (spec.type !== 'LoadBalancer' || wish === undefined) continue;
    if (status?.loadBalancer?.ingress !== undefined) continue;
    const key = /^[\d.]+$/.test(wish) ? 'ip' : 'hostname';
    await api.patch(`/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}/status`, {
      status: { loadBalancer: { ingress: [{ [key]: wish }] } },
    });
  }
  return services;
}

/** The Service in front of each Ingress controller, by the class it serves. */
const FRONTS: Readonly<Record<string, string>> = {
  nginx: 'ingress-nginx/ingress-nginx-controller',
  istio: 'istio-system/istio-ingressgateway',
};

async function speakForControllers(api: Api, services: readonly Item[]): Promise<void> {
  const addresses: Addresses = new Map(
    services.map((it) => [keyOf(it), it.status?.loadBalancer?.ingress ?? []]),
  );
  await speakForIngresses(api, addresses);
  await speakForGateways(api, addresses);
}

const keyOf = ({ metadata: { namespace = '', name } }: Item): string => `${namespace}/${name}`;

async function speakForIngresses(api: Api, addresses: Addresses): Promise<void> {
  const base = '/apis/networking.k8s.io/v1';
  for (const it of await list(api, `${base}/ingresses`)) {
    const className =
      it.spec.ingressClassName ?? it.metadata.annotations?.['kubernetes.io/ingress.class'];
    const ingress = addresses.get(FRONTS[className ?? ''] ?? '') ?? [];
    if (ingress.length > 0 && it.status?.loadBalancer?.ingress === undefined)
      await api.patch(
        `${base}/namespaces/${it.metadata.namespace}/ingresses/${it.metadata.name}/status`,
        { status: { loadBalancer: { ingress } } },
      );
  }
}

async function speakForGateways(api: Api, addresses: Addresses): Promise<void> {
  const base = '/apis/gateway.networking.k8s.io/v1';
  const [classes, gateways, routes] = await Promise.all([
    list(api, `${base}/gatewayclasses`),
    list(api, `${base}/gateways`),
    list(api, `${base}/httproutes`),
  ]);
  for (const it of classes.filter(isUnsaid))
    await api.patch(`${base}/gatewayclasses/${it.metadata.name}/status`, {
      status: { conditions: conditions(it, { Accepted: true }) },
    });
  for (const it of gateways.filter(isUnsaid)) {
    const front = addresses.get(`${keyOf(it)}-${it.spec.gatewayClassName}`) ?? [];
    if (front.length > 0)
      await api.patch(`${pathOf(base, 'gateways', it)}/status`, {
        status: gatewayStatus(it, front),
      });
  }
  for (const it of routes) {
    const resolved = backendsOf(it).every((ref) => addresses.has(ref));
    if (isUnsaid(it) || saysResolved(it) !== resolved)
      await api.patch(`${pathOf(base, 'httproutes', it)}/status`, {
        status: {
          parents: it.spec.parentRefs?.map((parentRef) => ({
            parentRef,
            controllerName: 'istio.io/gateway-controller',
            conditions: conditions(it, { Accepted: true, ResolvedRefs: resolved }),
          })),
        },
      });
  }
}

const isUnsaid = ({ status }: Item): boolean =>
  status?.conditions === undefined && status?.parents === undefined;

const pathOf = (base: string, plural: string, { metadata }: Item): string =>
  `${base}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;

const backendsOf = ({ metadata, spec }: Item): readonly string[] =>
  (spec.rules ?? []).flatMap(({ backendRefs = [] }) =>
    backendRefs.map((it) => `${it.namespace ?? metadata.namespace}/${it.name}`),
  );

const saysResolved = ({ status }: Item): boolean =>
  status?.parents?.[0]?.conditions.find((it) => it.type === 'ResolvedRefs')?.status === 'True';

function gatewayStatus(gateway: Item, front: readonly Address[]): unknown {
  return {
    conditions: conditions(gateway, { Accepted: true, Programmed: true }),
    addresses: front.map(({ ip, hostname }) =>
      ip === undefined ? { type: 'Hostname', value: hostname } : { type: 'IPAddress', value: ip },
    ),
    listeners: gateway.spec.listeners?.map(({ name }) => ({
      name,
      attachedRoutes: 1,
      supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
      conditions: conditions(gateway, { Accepted: true, Programmed: true, ResolvedRefs: true }),
    })),
  };
}

const conditions = ({ metadata }: Item, types: Readonly<Record<string, boolean>>): unknown[] =>
  Object.entries(types).map(([type, good]) => ({
    type,
    status: good ? 'True' : 'False',
    reason: good ? type : 'BackendNotFound',
    message: '',
    observedGeneration: metadata.generation ?? 1,
    lastTransitionTime: now(),
  }));
