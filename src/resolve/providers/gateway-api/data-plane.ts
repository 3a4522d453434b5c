import { refOf } from '../../../inventory/read-object.ts';
import { groupBy } from '../../../lib/group.ts';
import type { Caveat, EntryPoint } from '../../../model/exposure.ts';
import { type Judgement, type NotAttached, worst } from '../../../model/health.ts';
import type {
  DataPlaneListenerSeed,
  DataPlaneSeed,
  RouteSeed,
  ServerSeed,
} from '../../provider.ts';
import { attach, type Naming } from './attach.ts';
import { type Controller, controllerOf } from './controller.ts';
import { hostsAsWritten } from './hosts.ts';
import { httpServers } from './http.ts';
import { istioPolicies } from './istio-policies.ts';
import { l4Servers } from './l4.ts';
import { type GatewayListener, serves, shownListener, transportOf } from './listener.ts';
import { listenersOf } from './listeners.ts';
import {
  type AnyRoute,
  type Gateway,
  gatewayKey,
  hostnamesOf,
  type ListenerSet,
  listenerSetKey,
  nameOf,
  namespaceOf,
  type Objects,
} from './objects.ts';
import { type Lowering, matchesOf, routeSeed, rulesOf } from './rules.ts';
import { filteredAway } from './seeds.ts';
import { servedBy } from './served-by.ts';
import { conditionJudgement, routeJudgement } from './status.ts';

/** G1: a Gateway is an entry point, and the proxy that serves it a data plane. */
export function dataPlane(
  gateway: Gateway,
  sets: readonly ListenerSet[],
  naming: (parent: string) => readonly Naming[],
  objects: Objects,
): DataPlaneSeed | undefined {
  const controller = controllerOf(gateway, objects);
  if (controller.inMesh) return undefined;
  const listeners = listenersOf(gateway, sets, controller, objects);
  const parents = [
    gatewayKey(namespaceOf(gateway), gateway.metadata.name),
    ...sets.map((set) => listenerSetKey(namespaceOf(set), set.metadata.name)),
  ];
  const attached = attach(listeners, naming, parents, controller, objects);
  const lowering: Lowering = {
    entryPoint: refOf(gateway),
    controller,
    objects,
    judgementOf: (route) => routeJudgement(route.object, attached.parentRefs.get(route) ?? []),
  };
  const open = listeners.filter(serves);
  const web = open.filter(({ protocol }) => protocol === 'HTTP' || protocol === 'HTTPS');
  const others = open.filter((it) => !web.includes(it));
  const on = groupBy(attached.attachments, ({ listener }) => web.includes(listener));
  const http = httpServers(gateway, web, on.get(true) ?? [], lowering);
  const l4 = l4Servers(gateway, others, on.get(false) ?? [], lowering);
  const idle = new Map<AnyRoute, NotAttached>([
    ...attached.idle,
    ...l4.idle,
    ...http.shadowed.map((route) => [route, 'more-specific-listener'] as const),
  ]);
  const judgement = gatewayJudgement(gateway, controller);
  const className = gateway.spec.gatewayClassName;
  const { creationTimestamp } = gateway.metadata;
  const serving = servedBy(gateway, controller, objects);
  const { caveats: ofPolicies, ...policies } = istioPolicies(gateway, serving, controller, objects);
  const caveats = [...http.caveats, ...sharedProxy(gateway, controller, objects), ...ofPolicies];
  return {
    id: `gateway-api/${nameOf(gateway)}`,
    name: nameOf(gateway),
    proxy: controller.proxy,
    ...(controller.paths !== undefined && { paths: controller.paths }),
    servedBy: serving,
    ...policies,
    listeners: ports(open, (listener) =>
      web.includes(listener) ? http.servers.get(listener.port) : l4.servers.get(listener),
    ),
    entryPoints: [
      {
        object: refOf(gateway),
        ...(className !== undefined && { className }),
        listeners: listeners.map((it) => shownListener(it, gateway)),
        idleRoutes: [
          ...idleSeeds(idle, lowering),
          ...incompatible(attached.parentRefs.keys(), idle, lowering),
        ],
        ...(judgement !== undefined && { judgement }),
        partial: unreadCertificates(listeners),
        ...(creationTimestamp !== undefined && { created: creationTimestamp }),
      },
    ],
    ...(caveats.length > 0 && { caveats }),
  };
}

