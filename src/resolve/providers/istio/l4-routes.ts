import type { VirtualService } from '../../../inventory/kinds.ts';
import type { Match } from '../../../model/match.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { ActionSeed, RouteSeed, ServerSeed } from '../../provider.ts';
import { lowerDestinations } from './destinations.ts';
import { hostsForNamespace, overlap } from './host-names.ts';
import type { RuleName } from './rules.ts';
import type { BoundService, ServerSource } from './source.ts';
import type { PlaneContext } from './virtual-hosts.ts';

type TcpRule = VirtualService['spec']['tcp'][number];
type TlsRule = VirtualService['spec']['tls'][number];
type L4Match = TcpRule['match'][number];

/** N23: the first rule that fits, of the first VirtualService that has one, takes the whole server. */
export function tcpRoute(server: ServerSource, context: PlaneContext): RouteSeed | undefined {
  for (const service of servicesFor(server, context)) {
    const index = service.tcp.findIndex(
      ({ match, route }) =>
        route.length > 0 && (match.length === 0 || match.some((it) => fits(it, server))),
    );
    const rule = service.tcp[index];
    if (rule === undefined) continue;
    const left = rule.match.filter((it) => fits(it, server));
    return l4Route({ service, section: 'tcp', index, rule }, server, context, left.map(lowerL4));
  }
  return undefined;
}

/** N23: each fitting match takes its names as written; one with a name that is taken already is dropped whole. */
export function passthroughServers(
  server: ServerSource,
  context: PlaneContext,
  taken: Map<string, string>,
): readonly Pick<ServerSeed, 'sni' | 'virtualHosts'>[] {
  return servicesFor(server, context).flatMap((service) =>
    service.tls.flatMap((rule, index) => {
      if (rule.route.length === 0) return [];
      const left = rule.match.filter(
        (it) => fits(it, server) && isFree(it.sniHosts, server.bind, taken),
      );
      if (left.length === 0) return [];
      const place = { service, section: 'tls', index, rule } as const;
      const route = l4Route(place, server, context, left.map(lowerTls));
      return left.map(({ sniHosts }) => ({
        sni: sniHosts.map((it) => it.toLowerCase()),
        virtualHosts: [{ host: '*', entryPoint: server.gateway.object, routes: [route] }],
      }));
    }),
  );
}

function isFree(names: readonly string[], bind: string, taken: Map<string, string>): boolean {
  if (names.some((it) => taken.get(it) === bind)) return false;
  for (const it of names) taken.set(it, bind);
  return true;
}

/** Whose hosts overlap one of the server's. */
const servicesFor = (server: ServerSource, context: PlaneContext): readonly BoundService[] =>
  context.services(server.gateway.key).filter((service) => {
    const own = hostsForNamespace(server.hosts, service.namespace);
    return service.hosts.some((host) => own.some((it) => overlap(it, host)));
  });

/** N23: on a gateway by port and gateways alone. */
export const fits = ({ port = 0, gateways }: L4Match, server: ServerSource): boolean =>
  (port === 0 || port === server.port.number) &&
  (gateways.length === 0 || gateways.includes(server.gateway.key));

const lowerL4 = ({ port = 0 }: L4Match): Match => (port === 0 ? {} : { port });

const lowerTls = ({ sniHosts, port = 0 }: TlsRule['match'][number]): Match => ({
  sni: sniHosts.map((it) => it.toLowerCase()),
  ...(port !== 0 && { port }),
});

/** As they are written, whether they hold or not. */
export const writtenMatches = ({ section, rule }: L4Place): readonly Match[] =>
  section === 'tcp'
    ? rule.match.map(lowerL4)
    : rule.match.map((it) => lowerTls('sniHosts' in it ? it : { ...it, sniHosts: [] }));

export interface L4Place {
  readonly service: BoundService;
  readonly section: 'tls' | 'tcp';
  readonly index: number;
  readonly rule: TcpRule | TlsRule;
}

function l4Route(
  place: L4Place,
  server: ServerSource,
  context: PlaneContext,
  matches: readonly Match[],
): RouteSeed {
  const form = `:${server.port.number}/${server.index}`;
  const hosts = place.section === 'tcp' ? ['*'] : matches.flatMap((it) => it.sni ?? []);
  return context.rules.route(
    l4RuleName(place, server.gateway.object),
    form,
    hosts,
    (its): RouteSeed => ({
      ...lowerL4Rule(place, server, context),
      variant: `/${place.section}${form}`,
      hosts: its,
      matches,
    }),
  );
}

export const l4RuleName = (
  { service, section, index }: L4Place,
  entryPoint: ObjectRef,
): RuleName => ({
  entryPoint,
  object: service.object,
  place: `${section}${index}`,
});

export function lowerL4Rule(
  { service, section, index, rule }: L4Place,
  server: ServerSource,
  { hosts }: PlaneContext,
): RouteSeed {
  const path = `spec.${section}[${index}]`;
  const to = lowerDestinations(rule.route, path, {
    hosts,
    namespace: service.namespace,
    serverPort: server.port.number,
  });
  const action: ActionSeed =
    to.length === 0
      ? { type: 'invalid', because: 'no-destination' }
      : to.every((it) => it.share === 0)
        ? { type: 'invalid', because: 'zero-weights' }
        : { type: 'forward', to, statuses: {} };
  return {
    entryPoint: server.gateway.object,
    object: service.object,
    rule: { index, path },
    variant: `/${section}`,
    hosts: service.hosts.map((it) => it.toLowerCase()),
    matches: [],
    action,
  };
}
