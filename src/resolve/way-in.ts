import type { Kind, Pod as KubePod, Service } from '../inventory/kinds.ts';
import { isEmpty } from '../inventory/labels.ts';
import { refOf } from '../inventory/read-object.ts';
import type { Labels, Reader } from '../inventory/reader.ts';
import { WORKLOAD_KINDS } from '../inventory/workloads.ts';
import { uniqueBy } from '../lib/group.ts';
import { by } from '../lib/order.ts';
import type { Address, EntryPoint, Fact, Hop, Pod } from '../model/exposure.ts';
import { HEALTHY, type Judgement, type Reason, worst } from '../model/health.ts';
import { type ObjectRef, refKey } from '../model/object-ref.ts';
import type { ServedBy } from './provider.ts';
import { hostPorts } from './way-in/host-ports.ts';
import { judgePods, nameOf, podsBySelector, type PodsSeen } from './way-in/pods.ts';
import { serviceFacts } from './way-in/service-facts.ts';
import {
  internalHop,
  portPaths,
  type PortPath,
  type ServiceWay,
  serviceWay,
} from './way-in/service-way.ts';
import { isWayIn, namespaceOf, servicesThatPick, servicesWithin } from './way-in/services.ts';
import { targetPorts } from './way-in/target-ports.ts';

/** How requests from outside come to a data plane: from an address, over node ports and Services, to its Pods. */
export interface WayIn {
  readonly addresses: readonly Address[];
  readonly hops: readonly Hop[];
  readonly gatewayPods: readonly Pod[];
  readonly judgement: Judgement;
  /** What could not be read and does not decide (H2). */
  readonly partial: readonly Reason[];
  readonly facts: readonly Fact[];
  /** Ports of the Services in front that no listener uses (S1a). */
  readonly unroutedPorts: EntryPoint['unroutedPorts'];
  /** The Services that front it: hops of it, and no ways in of their own (S1a). */
  readonly fronting: readonly ObjectRef[];
  /** Of the Pods that route, for policies; absent where no Pod is known. */
  readonly namespace?: string;
  readonly labels: Labels;
  readonly serviceAccount?: string;
  /** RFC 3339. When the judgement changes by time alone. */
  readonly nextChangeAt?: string;
}

export const WAY_IN_READS = [
  'Service',
  'EndpointSlice',
  'Node',
  'Pod',
  ...WORKLOAD_KINDS,
] as const satisfies readonly Kind[];

export type WayInKinds = (typeof WAY_IN_READS)[number];

export interface WayInContext {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly podOf: (pod: KubePod) => Pod;
  /** The data plane's ports that have a rule or an entry point's listener. */
  readonly listeners: readonly { readonly port: number; readonly transport: 'tcp' | 'udp' }[];
}

export function wayIn(
  servedBy: ServedBy,
  objects: Reader<WayInKinds>,
  context: WayInContext,
): WayIn {
  switch (servedBy.type) {
    case 'service':
      return ofService(servedBy, objects, context);
    case 'pods':
      return ofPods(podsBySelector(servedBy.selector, servedBy.namespace, objects), servedBy, {
        objects,
        context,
      });
    case 'pods-of-service':
      return ofPodsOfService(servedBy, objects, context);
    case 'external':
      return ofController(servedBy.controller, servedBy.addresses, {
        ports: servedBy.ports,
        judgement: judgeExternal(servedBy),
        context,
      });
    case 'nothing':
      return ofController(servedBy.controller ?? '', servedBy.addresses ?? [], {
        ports: context.listeners.map((it) => it.port),
        judgement: servedBy.judgement,
        context,
      });
  }
}

const NOWHERE: WayIn = {
  addresses: [],
  hops: [],
  gatewayPods: [],
  judgement: HEALTHY,
  partial: [],
  facts: [],
  unroutedPorts: [],
  fronting: [],
  labels: {},
};

