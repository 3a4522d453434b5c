import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import { hostTable } from '../../../match/host.ts';
import type { Caveat } from '../../../model/exposure.ts';
import type { RouteSeed, ServerSeed, VirtualHostSeed } from '../../provider.ts';
import type { Attachment } from './attach.ts';
import { type Front, filtered, needsFront } from './filters.ts';
import { covers, isMoreSpecific } from './hosts.ts';
import { clientCertificateOf, type GatewayListener, shownName } from './listeners.ts';
import { grpcMatches, httpMatches } from './matches.ts';
import { type AnyRoute, createdOf, type Gateway, nameOf } from './objects.ts';
import { grpcWeights, httpWeights, type Precedence, precedence } from './order.ts';
import { type AnyRule, type Lowering, matchesOf, routeSeed, rulesOf } from './rules.ts';

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
  const seeds = seedsOf(plans, attachments, lowering);
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

/** The seeds of a route on one front, with their place among all. */
type SeedsOf = (route: AnyRoute, front: Front) => readonly Placed[];

interface Placed {
  readonly place: number;
  readonly seed: RouteSeed;
}

interface Unit extends Precedence {
  readonly route: AnyRoute;
  readonly rules: AnyRule;
}

/**
 * All matches of all rules, in the order of G8. Matches of one rule that follow each other are one route; a rule whose
 * matches stand apart becomes several, each in its place.
 */
function seedsOf(
  plans: readonly HostPlan[],
  attachments: readonly Attachment[],
  lowering: Lowering,
): SeedsOf {
  const routes = [...new Set(attachments.map((it) => it.route))];
  const units = routes.flatMap((route) => unitsOf(route, lowering)).toSorted(precedence);
  const hosts = hostsByRoute(plans);
  const assumed = new Set(attachments.filter((it) => it.assumed === true).map((it) => it.route));
  const parts = groupBy(partsOf(units), (it) => it.route);
  const fronts = new Map(plans.map(({ listener }) => [listener.port, frontOf(listener)]));
  const made = new Map<string, RouteSeed>();
  return (route, front) =>
    (parts.get(route) ?? []).map((part) => {
      const special = fronts.size > 1 && redirects(part, lowering);
      const variant = `${part.part === 0 ? '' : `.${part.part}`}${special ? `@${front.port}` : ''}`;
      const key = `${part.place} ${variant}`;
      const seed =
        made.get(key) ??
        routeSeed(
          {
            route,
            rule: part.rule,
            index: part.index,
            matches: part.matches.flatMap((it) => matchesOf(part.rule)[it] ?? []),
            hosts: hosts.get(route) ?? [],
            variant,
            ...(assumed.has(route) && { caveats: [NAMESPACE_LABELS] }),
          },
          front,
          lowering,
        );
      made.set(key, seed);
      return { place: part.place, seed };
    });
}

const NAMESPACE_LABELS: Caveat = { type: 'assumed', what: 'namespace labels' };

const frontOf = ({ port, mode }: GatewayListener): Front => ({
  port,
  scheme: mode === 'none' ? 'http' : 'https',
});

function unitsOf(route: AnyRoute, { controller }: Lowering): readonly Unit[] {
  const common = { route, created: createdOf(route.object), object: nameOf(route.object) };
  return rulesOf(route).flatMap((rules, rule): readonly Unit[] => {
    if (filteredAway(rules)) return [];
    switch (rules.type) {
      case 'http':
        return httpMatches(rules.rule.matches).map((it, match) => ({
          ...common,
          ...httpWeights(it, controller),
          rules,
          rule,
          match,
        }));
      case 'grpc':
        return grpcMatches(rules.rule.matches).map((it, match) => ({
          ...common,
          ...grpcWeights(it),
          rules,
          rule,
          match,
        }));
      case 'l4':
        return [];
    }
  });
}

/** G12: redirect and rewrite do not go together; such a rule is dropped, and the others stay. */
export const filteredAway = (rule: AnyRule): boolean =>
  rule.type === 'http' &&
  rule.rule.filters.some((it) => it.requestRedirect !== undefined) &&
  rule.rule.filters.some((it) => it.urlRewrite !== undefined);

interface Part {
  readonly route: AnyRoute;
  readonly rule: AnyRule;
  readonly index: number;
  /** Which of the parts of its rule it is, from 0. */
  readonly part: number;
  readonly place: number;
  readonly matches: readonly number[];
}

function partsOf(units: readonly Unit[]): readonly Part[] {
  const parts: (Omit<Part, 'matches'> & { readonly matches: number[] })[] = [];
  const count = new Map<AnyRule, number>();
  for (const { route, rules, rule, match } of units) {
    const last = parts.at(-1);
    if (last?.rule === rules) last.matches.push(match);
    else {
      const part = count.get(rules) ?? 0;
      count.set(rules, part + 1);
      const place = parts.length;
      parts.push({ route, rule: rules, index: rule, part, place, matches: [match] });
    }
  }
  return parts;
}

/** Whether the rule is another one on another port. */
function redirects({ route, rule }: Part, { objects }: Lowering): boolean {
  if (rule.type !== 'http') return false;
  const all = [rule.rule.filters, ...rule.rule.backendRefs.map((it) => it.filters)];
  return all.some((filters) => {
    const { redirect } = filtered(route, filters, objects);
    return redirect !== undefined && needsFront(redirect);
  });
}

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
