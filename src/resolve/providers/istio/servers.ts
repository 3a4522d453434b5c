import { groupBy } from '../../../lib/group.ts';
import type { Server } from '../../../model/exposure.ts';
import type { DataPlaneListenerSeed, ServerSeed } from '../../provider.ts';
import { refusalOf } from './filter-chains.ts';
import { bareHosts } from './host-names.ts';
import { passthroughServers, tcpRoute } from './l4-routes.ts';
import type { PlacedServer } from './merge.ts';
import { isHttp, isHttps } from './protocol.ts';
import { isPassthrough, type ServerSource } from './source.ts';
import { type PlaneContext, virtualHosts } from './virtual-hosts.ts';

/** N53: a bind address makes a listener of its own; through a Service only these are reached. */
export const isReachable = ({ bind }: ServerSource, podIps: readonly string[]): boolean =>
  bind === '' || bind === '0.0.0.0' || bind === '::' || podIps.includes(bind);

/** With the server that a person wrote; of plain ones that merge, the first. */
export type SourcedServer = ServerSeed & { readonly source: ServerSource };
export type SourcedListener = Omit<DataPlaneListenerSeed, 'servers'> & {
  readonly servers: readonly SourcedServer[];
};

/** What listens on the bound ports, and which servers do: one for TCP or TLS only where a rule fits it (N14). */
export function* listenersOf(
  placed: readonly PlacedServer[],
  podIps: readonly string[],
  context: PlaneContext,
): Generator<
  undefined,
  {
    readonly listeners: readonly SourcedListener[];
    readonly listening: ReadonlySet<ServerSource>;
  }
> {
  const usable = placed.filter(
    ({ server, dropped }) => dropped === undefined && isReachable(server, podIps),
  );
  const listening = new Set<ServerSource>();
  const listeners: SourcedListener[] = [];
  for (const [port, its] of groupBy(usable, (it) => it.port)) {
    const servers = yield* serversOf(its, context, listening);
    if (servers.length === 0) continue;
    const refused = refusalOf(servers);
    listeners.push({ port, transport: 'tcp', servers, ...(refused !== undefined && { refused }) });
  }
  return { listeners: listeners.toSorted((a, b) => a.port - b.port), listening };
}

function* serversOf(
  placed: readonly PlacedServer[],
  context: PlaneContext,
  listening: Set<ServerSource>,
): Generator<undefined, readonly SourcedServer[]> {
  const taken = new Map<string, string>();
  const servers = placed.map((it) => it.server);
  const plain = servers.filter((it) => isHttp(it.port.protocol));
  const others = servers.filter((it) => !isHttp(it.port.protocol));
  const result: SourcedServer[] = [];
  for (const its of groupBy(plain, (it) => it.bind).values()) {
    for (const it of its) listening.add(it);
    result.push(...(yield* plainServer(its, context)));
  }
  // Those of one protocol and address stand together, the first such first.
  const groups = groupBy(others, (it) => `${it.port.protocol} ${it.bind}`);
  for (const server of [...groups.values()].flat()) {
    const its = yield* otherServers(server, context, taken);
    if (its.length > 0) listening.add(server);
    result.push(...its);
  }
  return result;
}

const COMMON = { otherHostStatus: 404, wildcard: 'any-labels', otherwise: 404 } as const;

/** All plain ones share their virtual hosts (N12). */
function* plainServer(
  servers: readonly ServerSource[],
  context: PlaneContext,
): Generator<undefined, readonly SourcedServer[]> {
  const [first] = servers;
  if (first === undefined) return [];
  return [
    {
      ...COMMON,
      ...nameOf(first),
      source: first,
      entryPoint: first.gateway.object,
      tls: 'none',
      sni: [],
      protocol: 'http',
      virtualHosts: yield* virtualHosts(servers, context),
    },
  ];
}

const nameOf = ({ name, port }: ServerSource): { readonly name?: string } => {
  const text = name ?? port.name;
  return text === '' ? {} : { name: text };
};

function* otherServers(
  server: ServerSource,
  context: PlaneContext,
  taken: Map<string, string>,
): Generator<undefined, readonly SourcedServer[]> {
  const entryPoint = server.gateway.object;
  const common = { ...COMMON, ...nameOf(server), source: server, entryPoint };
  if (server.tls === undefined) {
    const route = tcpRoute(server, context);
    return route === undefined
      ? []
      : [{ ...common, tls: 'none', sni: [], protocol: 'tcp', virtualHosts: [any(server, route)] }];
  }
  const sni = bareHosts(server.hosts);
  if (server.tls.mode === 'AUTO_PASSTHROUGH')
    // N6: the mesh's own names alone.
    return [
      {
        ...common,
        tls: 'passthrough',
        clientCertificate: 'mesh-only',
        sni,
        protocol: 'tcp',
        virtualHosts: [],
      },
    ];
  if (isPassthrough(server))
    return passthroughServers(server, context, taken).map((it) => ({
      ...common,
      ...it,
      tls: 'passthrough',
      protocol: 'tcp',
    }));
  const ended = { ...common, ...clientCertificate(server), tls: 'terminate', sni } as const;
  if (isHttps(server.port.protocol))
    return [{ ...ended, protocol: 'http', virtualHosts: yield* virtualHosts([server], context) }];
  const route = tcpRoute(server, context);
  return route === undefined
    ? []
    : [{ ...ended, protocol: 'tcp', virtualHosts: [any(server, route)] }];
}

const any = (server: ServerSource, route: NonNullable<ReturnType<typeof tcpRoute>>) => ({
  host: '*',
  entryPoint: server.gateway.object,
  routes: [route],
});

/** N6. */
function clientCertificate({ tls }: ServerSource): Pick<Server, 'clientCertificate'> {
  const how = CLIENTS.get(tls?.mode ?? '');
  return how === undefined ? {} : { clientCertificate: how };
}

const CLIENTS: ReadonlyMap<string, NonNullable<Server['clientCertificate']>> = new Map([
  ['MUTUAL', 'required'],
  ['OPTIONAL_MUTUAL', 'optional'],
  ['ISTIO_MUTUAL', 'mesh-only'],
]);