/** kube-proxy, for one Service: what it leads to is judged as a destination. */
function ofService(
  { namespace, name }: Pick<Extract<ServedBy, { readonly type: 'service' }>, 'namespace' | 'name'>,
  objects: Reader<WayInKinds>,
  context: WayInContext,
): WayIn {
  const found = objects.get('Service', namespace, name);
  if (found.type !== 'found') return NOWHERE;
  const service = found.object;
  const paths = portPaths(service, (port) => [port.port]);
  const way = serviceWay(service, paths, paths, objects, context.now);
  return {
    ...NOWHERE,
    addresses: way.addresses,
    hops: way.hops,
    judgement: decided(way.judgement),
    partial: partialOf(way.hops),
    facts: serviceFacts(service),
    fronting: [refOf(service)],
    namespace,
    ...changes([way]),
  };
}

interface World {
  readonly objects: Reader<WayInKinds>;
  readonly context: WayInContext;
}

type PodsServedBy = Extract<ServedBy, { readonly type: 'pods' | 'pods-of-service' }>;

function ofPods(seen: PodsSeen, servedBy: PodsServedBy, world: World): WayIn {
  const { objects, context } = world;
  const services = servicesOf(seen, objects);
  const fronts = frontsOf(services.filter(isWayIn), seen, servedBy, world);
  const pods = seen.pods.map((kube) => ({ kube, pod: context.podOf(kube) }));
  const podsHop = gatewayPodsHop(seen, pods, services);
  const hosts = hostPorts(seen.pods, servicePorts(services, seen, servedBy, objects), objects);
  const told = toldAddresses(servedBy, fronts, hosts.addresses, context);
  const [first] = seen.labelled;
  const addresses = [...fronts.flatMap((it) => it.way.addresses), ...hosts.addresses, ...told];
  const arrival = judgeArrival(fronts, addresses, services, objects);
  const before = [
    ...fronts.flatMap((it) => it.way.hops),
    ...toldHop(told),
    ...hosts.hops,
    ...(addresses.length === 0 ? services.map((it) => internalHop(it, [])) : []),
  ];
  return {
    addresses: uniqueBy(addresses, addressKey),
    hops: [...before, podsHop],
    gatewayPods: pods.map((it) => it.pod),
    judgement: worst([decided(arrival), decided(podsHop.judgement)].toSorted(reasonFirst)),
    partial: uniqueBy(
      [
        ...partialOf([...before, podsHop]),
        ...(arrival.health === 'unknown' ? reasons(arrival) : []),
      ],
      (it) => JSON.stringify(it),
    ),
    facts: fronts.flatMap((it) => serviceFacts(it.service)),
    unroutedPorts: fronts.flatMap((it) => it.unrouted),
    fronting: services.map(refOf),
    ...(first !== undefined && { namespace: first.namespace }),
    labels: first?.labels ?? seen.selector,
    ...serviceAccountOf(seen),
    ...changes(fronts.map((it) => it.way)),
  };
}

/** As whom the Pods speak in a mesh. */
function serviceAccountOf({ pods, workloads }: PodsSeen): Pick<WayIn, 'serviceAccount'> {
  const spec = pods[0]?.spec ?? workloads[0]?.spec.template.spec;
  return spec === undefined ? {} : { serviceAccount: spec.serviceAccountName ?? 'default' };
}

const reasonFirst = by<Judgement>((it) => (it.reason === undefined ? 1 : 0));

/** N2. Where no Pod and no template is known, those that pick nothing but such Pods. */
function servicesOf(seen: PodsSeen, objects: Reader<WayInKinds>): readonly Service[] {
  const picked = servicesThatPick(seen.labelled, objects);
  return picked.length === 0 && seen.labelled.length === 0
    ? servicesWithin(seen.selector, seen.namespace, objects)
    : picked;
}

interface Front {
  readonly service: Service;
  readonly way: ServiceWay;
  readonly unrouted: EntryPoint['unroutedPorts'];
}

