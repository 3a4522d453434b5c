import type { Inventory } from '../inventory/inventory.ts';
import { finished } from '../lib/finished.ts';
import { once } from '../lib/once.ts';
import { by } from '../lib/order.ts';
import type {
  DataPlane,
  EntryPoint,
  EntryPointId,
  Exposure,
  Listener,
  Pod,
  Route,
  VirtualHost,
} from '../model/exposure.ts';
import { dataPlaneId, entryPointId } from '../model/exposure.ts';
import { HEALTHY, type Judgement } from '../model/health.ts';
import { type ObjectRef, refKey } from '../model/object-ref.ts';
import { type BackendContext, settleDestinations } from './backend.ts';
import { Grace } from './grace.ts';
import { judgeEntryPoint } from './health/entry-point.ts';
import { briefMemory, type Memory } from './memory.ts';
import { PodViews } from './pod-views.ts';
import { hasMesh, podsOf, type SeenOf } from './pods.ts';
import type {
  DataPlaneSeed,
  EntryPointSeed,
  PolicyContext,
  PreparedPolicy,
  RouteSeed,
  VirtualHostSeed,
} from './provider.ts';
import { POLICIES, PROVIDERS } from './registry.ts';
import { type RouteContext, routesOf } from './routes.ts';
import { unreadIn, withoutRules, withUnreadProxy } from './unread.ts';
import { type WayIn, wayIn } from './way-in.ts';

/**
 * Objects → everything that can be reached from outside, and how. Pure: the same objects at the same time give the
 * same exposure, in whatever order they came. `now` in epoch milliseconds.
 */
export const resolve = (
  objects: Inventory,
  now: number,
  unsupported: Exposure['unsupported'] = [],
): Exposure => finished(resolving({ objects, now, unsupported, memory: briefMemory(objects) }));

export interface Resolution {
  readonly objects: Inventory;
  readonly now: number;
  readonly unsupported: Exposure['unsupported'];
  /** Of the resolution before this one: what no change has reached is taken from it. */
  readonly memory: Memory;
  /** What somebody who watched a Pod knows of it (H5, P16). It changes with the Pod alone. */
  readonly seenOf?: SeenOf;
  /**
   * Rules are worked out when they are first looked at, which must be before the next state begins: for whoever asks
   * about one request, and looks at few of thousands.
   */
  readonly isLazy?: boolean;
}

/** The same in small steps, between which whoever asks for them may do something else. */
export function* resolving(given: Resolution): Generator<undefined, Exposure> {
  const { now, memory } = given;
  const isMesh = hasMesh(given.objects);
  yield* memory.begin(given.objects, now, isMesh);
  const objects = memory.reader;
  const grace = new Grace(now, (time) => memory.waitsUntil(time));
  const views = memory.remember('views', PodViews, () => new PodViews());
  const pods = podsOf(objects, grace, isMesh, views, given.seenOf);
  // What is looked at later is kept for this state and no other.
  const kept = given.isLazy === true ? briefMemory(given.objects) : memory;
  const backends: BackendContext = { objects: kept.reader, pods, memory: kept };
  const policies = (): readonly PreparedPolicy[] =>
    POLICIES.map((it) => kept.remember('policy', it, () => it.prepare(kept.reader, kept)));

  // 1. Every provider's data planes: entry points and all their rules, in the order tried.
  const seeds: Omit<Plane, 'way'>[] = [];
  for (const provider of PROVIDERS) {
    const { name } = provider;
    const own = yield* memory.rememberInSteps('provider', name, () =>
      provider.dataPlanes(memory.layout, memory),
    );
    for (const seed of own) seeds.push({ provider: name, seed });
    yield;
  }
  // 2. Their way in: addresses, node ports, Services, gateway Pods.
  const ways: Plane[] = [];
  for (const { provider, seed } of seeds) {
    const way = memory.remember('way', seed, () => wayOf(seed, { objects, pods, now, memory }));
    ways.push({ provider, seed, way });
    yield;
  }
  const unread = unreadIn(given.objects);
  const open = withoutFronts(ways);
  const planes = withIds(
    unread.length === 0
      ? open
      : open.map((it) => ({
          ...it,
          seed: memory.remember('unread', it.seed, () => withUnreadProxy(it.seed, memory.layout)),
        })),
  );
  // 3. Each backendRef → target → endpoints → Pods, policies applied, health from the leaves up.
  yield* settleDestinations(backends);
  const resolved: ResolvedPlane[] = [];
  for (const plane of planes)
    resolved.push(
      given.isLazy === true
        ? planeWhenAsked(plane, { backends, policies, memory: kept })
        : yield* resolvingPlane(plane, { backends, policies, memory }),
    );
  const nextChange = memory.end();
  return {
    dataPlanes: resolved.map((it) => it.dataPlane).toSorted(by((it) => it.id)),
    entryPoints: resolved.flatMap((it) => it.entryPoints).toSorted(by((it) => it.id)),
    unread,
    unsupported: given.unsupported,
    ...(nextChange !== undefined && { nextChangeAt: new Date(nextChange).toISOString() }),
  };
}