/** The servers of each port. Those of plain HTTP are given once for all listeners of the port. */
function ports(
  listeners: readonly GatewayListener[],
  serversOf: (listener: GatewayListener) => readonly ServerSeed[] | undefined,
): readonly DataPlaneListenerSeed[] {
  const byPort = groupBy(listeners, (it) => `${transportOf(it)} ${it.port}`);
  return [...byPort.values()].flatMap((onPort) => {
    const [first] = onPort;
    if (first === undefined) return [];
    const servers = new Set(onPort.flatMap((it) => serversOf(it) ?? []));
    return [{ port: first.port, transport: transportOf(first), servers: [...servers] }];
  });
}

/** G6. What the class lacks comes first, since all else follows from it. */
function gatewayJudgement(gateway: Gateway, controller: Controller): Judgement | undefined {
  const own = conditionJudgement(gateway, gateway.status.conditions, ['Accepted', 'Programmed']);
  const all = [controller.judgement, own].filter((it) => it !== undefined);
  return all.length === 0 ? undefined : worst(all);
}

/** Routes without a listener: shown, and never tried. */
const idleSeeds = (
  idle: ReadonlyMap<AnyRoute, NotAttached>,
  lowering: Lowering,
): readonly RouteSeed[] =>
  [...idle].flatMap(([route, because]) =>
    rulesOf(route).map((_, index) => idleSeed(route, index, because, lowering)),
  );

const incompatible = (
  routes: Iterable<AnyRoute>,
  idle: ReadonlyMap<AnyRoute, NotAttached>,
  lowering: Lowering,
): readonly RouteSeed[] =>
  [...routes]
    .filter((route) => !idle.has(route))
    .flatMap((route) =>
      rulesOf(route).flatMap((rule, index) =>
        filteredAway(rule) ? [idleSeed(route, index, 'incompatible-filters', lowering)] : [],
      ),
    );

function idleSeed(
  route: AnyRoute,
  index: number,
  because: NotAttached,
  lowering: Lowering,
): RouteSeed {
  const rule = rulesOf(route)[index];
  if (rule === undefined) throw new Error(`no rule ${index} in ${nameOf(route.object)}`);
  return routeSeed(
    {
      route,
      rule,
      index,
      matches: matchesOf(rule),
      hosts: hostsAsWritten(hostnamesOf(route)),
      judgement: { health: healthOf(because), reason: { type: 'not-attached', because } },
    },
    { port: 80, scheme: 'http' },
    lowering,
  );
}

/** G16: a route that an older one displaces is accepted all the same, and nothing is wrong with the path. */
function healthOf(because: NotAttached): Judgement['health'] {
  switch (because) {
    case 'older-route-wins':
    case 'more-specific-listener':
      return 'idle';
    case 'no-matching-parent':
    case 'not-allowed-by-listeners':
    case 'no-matching-listener-hostname':
    case 'listener-not-served':
    case 'listener-set-not-allowed':
    case 'hostname-conflict':
    case 'incompatible-filters':
    case 'no-common-host':
    case 'not-exported':
    case 'no-match-left':
    case 'http-section':
    case 'tls-section':
    case 'tcp-section':
    case 'earlier-rule-wins':
    case 'path-taken':
    case 'refused-by-controller':
    case 'canary-without-main':
    case 'canary-second':
    case 'canary-of-main-service':
    case 'canary-service':
      return 'broken';
  }
}

/** H2: what is not read of Secrets does not decide. */
const unreadCertificates = (listeners: readonly GatewayListener[]): EntryPoint['partial'] => {
  const unread = listeners.find(({ certificate }) => certificate.type === 'unreadable');
  return unread?.certificate.type === 'unreadable'
    ? [{ type: 'unreadable', resource: 'secrets', because: unread.certificate.because }]
    : [];
};

/** Several Gateways on one proxy: their listeners are merged there, and here each is taken for itself. */
function sharedProxy(gateway: Gateway, { proxy }: Controller, objects: Objects): readonly Caveat[] {
  const { gatewayClassName: className, addresses } = gateway.spec;
  if (className === undefined) return [];
  const merged =
    proxy === 'envoy' &&
    objects.select('Pod', { 'gateway.envoyproxy.io/owning-gatewayclass': className }).length > 0;
  const [{ value } = {}] = addresses;
  const sharesAddress =
    value !== undefined &&
    objects
      .list('Gateway.gateway.networking.k8s.io')
      .some((it) => it !== gateway && it.spec.addresses.some((other) => other.value === value));
  return merged || sharesAddress ? [{ type: 'implementation', what: 'shared-proxy' }] : [];
}