function frontsOf(
  services: readonly Service[],
  seen: PodsSeen,
  servedBy: PodsServedBy,
  { objects, context }: World,
): readonly Front[] {
  return services.map((service) => {
    const paths = pathsOf(service, seen, servedBy, objects);
    const used = paths.filter((it) =>
      context.listeners.some(
        ({ port, transport }) => port === it.listener && transport === it.transport,
      ),
    );
    const usedPorts = new Set(used.map((it) => it.port.port));
    return {
      service,
      way: serviceWay(service, paths, used, objects, context.now),
      unrouted: service.spec.ports.flatMap(({ port, name }) =>
        port === undefined || usedPorts.has(port)
          ? []
          : [{ service: refOf(service), port, ...(name !== undefined && { name }) }],
      ),
    };
  });
}

const pathsOf = (
  service: Service,
  seen: PodsSeen,
  { ports }: PodsServedBy,
  objects: Reader<WayInKinds>,
): readonly PortPath[] =>
  portPaths(service, (port) => {
    if (ports === 'service-port') return [port.port];
    const targets = targetPorts(port, service, seen.pods, seen.workloads, objects);
    // A name that nothing resolves: most Services open the port that they lead to.
    return targets.length > 0 ? targets : [port.port];
  });

/** Which listener a port of the Pods leads to, where they are dialled past any Service (S9). */
function servicePorts(
  services: readonly Service[],
  seen: PodsSeen,
  { ports }: PodsServedBy,
  objects: Reader<WayInKinds>,
): ReadonlyMap<number, number> | 'same' {
  if (ports === 'target-port') return 'same';
  return new Map(
    services.flatMap((service) =>
      service.spec.ports.flatMap((port) =>
        targetPorts(port, service, seen.pods, seen.workloads, objects).flatMap((target) =>
          port.port === undefined ? [] : [[target, port.port] as const],
        ),
      ),
    ),
  );
}

function gatewayPodsHop(
  seen: PodsSeen,
  pods: readonly { readonly kube: KubePod; readonly pod: Pod }[],
  services: readonly Service[],
): Hop {
  const [workload] = seen.workloads;
  const hostNetwork =
    pods.some(({ kube }) => kube.spec.hostNetwork === true) ||
    seen.workloads.some((it) => it.spec.template.spec.hostNetwork === true);
  return {
    type: 'gateway-pods',
    name: nameOf(seen, services),
    ...(workload !== undefined && { workload: refOf(workload) }),
    selector: seen.selector,
    pods: pods.map((it) => it.pod),
    ...(hostNetwork && { hostNetwork: true }),
    judgement: judgePods(seen, pods),
  };
}

/** Addresses that the object itself tells, where no Service does. */
function toldAddresses(
  servedBy: PodsServedBy,
  fronts: readonly Front[],
  hosts: readonly Address[],
  { listeners }: WayInContext,
): readonly Address[] {
  if (servedBy.type !== 'pods' || servedBy.addresses === undefined) return [];
  const known = [...fronts.flatMap((it) => it.way.addresses), ...hosts];
  const hasOwn = known.some((it) => it.type !== 'node' && it.pending !== true);
  if (hasOwn) return [];
  return servedBy.addresses
    .filter((value) => known.every((it) => it.value !== value))
    .map((value): Address => ({
      type: 'loadBalancer',
      value,
      ports: listeners.map(({ port, transport }) => ({ port, transport, listener: port })),
      judgement: HEALTHY,
    }));
}

const toldHop = (addresses: readonly Address[], judgement: Judgement = HEALTHY): readonly Hop[] =>
  addresses.length === 0
    ? []
    : [
        {
          type: 'address',
          address: 'loadBalancer',
          values: addresses.map((it) => it.value),
          ports: [...new Set(addresses.flatMap((it) => it.ports.map(({ port }) => port)))],
          judgement,
        },
      ];