interface ResolvedPlane {
  readonly dataPlane: DataPlane;
  readonly entryPoints: readonly EntryPoint[];
}

/** Of a large one only what changed is made anew: first its rules, then the virtual hosts that they stand in. */
function* resolvingPlane(
  plane: IdentifiedPlane,
  { backends, policies, memory }: Pick<RouteContext, 'backends' | 'policies' | 'memory'>,
): Generator<undefined, ResolvedPlane> {
  const { seed, idOf } = plane;
  const from = senderOf(plane, memory);
  const key = JSON.stringify([seed.entryPoints.map(({ object }) => idOf(object)), from]);
  const hostRole = `virtual host ${key}`;
  const route = routesOf({ backends, policies, idOf, from, memory });
  const virtualHost = (it: VirtualHostSeed): VirtualHost =>
    memory.remember(hostRole, it, () => virtualHostOf(it, idOf, route));
  if (!memory.knows(`plane ${key}`, seed))
    for (const it of virtualHostsIn(seed)) {
      if (!memory.knows(hostRole, it)) yield* each(it.routes, route);
      virtualHost(it);
      yield;
    }
  const dataPlane = memory.remember(`plane ${key}`, seed, () => dataPlaneOf(plane, virtualHost));
  yield;
  const rules = memory.remember('rules', seed, () => rulesByEntryPoint(seed));
  const entryPoints: EntryPoint[] = [];
  for (const it of seed.entryPoints) {
    const own = rulesOf(it, rules);
    if (!memory.knows(`entry point ${key}`, it)) yield* each(own, route);
    entryPoints.push(
      memory.remember(`entry point ${key}`, it, () => {
        const way = wayUsed(plane, memory);
        const made = entryPointOf(it, { ...plane, way }, memory, () => own.map(route));
        return { ...made, routes: made.routes(), judgement: made.judgement() };
      }),
    );
    yield;
  }
  return { dataPlane, entryPoints };
}

/** The same, each rule when it is first looked at. */
function planeWhenAsked(
  plane: IdentifiedPlane,
  { backends, policies, memory }: Pick<RouteContext, 'backends' | 'policies' | 'memory'>,
): ResolvedPlane {
  const { seed, idOf } = plane;
  const from = senderOf(plane, memory);
  const route = routesOf({ backends, policies, idOf, from, memory });
  const hosts = new Map<VirtualHostSeed, VirtualHost>();
  const virtualHost = (it: VirtualHostSeed): VirtualHost => {
    const host = hosts.get(it) ?? virtualHostWhenAsked(it, idOf, route);
    hosts.set(it, host);
    return host;
  };
  const rules = once(() => rulesByEntryPoint(seed));
  const entryPoints = seed.entryPoints.map((it): EntryPoint => {
    const { routes, judgement, ...entryPoint } = entryPointOf(it, plane, memory, () =>
      rulesOf(it, rules()).map(route),
    );
    return {
      ...entryPoint,
      get routes() {
        return routes();
      },
      get judgement() {
        return judgement();
      },
    };
  });
  return { dataPlane: dataPlaneOf(plane, virtualHost), entryPoints };
}

