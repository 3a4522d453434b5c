import type { Kind } from '../../../inventory/kinds.ts';
import { isEmpty } from '../../../inventory/labels.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import { WORKLOAD_KINDS } from '../../../inventory/workloads.ts';
import type { Caveat, Listener } from '../../../model/exposure.ts';
import type { Judgement, Reason } from '../../../model/health.ts';
import { secretMissing } from '../../health/secret-missing.ts';
import type { DataPlaneSeed, EntryPointSeed, ListenerSeed } from '../../provider.ts';
import { defineProvider } from '../../provider.ts';
import { byAge } from './age.ts';
import { type DestinationKinds, entriesByHost, type Hosts } from './destinations.ts';
import { GATEWAY_POLICY_KINDS, gatewayPolicies } from './gateway-policies.ts';
import { idleRoutes } from './idle-routes.ts';
import { fromIngresses } from './ingress.ts';
import type { PlacedServer } from './merge.ts';
import { placeServers } from './merge.ts';
import { isHttp, listenerProtocol } from './protocol.ts';
import { Rules } from './rules.ts';
import { type Certificates, certificates } from './secrets.ts';
import { isReachable, listenersOf } from './servers.ts';
import { type ServicesByGateway, servicesByGateway, visibleServices } from './services.ts';
import { type GatewaySource, gatewaySource, type ServerSource } from './source.ts';
import type { PlaneContext } from './virtual-hosts.ts';
import {
  type GatewayWorkload,
  gatewayWorkloads,
  selectorText,
  type WorkloadKinds,
} from './workloads.ts';

const READS = [
  'Gateway.networking.istio.io',
  'VirtualService',
  'ServiceEntry',
  'WorkloadEntry',
  'Ingress',
  'IngressClass',
  'Service',
  'Pod',
  ...WORKLOAD_KINDS,
  'Secret',
  ...GATEWAY_POLICY_KINDS,
] as const satisfies readonly Kind[];

type Reads = (typeof READS)[number];

/** Istio's own API: one data plane for each gateway workload, whatever Gateways pick it. */
export const istio = defineProvider({
  name: 'istio',
  reads: READS,
  holds: {
    'entry-points': ['Gateway.networking.istio.io'],
    'http-rules': ['VirtualService'],
    'other-rules': ['VirtualService'],
  },
  // A gateway has the proxy and nothing beside it; where that is injected, its label tells.
  isProxy: ({ metadata, spec }) =>
    (metadata.labels['istio'] ?? '').includes('gateway') ||
    (spec.containers.length > 0 && spec.containers.every((it) => it.name === 'istio-proxy')),
  *dataPlanes(objects) {
    const made = fromIngresses(objects);
    const gateways = [
      ...objects.list('Gateway.networking.istio.io').map(gatewaySource),
      ...made.gateways,
    ].toSorted(byAge);
    if (gateways.length === 0) return [];
    const world: World = {
      objects,
      services: servicesByGateway(objects, made.services),
      entries: entriesByHost(objects),
    };
    const { workloads, unserved } = gatewayWorkloads(
      gateways,
      objects satisfies Reader<WorkloadKinds>,
    );
    const planes: DataPlaneSeed[] = [];
    for (const it of workloads) planes.push(yield* dataPlane(it, world));
    for (const it of unserved) planes.push(yield* nothingServes(it, world));
    return planes;
  },
});

interface World {
  readonly objects: Reader<Reads>;
  readonly services: ServicesByGateway;
  readonly entries: Hosts['entries'];
}

function* dataPlane(workload: GatewayWorkload, world: World): Generator<undefined, DataPlaneSeed> {
  const { objects } = world;
  const { namespace, selector, gateways } = workload;
  const context = contextOf(workload, world);
  const placed = placeServers(workload);
  const { listeners, listening } = yield* listenersOf(placed, workload.podIps, context);
  const secrets = new Map(
    placed.map(({ server }) => [server, certificates(server, namespace, objects)] as const),
  );
  const { caveats, ...policies } = gatewayPolicies(workload, objects);
  const refused = new Map(
    listeners.flatMap((it) => (it.refused === undefined ? [] : [[it.port, it.refused] as const])),
  );
  const told: Told = { placed, listening, refused, secrets, workload, objects };
  const entryPoints: EntryPointSeed[] = [];
  for (const it of gateways) entryPoints.push(yield* entryPoint(it, told, context));
  return {
    id: `istio/${namespace ?? ''}/${selectorText(selector)}`,
    name: namespace === undefined ? workload.name : `${namespace}/${workload.name}`,
    proxy: 'istio',
    servedBy: {
      type: 'pods',
      ...(namespace !== undefined && { namespace }),
      selector,
      ports: 'target-port',
    },
    listeners: listeners.map((listener) => ({
      ...listener,
      servers: listener.servers.map(({ source, ...server }) =>
        secrets.get(source)?.missing?.hasAnother === false
          ? { ...server, handshake: 'fails' }
          : server,
      ),
    })),
    entryPoints,
    ...policies,
    caveats: [...caveats, ...assumed(placed, workload)],
  };
}

function contextOf(
  { namespace, labels }: { readonly namespace?: string; readonly labels: Labels },
  { objects, services, entries }: World,
): PlaneContext {
  const visible = new Map<string, ReturnType<typeof visibleServices>>();
  return {
    hosts: { objects: objects satisfies Reader<DestinationKinds>, entries, namespace },
    labels,
    rules: new Rules(),
    services: (gateway) => {
      const known = visible.get(gateway) ?? visibleServices(services.get(gateway) ?? [], namespace);
      visible.set(gateway, known);
      return known;
    },
    bound: (gateway) => services.get(gateway) ?? [],
  };
}

