import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import { hostTable } from '../../../match/host.ts';
import type { Caveat } from '../../../model/exposure.ts';
import type { RouteSeed, ServerSeed, VirtualHostSeed } from '../../provider.ts';
import type { Attachment } from './attach.ts';
import type { Front } from './filters.ts';
import { covers, isMoreSpecific } from './hosts.ts';
import { clientCertificateOf, type GatewayListener, shownName } from './listener.ts';
import type { AnyRoute, Gateway } from './objects.ts';
import type { Lowering } from './rules.ts';
import { frontOf, type Placed, seedsOf, type SeedsOf } from './seeds.ts';

/** A host of a listener with the routes that have it. */
interface HostPlan {
  readonly listener: GatewayListener;
  readonly host: string;
  readonly routes: readonly AnyRoute[];
  /** Routes of each wider host, most specific first: tried after. */
  readonly wider: readonly (readonly AnyRoute[])[];
}

export interface Http {
  /** By port. */
  readonly servers: ReadonlyMap<number, readonly ServerSeed[]>;
  /** Routes none of whose hosts is left, since more specific listeners have them all. */
  readonly shadowed: readonly AnyRoute[];
  readonly caveats: readonly Caveat[];
}

/** The servers of HTTP and HTTPS listeners with their virtual hosts and routes, in the order of G8. */
export function httpServers(
  gateway: Gateway,
  listeners: readonly GatewayListener[],
  attachments: readonly Attachment[],
  lowering: Lowering,
): Http {
  const byListener = groupBy(attachments, (it) => it.listener);
  const plans = [...groupBy(listeners, (it) => it.port).values()].flatMap((onPort) =>
    onPort.flatMap((it) => planListener(it, onPort, byListener.get(it) ?? [], lowering)),
  );
  const seeds = seedsOf(attachments, hostsByRoute(plans), lowering);
  const servers = new Map(
    [...groupBy(plansOrBare(listeners, plans), ({ listener }) => listener.port)].map(
      ([port, onPort]) => [port, serversOn(gateway, onPort, seeds, lowering)] as const,
    ),
  );
  const served = new Set(plans.flatMap((it) => it.routes));
  return {
    servers,
    shadowed: [...new Set(attachments.map((it) => it.route))].filter((it) => !served.has(it)),
    caveats: caveatsOf(listeners, plans, lowering),
  };
}

/**
 * G5: a host that a more specific listener of the port takes whole is not answered here. Where a wider listener would
 * answer in its place, a plain listener has its own host even without a route.
 */
function planListener(
  listener: GatewayListener,
  onPort: readonly GatewayListener[],
  attachments: readonly Attachment[],
  { controller }: Lowering,
): readonly HostPlan[] {
  const others = onPort.filter((it) => it !== listener && it.protocol === listener.protocol);
  const narrower = others.filter((it) => isMoreSpecific(it.host, listener.host));
  const byHost = new Map<string, AnyRoute[]>();
  for (const { route, hosts } of attachments)
    for (const host of hosts) {
      if (narrower.some((it) => covers(it.host, host))) continue;
      const known = byHost.get(host);
      if (known === undefined) byHost.set(host, [route]);
      else known.push(route);
    }
  const isolates = others.some((it) => covers(it.host, listener.host));
  if (isolates && listener.mode === 'none' && !byHost.has(listener.host))
    byHost.set(listener.host, []);
  const table = hostTable(byHost, 'any-labels');
  return [...byHost].map(([host, routes]) => ({
    listener,
    host,
    routes,
    wider: controller.hosts === 'all-that-match' ? widerRoutes(host, table) : [],
  }));
}

/** G8: the most specific host comes first, and the rules of wider ones after it. */
function widerRoutes(
  host: string,
  table: ReturnType<typeof hostTable<AnyRoute[]>>,
): readonly (readonly AnyRoute[])[] {
  const name = host.startsWith('*') ? `x${host.slice(1)}` : host;
  const first = table.find(name);
  const found = first === undefined ? [] : [first, ...table.others(name)];
  return found
    .filter(({ pattern }) => pattern !== host && covers(pattern, host))
    .map(({ value }) => value);
}