function* each<T>(values: readonly T[], make: (value: T) => unknown): Generator<undefined, void> {
  for (const it of values) {
    make(it);
    yield;
  }
}

function wayOf(
  seed: DataPlaneSeed,
  {
    objects,
    pods,
    now,
    memory,
  }: Pick<BackendContext, 'pods'> &
    Pick<Resolution, 'now' | 'memory'> & { objects: Memory['reader'] },
): WayIn {
  const way = wayIn(seed.servedBy, objects, {
    now,
    podOf: (pod) => pods.view(pod, { rotation: 'unknown', publishesNotReady: false }),
    listeners: listeningPorts(seed),
  });
  if (way.nextChangeAt !== undefined) memory.waitsUntil(Date.parse(way.nextChangeAt));
  return way;
}

/** Whom policies see sending the data plane's requests on. */
function senderOf({ provider, seed, way }: Plane, memory: Memory): PolicyContext {
  const { proxy, servedBy } = seed;
  const namespace = way.namespace ?? (servedBy.type === 'pods' ? servedBy.namespace : undefined);
  return {
    provider,
    proxy,
    labels: way.labels,
    ...(way.serviceAccount !== undefined && { serviceAccount: way.serviceAccount }),
    ...(namespace !== undefined && { namespace }),
    nodes: () =>
      wayUsed({ seed, way }, memory)
        .gatewayPods.filter(serves)
        .flatMap((it) => it.node ?? []),
  };
}

/** The way in, of which what is being made is made. */
const wayUsed = ({ seed, way }: Pick<Plane, 'seed' | 'way'>, memory: Memory): WayIn =>
  memory.remember('way', seed, () => way);

const serves = ({ judgement: { health } }: Pod): boolean =>
  health === 'healthy' || health === 'degraded';

function* virtualHostsIn({ listeners }: DataPlaneSeed): Iterable<VirtualHostSeed> {
  for (const { servers } of listeners) for (const { virtualHosts } of servers) yield* virtualHosts;
}

interface Plane {
  readonly provider: string;
  readonly seed: DataPlaneSeed;
  readonly way: WayIn;
}

interface IdentifiedPlane extends Plane {
  readonly idOf: (object: ObjectRef) => EntryPointId;
}

/** An object that several data planes serve (an Istio Gateway may pick two workloads) is an entry point of each. */
function withIds(planes: readonly Plane[]): readonly IdentifiedPlane[] {
  const count = new Map<string, number>();
  for (const { seed } of planes)
    for (const { object } of seed.entryPoints)
      count.set(refKey(object), (count.get(refKey(object)) ?? 0) + 1);
  return planes.map((plane) => ({
    ...plane,
    idOf: (object) =>
      entryPointId(object, (count.get(refKey(object)) ?? 0) > 1 ? plane.seed.id : undefined),
  }));
}

/** S1a: a Service in front of another data plane is a hop of it, and not a way in a second time. */
function withoutFronts(planes: readonly Plane[]): readonly Plane[] {
  const fronts = new Set(
    planes
      .filter(({ seed }) => seed.servedBy.type !== 'service' && seed.entryPoints.length > 0)
      .flatMap(({ way }) => way.fronting.map(refKey)),
  );
  return planes.filter(
    ({ seed }) =>
      seed.servedBy.type !== 'service' ||
      !seed.entryPoints.some(({ object }) => fronts.has(refKey(object))),
  );
}

function listeningPorts({ listeners, entryPoints }: DataPlaneSeed) {
  const served = listeners.map(({ port, transport }) => ({ port, transport }));
  const declared = entryPoints.flatMap((it) =>
    it.listeners.flatMap(({ dataPlanePort, protocol }) =>
      dataPlanePort === undefined
        ? []
        : [
            {
              port: dataPlanePort,
              transport: protocol === 'UDP' ? ('udp' as const) : ('tcp' as const),
            },
          ],
    ),
  );
  return [...served, ...declared];
}

