import { groupBy } from '../lib/group.ts';
import { isIp } from '../lib/ip.ts';
import type { Address, DataPlane, EntryPoint, Exposure } from '../model/exposure.ts';
import type { Request } from '../model/trace.ts';

/** A port at an address that leads to a data plane. Without an address where none is known (files). */
export interface Door {
  readonly plane: DataPlane;
  readonly entryPoints: readonly EntryPoint[];
  readonly address?: Address;
  /** What is dialled. */
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  /** The data plane's port. */
  readonly listener: number;
  readonly tlsEnds?: Address['ports'][number]['tlsEnds'];
}

export interface Doors {
  /** Those with this port, whatever their address. */
  at(transport: Door['transport'], port: number): readonly Door[];
  readonly all: readonly Door[];
  /** Whether any data plane has this address. */
  hasAddress(value: string): boolean;
}

export function doorsOf({ dataPlanes, entryPoints }: Exposure): Doors {
  const byPlane = groupBy(entryPoints, (it) => it.dataPlane);
  const all = dataPlanes.flatMap((plane) => doorsOfPlane(plane, byPlane.get(plane.id) ?? []));
  const byPort = groupBy(all, ({ transport, port }) => `${transport}/${port}`);
  const addresses = new Set(all.flatMap((it) => it.address?.value.toLowerCase() ?? []));
  return {
    at: (transport, port) => byPort.get(`${transport}/${port}`) ?? [],
    all,
    hasAddress: (value) => addresses.has(value),
  };
}

function doorsOfPlane(plane: DataPlane, entryPoints: readonly EntryPoint[]): readonly Door[] {
  const addresses = new Map(
    entryPoints.flatMap((it) => it.addresses).map((it) => [addressKey(it), it]),
  );
  const doors = [...addresses.values()].flatMap((address) =>
    address.ports.map(({ port, transport, listener, tlsEnds }) => ({
      plane,
      entryPoints,
      address,
      port,
      transport,
      listener,
      ...(tlsEnds !== undefined && { tlsEnds }),
    })),
  );
  return doors.length > 0 ? doors : doorsAsWritten(plane, entryPoints);
}

const addressKey = ({ type, value, ports }: Address): string =>
  `${type} ${value} ${ports.map((it) => it.port).join(',')}`;

/** No address is known: the ports of the objects themselves. */
function doorsAsWritten(plane: DataPlane, entryPoints: readonly EntryPoint[]): readonly Door[] {
  const doors = new Map<string, Door>();
  for (const { listeners } of entryPoints)
    for (const { port, protocol, dataPlanePort } of listeners) {
      if (dataPlanePort === undefined) continue;
      const transport = protocol === 'UDP' ? 'udp' : 'tcp';
      doors.set(`${transport}/${port}/${dataPlanePort}`, {
        plane,
        entryPoints,
        port,
        transport,
        listener: dataPlanePort,
      });
    }
  return [...doors.values()];
}

/** A Service that nobody can dial yet answers for no name; what has rules for a name is told all the same. */
const isOutOfReach = ({ plane, address }: Door): boolean =>
  plane.proxy === 'kube-proxy' && address?.pending === true;

/** Which doors a request may come to: by `--via`, by `--address`, by the address that its host is; else any. */
export function doorsFor(
  { via, address, host }: Request,
  doors: readonly Door[],
  known: Doors,
): readonly Door[] {
  const byVia =
    via === undefined ? doors : doors.filter((it) => it.entryPoints.some(({ id }) => id === via));
  const dialled = address ?? (known.hasAddress(host) || isIp(host) ? host : undefined);
  if (dialled === undefined) return byVia.filter((it) => via !== undefined || !isOutOfReach(it));
  // An address that nothing here has may be one of those that are not known (files).
  return known.hasAddress(dialled)
    ? byVia.filter((it) => it.address?.value.toLowerCase() === dialled)
    : byVia.filter((it) => it.address === undefined);
}