interface Bare {
  readonly listener: GatewayListener;
}

/** A listener without any host still takes connections. */
const plansOrBare = (
  listeners: readonly GatewayListener[],
  plans: readonly HostPlan[],
): readonly (HostPlan | Bare)[] => {
  const byListener = groupBy(plans, (it) => it.listener);
  return listeners.flatMap(
    (listener): readonly (HostPlan | Bare)[] => byListener.get(listener) ?? [{ listener }],
  );
};

function hostsByRoute(plans: readonly HostPlan[]): ReadonlyMap<AnyRoute, readonly string[]> {
  const result = new Map<AnyRoute, string[]>();
  for (const { host, routes } of plans)
    for (const route of routes) {
      const known = result.get(route);
      if (known === undefined) result.set(route, [host]);
      else if (!known.includes(host)) known.push(host);
    }
  return result;
}

/** Plain listeners of a port are one server, told apart by Host; with TLS each is one, told apart by SNI (G17). */
function serversOn(
  gateway: Gateway,
  onPort: readonly (HostPlan | Bare)[],
  seeds: SeedsOf,
  lowering: Lowering,
): readonly ServerSeed[] {
  const plain = onPort.filter(({ listener }) => listener.mode === 'none');
  const secure = groupBy(
    onPort.filter(({ listener }) => listener.mode !== 'none'),
    (it) => it.listener,
  );
  const [first] = plain;
  return [
    ...(first === undefined ? [] : [server(gateway, first.listener, plain, seeds, lowering)]),
    ...[...secure].map(([listener, plans]) => server(gateway, listener, plans, seeds, lowering)),
  ];
}

function server(
  gateway: Gateway,
  listener: GatewayListener,
  plans: readonly (HostPlan | Bare)[],
  seeds: SeedsOf,
  { entryPoint }: Lowering,
): ServerSeed {
  const clientCertificate = clientCertificateOf(listener, gateway);
  return {
    entryPoint,
    name: shownName(listener, gateway),
    tls: listener.mode,
    ...(clientCertificate !== undefined && { clientCertificate }),
    sni: listener.mode === 'none' ? [] : [listener.host],
    protocol: 'http',
    otherHostStatus: 421,
    wildcard: 'any-labels',
    otherwise: 404,
    virtualHosts: plans.flatMap((plan): readonly VirtualHostSeed[] =>
      'host' in plan
        ? [
            {
              host: plan.host,
              entryPoint,
              listener: shownName(plan.listener, gateway),
              routes: routesOf(plan, seeds),
            },
          ]
        : [],
    ),
  };
}

/** A route with a narrower and a wider host is tried once. */
const routesOf = ({ listener, routes, wider }: HostPlan, seeds: SeedsOf): readonly RouteSeed[] => [
  ...new Set([routes, ...wider].flatMap((it) => inOrder(it, frontOf(listener), seeds))),
];

const byPlace = by<Placed>((it) => it.place);

const inOrder = (routes: readonly AnyRoute[], front: Front, seeds: SeedsOf): readonly RouteSeed[] =>
  routes
    .flatMap((route) => seeds(route, front))
    .toSorted(byPlace)
    .map((it) => it.seed);

function caveatsOf(
  listeners: readonly GatewayListener[],
  plans: readonly HostPlan[],
  { controller }: Lowering,
): readonly Caveat[] {
  const overlap = listeners.some((it) =>
    listeners.some(
      (other) =>
        other !== it &&
        other.port === it.port &&
        other.protocol === it.protocol &&
        covers(other.host, it.host),
    ),
  );
  return [
    ...(overlap && controller.lacksIsolation ? [implementation('isolation')] : []),
    ...(plans.some((it) => it.wider.length > 0) ? [implementation('hostname-precedence')] : []),
  ];
}

const implementation = (what: 'isolation' | 'hostname-precedence'): Caveat => ({
  type: 'implementation',
  what,
});
