import { type HostTable, hostOf, hostSpecificity, hostTable } from '../match/host.ts';
import type { DataPlane, DataPlaneListener, Server, VirtualHost } from '../model/exposure.ts';
import { isTls, type Request } from '../model/trace.ts';

/** A port of a data plane, with tables to find servers and virtual hosts in without a scan. */
export interface ListenerIndex {
  readonly listener: DataPlaneListener;
  readonly plain: Server | undefined;
  readonly bySni: HostTable<Server>;
  virtualHosts(server: Server): HostTable<VirtualHost>;
}

export function listenerIndex(listener: DataPlaneListener): ListenerIndex {
  const tables = new Map<Server, HostTable<VirtualHost>>();
  const withTls = listener.servers.filter((it) => it.tls !== 'none');
  return {
    listener,
    plain: listener.servers.find((it) => it.tls === 'none'),
    bySni: hostTable(
      withTls.flatMap((server) => server.sni.map((name) => [name.toLowerCase(), server] as const)),
      'any-labels',
    ),
    virtualHosts: (server) => {
      const known = tables.get(server);
      if (known !== undefined) return known;
      const table = hostTable(
        server.virtualHosts.map((it) => [it.host.toLowerCase(), it, it.wildcard] as const),
        server.wildcard,
      );
      tables.set(server, table);
      return table;
    },
  };
}

/** Who takes the connection. */
export type Choice =
  | { readonly type: 'server'; readonly server: Server }
  /** TLS where only plain bytes are understood, or the other way round. */
  | { readonly type: 'wrong-protocol'; readonly wanted: 'plain' | 'tls' }
  | { readonly type: 'no-sni' };

export function chooseServer(
  { plain, bySni, listener }: ListenerIndex,
  { scheme, sni }: Request,
): Choice {
  if (!isTls(scheme)) {
    return plain === undefined
      ? { type: 'wrong-protocol', wanted: 'tls' }
      : { type: 'server', server: plain };
  }
  // A client that sends no name is taken by a server for any name alone.
  const found = bySni.find(sni ?? '');
  if (found !== undefined) return { type: 'server', server: found.value };
  // A TCP server takes any bytes, a TLS handshake among them.
  if (plain !== undefined && plain.protocol !== 'http') return { type: 'server', server: plain };
  const hasTls = listener.servers.some((it) => it.tls !== 'none');
  return hasTls ? { type: 'no-sni' } : { type: 'wrong-protocol', wanted: 'plain' };
}

/** How well a data plane's port fits the name that is asked for; absent where nothing there has it. */
export function claim(
  index: ListenerIndex,
  plane: DataPlane,
  request: Request,
): number | undefined {
  const choice = chooseServer(index, request);
  if (choice.type !== 'server') return undefined;
  const { server } = choice;
  if (server.protocol !== 'http') {
    if (plane.proxy === 'kube-proxy') return KUBE_PROXY;
    const name = server.tls === 'none' ? undefined : index.bySni.find(request.sni ?? '');
    return name === undefined ? 0 : hostSpecificity(name.pattern);
  }
  const host = index.virtualHosts(server).find(hostOf(request.authority));
  return host === undefined || host.value.routes.length === 0
    ? undefined
    : hostSpecificity(host.pattern);
}

/** S1a: an entry point that has rules is preferred to one that takes whatever comes. */
export const KUBE_PROXY = -1;
