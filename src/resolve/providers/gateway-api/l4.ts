import { groupBy } from '../../../lib/group.ts';
import type { RouteSeed, ServerSeed } from '../../provider.ts';
import { type Attachment, oldestFirst } from './attach.ts';
import { covers, isMoreSpecific } from './hosts.ts';
import { clientCertificateOf, type GatewayListener, shownName } from './listener.ts';
import type { AnyRoute, Gateway } from './objects.ts';
import { type Lowering, routeSeed, rulesOf } from './rules.ts';

export interface L4 {
  readonly servers: ReadonlyMap<GatewayListener, readonly ServerSeed[]>;
  /** Routes that an older one, or a more specific listener, leaves nothing. */
  readonly idle: ReadonlyMap<AnyRoute, 'older-route-wins' | 'more-specific-listener'>;
}

/** The servers of TLS, TCP and UDP listeners. */
export function l4Servers(
  gateway: Gateway,
  listeners: readonly GatewayListener[],
  attachments: readonly Attachment[],
  lowering: Lowering,
): L4 {
  const byListener = groupBy(attachments, (it) => it.listener);
  const chosen = listeners.map((listener) => ({
    listener,
    names: namesOf(listener, listeners, (byListener.get(listener) ?? []).toSorted(oldestFirst)),
  }));
  const hosts = hostsByRoute(chosen.flatMap(({ names }) => names));
  const made = new Map<AnyRoute, RouteSeed | undefined>();
  const seedOf = (route: AnyRoute): RouteSeed | undefined => {
    if (!made.has(route)) made.set(route, seed(route, hosts.get(route) ?? [], lowering));
    return made.get(route);
  };
  const servers = chosen.map(
    ({ listener, names }) =>
      [listener, serversOf(gateway, listener, names, { seedOf, lowering })] as const,
  );
  return {
    servers: new Map(servers),
    idle: new Map(
      attachments
        .filter(({ route }) => !hosts.has(route))
        .map(({ route, listener }) => [route, idleBecause(listener, attachments)] as const),
    ),
  };
}

interface Name {
  readonly host: string;
  /** None: a connection with this name is closed. */
  readonly route?: AnyRoute;
}

/**
 * G15, G16: which route has which name; the oldest has it alone. A name that a more specific listener takes is not
 * answered here, and a listener closes what only a wider one has a route for (G5).
 */
function namesOf(
  listener: GatewayListener,
  listeners: readonly GatewayListener[],
  attachments: readonly Attachment[],
): readonly Name[] {
  const others = listeners.filter(
    (it) => it !== listener && it.port === listener.port && it.protocol === listener.protocol,
  );
  const narrower = others.filter((it) => isMoreSpecific(it.host, listener.host));
  const byHost = new Map<string, AnyRoute>();
  for (const { route, hosts } of attachments)
    for (const host of hosts)
      if (!byHost.has(host) && !narrower.some((it) => covers(it.host, host)))
        byHost.set(host, route);
  const names = [...byHost].map(([host, route]): Name => ({ host, route }));
  return byHost.has(listener.host) ? names : [...names, { host: listener.host }];
}

function hostsByRoute(names: readonly Name[]): ReadonlyMap<AnyRoute, readonly string[]> {
  const result = new Map<AnyRoute, readonly string[]>();
  for (const { host, route } of names)
    if (route !== undefined) result.set(route, [...new Set([...(result.get(route) ?? []), host])]);
  return result;
}

const idleBecause = (
  listener: GatewayListener,
  attachments: readonly Attachment[],
): 'older-route-wins' | 'more-specific-listener' =>
  attachments.filter((it) => it.listener === listener).length > 1
    ? 'older-route-wins'
    : 'more-specific-listener';

/** The first rule counts: there is nothing to choose by. */
function seed(
  route: AnyRoute,
  hosts: readonly string[],
  lowering: Lowering,
): RouteSeed | undefined {
  const [rule] = rulesOf(route);
  return rule === undefined
    ? undefined
    : routeSeed({ route, rule, index: 0, matches: [], hosts }, undefined, lowering);
}

/** Names are told apart by SNI, so each has a server of its own; without TLS the port is all there is. */
function serversOf(
  gateway: Gateway,
  listener: GatewayListener,
  names: readonly Name[],
  {
    seedOf,
    lowering,
  }: {
    readonly seedOf: (route: AnyRoute) => RouteSeed | undefined;
    readonly lowering: Lowering;
  },
): readonly ServerSeed[] {
  const { entryPoint } = lowering;
  const clientCertificate = clientCertificateOf(listener, gateway);
  return [...groupBy(names, (it) => it.route)].map(([route, of]): ServerSeed => {
    const found = route === undefined ? undefined : seedOf(route);
    return {
      entryPoint,
      name: shownName(listener, gateway),
      tls: listener.mode,
      ...(clientCertificate !== undefined && { clientCertificate }),
      sni: listener.mode === 'none' ? [] : of.map((it) => it.host),
      protocol: listener.protocol === 'UDP' ? 'udp' : 'tcp',
      otherHostStatus: 421,
      wildcard: 'any-labels',
      otherwise: 404,
      virtualHosts:
        found === undefined
          ? []
          : of.map(({ host }) => ({
              host,
              entryPoint,
              listener: shownName(listener, gateway),
              routes: [found],
            })),
    };
  });
}