function dataPlaneOf(
  { seed, idOf }: IdentifiedPlane,
  virtualHost: (seed: VirtualHostSeed) => VirtualHost,
): DataPlane {
  return {
    id: dataPlaneId(seed.id),
    name: seed.name,
    proxy: seed.proxy,
    listeners: seed.listeners.map(({ servers, ...listener }) => ({
      ...listener,
      servers: servers.map(({ virtualHosts, entryPoint, ...server }) => ({
        ...server,
        entryPoint: idOf(entryPoint),
        virtualHosts: virtualHosts.map(virtualHost),
      })),
    })),
    ...(seed.paths !== undefined && { paths: seed.paths }),
    caveats: seed.caveats ?? [],
    ...(seed.authorization !== undefined && { authorization: seed.authorization }),
    ...(seed.authentication !== undefined && { authentication: seed.authentication }),
  };
}

const virtualHostOf = (
  { routes, entryPoint, ...virtualHost }: VirtualHostSeed,
  idOf: IdentifiedPlane['idOf'],
  route: (seed: RouteSeed) => Route,
): VirtualHost => ({ ...virtualHost, entryPoint: idOf(entryPoint), routes: routes.map(route) });

function virtualHostWhenAsked(
  { routes: seeds, entryPoint, ...virtualHost }: VirtualHostSeed,
  idOf: IdentifiedPlane['idOf'],
  route: (seed: RouteSeed) => Route,
): VirtualHost {
  const routes = once(() => seeds.map(route));
  return {
    ...virtualHost,
    entryPoint: idOf(entryPoint),
    get routes() {
      return routes();
    },
  };
}

/** Its rules, and how it is with them, are made when they are asked for. */
function entryPointOf(
  seed: EntryPointSeed,
  { provider, seed: plane, way, idOf }: IdentifiedPlane,
  { reader }: Memory,
  makeRoutes: () => readonly Route[],
) {
  const listeners = seed.listeners.map((it) => listenerOf(it, way));
  const routes = once(makeRoutes);
  const judgement = once((): Judgement => {
    const said =
      seed.judgement ?? (routes().length === 0 ? withoutRules(provider, reader) : undefined);
    return judgeEntryPoint({
      wayIn: way.judgement,
      ...(said !== undefined && { own: said }),
      listeners,
      routes: routes(),
    });
  });
  return {
    id: idOf(seed.object),
    provider,
    object: seed.object,
    dataPlane: dataPlaneId(plane.id),
    ...(seed.className !== undefined && { className: seed.className }),
    listeners,
    addresses: way.addresses,
    wayIn: way.hops,
    routes,
    judgement,
    partial: [...way.partial, ...(seed.partial ?? [])],
    facts: [...way.facts, ...(seed.facts ?? [])],
    unroutedPorts: way.unroutedPorts,
    ...(seed.created !== undefined && { created: seed.created }),
  };
}

const rulesOf = (
  { object, idleRoutes = [] }: EntryPointSeed,
  rules: ReturnType<typeof rulesByEntryPoint>,
): readonly RouteSeed[] => [...(rules.get(refKey(object)) ?? []), ...idleRoutes];

/** All the data plane's rules by the entry point that they stand in, each once, in the order tried. */
function rulesByEntryPoint(seed: DataPlaneSeed): ReadonlyMap<string, ReadonlySet<RouteSeed>> {
  const rules = new Map<string, Set<RouteSeed>>();
  for (const { routes } of virtualHostsIn(seed))
    for (const it of routes) {
      const key = refKey(it.entryPoint);
      const own = rules.get(key) ?? new Set();
      rules.set(key, own.add(it));
    }
  return rules;
}

/** A listener that no Service exposes cannot be reached from outside (N3), where something else can be. */
function listenerOf(seed: EntryPointSeed['listeners'][number], way: WayIn): Listener {
  const judgement = seed.judgement ?? HEALTHY;
  const { dataPlanePort } = seed;
  const exposed =
    dataPlanePort === undefined ||
    way.addresses.length === 0 ||
    way.addresses.some((it) => it.ports.some(({ listener }) => listener === dataPlanePort));
  return {
    ...seed,
    judgement: exposed
      ? judgement
      : { health: 'broken', reason: { type: 'not-exposed', port: seed.port } },
  };
}
