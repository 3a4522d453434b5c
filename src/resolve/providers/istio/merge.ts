import { boundPort } from './ports.ts';
import { isHttp, isHttps } from './protocol.ts';
import { isPassthrough, type ServerSource } from './source.ts';
import type { GatewayWorkload } from './workloads.ts';

/** Why istiod leaves a server out (N4). */
export type Dropped = 'protocol-conflict' | 'tls-host-taken' | 'port-name-taken';

export interface PlacedServer {
  readonly server: ServerSource;
  /** The port on the Pods (N3). */
  readonly port: number;
  readonly dropped?: Dropped;
}

interface Plain {
  readonly protocol: string;
  readonly bind: string;
}

/** What stands on one bound port so far. */
interface Taken {
  /** The plain server that counts as the earlier one. */
  plain?: Plain;
  /** Host → bind, of servers with a `tls` block. */
  readonly tlsHosts: Map<string, string>;
  readonly httpsNames: Set<string>;
}

/** N4: all servers of a workload in the order in which they count, each with its port, or why it is dropped. */
export function placeServers(workload: GatewayWorkload): readonly PlacedServer[] {
  const ports = new Map<number, Taken>();
  return workload.gateways
    .flatMap((it) => it.servers)
    .map((server) => {
      const port = boundPort(server.port.number, workload);
      const taken = ports.get(port);
      const here = taken ?? { tlsHosts: new Map(), httpsNames: new Set() };
      ports.set(port, here);
      const dropped = place(server, here, taken === undefined);
      return { server, port, ...(dropped !== undefined && { dropped }) };
    });
}

function place(server: ServerSource, taken: Taken, first: boolean): Dropped | undefined {
  const { bind, port, hosts, tls } = server;
  if (tls !== undefined) {
    if (hosts.some((it) => taken.tlsHosts.get(it) === bind)) return 'tls-host-taken';
    for (const it of hosts) taken.tlsHosts.set(it, bind);
  }
  const plain = !isTlsServer(server);
  if (!first && taken.plain !== undefined && taken.plain.bind === bind)
    return isHttp(port.protocol) && isHttp(taken.plain.protocol) ? undefined : 'protocol-conflict';
  // A plain server after TLS ones, or at another address, is taken and counts from then on.
  if (plain) {
    taken.plain = { protocol: port.protocol, bind };
    return undefined;
  }
  if (isHttps(port.protocol) && !isPassthrough(server)) {
    const name = `${server.gateway.key} ${port.number} ${port.name} ${bind}`;
    if (!first && taken.plain === undefined && taken.httpsNames.has(name)) return 'port-name-taken';
    taken.httpsNames.add(name);
  }
  return undefined;
}

/** Told apart by SNI; a plain server that only redirects has a `tls` block too. */
const isTlsServer = ({ tls, port }: ServerSource): boolean =>
  tls !== undefined && !isHttp(port.protocol);