/** Ways in are parallel: broken where all are, degraded where one is. */
function judgeArrival(
  fronts: readonly Front[],
  addresses: readonly Address[],
  services: readonly Service[],
  objects: Reader<WayInKinds>,
): Judgement {
  const ways = fronts.map((it) => it.way.judgement);
  const broken = ways.find((it) => it.health === 'broken');
  if (broken !== undefined) {
    const others = addresses.some((it) => it.service === undefined && it.pending !== true);
    const all = ways.every((it) => it.health === 'broken') && !others;
    return all ? broken : { ...broken, health: 'degraded' };
  }
  if (addresses.length > 0) return worst(ways);
  const coverage = objects.coverage('Service');
  if (services.length === 0 && coverage.type === 'incomplete')
    return {
      health: 'unknown',
      reason: { type: 'unreadable', resource: 'services', because: coverage.reason },
    };
  return { health: 'healthy', reason: { type: 'internal-only' } };
}

function ofPodsOfService(
  servedBy: Extract<ServedBy, { readonly type: 'pods-of-service' }>,
  objects: Reader<WayInKinds>,
  context: WayInContext,
): WayIn {
  const found = objects.get('Service', servedBy.namespace, servedBy.name);
  switch (found.type) {
    case 'found': {
      const { selector } = found.object.spec;
      // S7: what is behind it was written by hand, and need not be a Pod.
      if (isEmpty(selector)) return ofService(servedBy, objects, context);
      const seen = podsBySelector(selector, namespaceOf(found.object), objects);
      return ofPods(seen, servedBy, { objects, context });
    }
    case 'absent':
      return ofController(servedBy.name, [], {
        ports: [],
        judgement: { health: 'broken', reason: { type: 'no-controller' } },
        context,
      });
    case 'unreadable':
      return ofController(servedBy.name, [], {
        ports: [],
        judgement: {
          health: 'unknown',
          reason: { type: 'unreadable', resource: 'services', because: found.reason },
        },
        context,
      });
  }
}

/** A controller without Pods here: outside of the cluster, or not found. */
function ofController(
  name: string,
  values: readonly string[],
  given: {
    readonly ports: readonly number[];
    readonly judgement: Judgement;
    readonly context: WayInContext;
  },
): WayIn {
  const { judgement, context } = given;
  const transports = new Map(context.listeners.map((it) => [it.port, it.transport]));
  const addresses = values.map((value): Address => ({
    type: 'loadBalancer',
    value,
    ports: [...new Set(given.ports)].map((port) => ({
      port,
      transport: transports.get(port) ?? 'tcp',
      listener: port,
    })),
    judgement: HEALTHY,
  }));
  return {
    ...NOWHERE,
    addresses,
    hops: [...toldHop(addresses), { type: 'controller', name, judgement }],
    judgement: decided(judgement),
    partial: partialOf([{ type: 'controller', name, judgement }]),
  };
}

const judgeExternal = ({
  addresses,
}: Extract<ServedBy, { readonly type: 'external' }>): Judgement =>
  addresses.length > 0 ? HEALTHY : { health: 'unknown', reason: { type: 'address-pending' } };

/** H2: what of the way in could not be read leaves the health of what was judged. */
const decided = (judgement: Judgement): Judgement => (isUnread(judgement) ? HEALTHY : judgement);

const isUnread = ({ health, reason }: Judgement): boolean =>
  health === 'unknown' && (reason?.type === 'unreadable' || reason?.type === 'not-running');

const partialOf = (hops: readonly Hop[]): readonly Reason[] =>
  hops.map((it) => it.judgement).flatMap((it) => (isUnread(it) ? reasons(it) : []));

const reasons = ({ reason }: Judgement): readonly Reason[] =>
  reason === undefined ? [] : [reason];

const addressKey = ({ type, value, service, ports }: Address): string =>
  [type, value, service === undefined ? '' : refKey(service), ports.map((it) => it.port)].join(' ');

function changes(ways: readonly ServiceWay[]): Pick<WayIn, 'nextChangeAt'> {
  const times = ways.flatMap((it) => (it.changesAt === undefined ? [] : [it.changesAt]));
  return times.length === 0 ? {} : { nextChangeAt: new Date(Math.min(...times)).toISOString() };
}