/** N52: an unprivileged Pod does not bind them, and its objects do not always tell whether it is one. */
function assumed(
  placed: readonly PlacedServer[],
  { services, podIps }: GatewayWorkload,
): readonly Caveat[] {
  // Without a Service there is nothing that tells where the port would be.
  const low = placed.some(
    (it) => it.port < 1024 && it.dropped === undefined && isReachable(it.server, podIps),
  );
  return low && services.length > 0 ? [{ type: 'assumed', what: 'privileged-port' }] : [];
}

interface Told {
  readonly placed: readonly PlacedServer[];
  readonly listening: ReadonlySet<ServerSource>;
  /** By port: what the proxy refuses whole. */
  readonly refused: ReadonlyMap<number, Judgement>;
  readonly secrets: ReadonlyMap<ServerSource, Certificates>;
  readonly workload: GatewayWorkload;
  readonly objects: Reader<Reads>;
}

function* entryPoint(
  gateway: GatewaySource,
  told: Told,
  context: PlaneContext,
): Generator<undefined, EntryPointSeed> {
  const placed = told.placed.filter((it) => it.server.gateway === gateway);
  const usable = placed
    .filter((it) => it.dropped === undefined && isReachable(it.server, told.workload.podIps))
    .map((it) => it.server);
  const partial = placed
    .flatMap(({ server }) => told.secrets.get(server)?.unread ?? [])
    .slice(0, 1);
  return {
    object: gateway.object,
    ...(gateway.className !== undefined && { className: gateway.className }),
    listeners: placed.map((it) => listenerFor(it, told)),
    idleRoutes: yield* idleRoutes(gateway, context, usable),
    ...(partial.length > 0 && { partial }),
    ...(gateway.created !== '' && { created: gateway.created }),
  };
}

function listenerFor(placed: PlacedServer, told: Told): ListenerSeed {
  const { server, port } = placed;
  const secret = told.secrets.get(server)?.secret;
  const judgement = judgeServer(placed, told);
  return {
    ...asWritten(server, secret),
    ...(judgement !== undefined && { judgement }),
    ...(told.listening.has(server) && { dataPlanePort: port }),
  };
}

function asWritten(server: ServerSource, secret: Certificates['secret']): ListenerSeed {
  const { name, port, hosts, tls, path } = server;
  const listenerName = name ?? port.name;
  const mode = tls === undefined || isHttp(port.protocol) ? undefined : tlsMode(tls.mode);
  return {
    ...(listenerName !== '' && { name: listenerName }),
    port: port.number,
    protocol: listenerProtocol(port.protocol),
    hosts: hosts.includes('*') ? [] : hosts,
    path,
    ...(mode !== undefined && { tls: { mode, ...(secret !== undefined && { secret }) } }),
  };
}

function tlsMode(mode: string): NonNullable<Listener['tls']>['mode'] {
  switch (mode) {
    case 'MUTUAL':
    case 'OPTIONAL_MUTUAL':
      return 'mutual';
    case 'ISTIO_MUTUAL':
    case 'AUTO_PASSTHROUGH':
      return 'mesh';
    case 'PASSTHROUGH':
      return 'passthrough';
    default:
      return 'terminate';
  }
}

function judgeServer(
  { server, port, dropped }: PlacedServer,
  { secrets, listening, refused, workload, objects }: Told,
): Judgement | undefined {
  if (dropped !== undefined) return broken({ type: 'listener-invalid', because: dropped });
  // Where the Pod's own addresses are not known, the address may be one of them.
  if (!isReachable(server, workload.podIps))
    return workload.podIps.length > 0 || server.bind.startsWith('127.')
      ? broken({ type: 'listener-invalid', because: 'bound-elsewhere' })
      : { health: 'unknown', reason: { type: 'not-running' } };
  const refusal = listening.has(server) ? refused.get(port) : undefined;
  if (refusal !== undefined) return refusal;
  const missing = secrets.get(server)?.missing;
  if (missing?.hasAnother === false) return secretMissing(missing.secret);
  if (listening.has(server))
    return missing === undefined ? undefined : secretMissing(missing.secret, 'another-certificate');
  const coverage = objects.coverage('VirtualService');
  return coverage.type === 'complete'
    ? broken({ type: 'listener-invalid', because: 'no-rule' })
    : {
        health: 'unknown',
        reason: { type: 'unreadable', resource: 'virtualservices', because: coverage.reason },
      };
}

const broken = (reason: Reason): Judgement => ({ health: 'broken', reason });

/** N1: it is an entry point all the same; whether nothing picks up its requests is known only where all Pods are. */
function* nothingServes(gateway: GatewaySource, world: World): Generator<undefined, DataPlaneSeed> {
  const { selector } = gateway;
  const context = contextOf({ labels: selector }, world);
  const coverage = world.objects.coverage('Pod');
  const judgement: Judgement =
    coverage.type === 'complete'
      ? {
          health: 'broken',
          reason: { type: 'no-gateway-pods', ...(!isEmpty(selector) && { selector }) },
        }
      : {
          health: 'unknown',
          reason: { type: 'unreadable', resource: 'pods', because: coverage.reason },
        };
  return {
    id: `istio/unserved/${gateway.key}`,
    name: isEmpty(selector) ? gateway.key : selectorText(selector),
    proxy: 'istio',
    servedBy: isEmpty(selector)
      ? { type: 'nothing', judgement }
      : { type: 'pods', selector, ports: 'target-port' },
    listeners: [],
    entryPoints: [
      {
        object: gateway.object,
        ...(gateway.className !== undefined && { className: gateway.className }),
        listeners: gateway.servers.map((it) => asWritten(it, undefined)),
        idleRoutes: yield* idleRoutes(gateway, context),
        ...(gateway.created !== '' && { created: gateway.created }),
      },
    ],
  };
}
