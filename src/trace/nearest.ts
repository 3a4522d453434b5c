import { editDistance } from '../lib/edit-distance.ts';
import { by } from '../lib/order.ts';
import { hostMatches, hostOf } from '../match/host.ts';
import type { EntryPoint, Exposure } from '../model/exposure.ts';
import type { Miss, Request } from '../model/trace.ts';
import type { Doors } from './doors.ts';

export interface Nearest {
  readonly entryPoint: EntryPoint;
  readonly miss: Miss;
}

/** Of entry points that do not answer, the one that came nearest, and what differs. */
export function nearestEntryPoint(
  request: Request,
  { entryPoints }: Exposure,
  doors: Doors,
): Nearest | undefined {
  const host = hostOf(request.authority);
  const scored = entryPoints
    .map((entryPoint) => ({ entryPoint, ...scoreOf(entryPoint, host, request, doors) }))
    .toSorted(
      by(
        (it) => it.score,
        (it) => it.entryPoint.id,
      ),
    );
  const [best] = scored;
  return best === undefined || best.score >= FAR ? undefined : best;
}

/** Further than this nothing is near. */
const FAR = 1000;

function scoreOf(
  entryPoint: EntryPoint,
  host: string,
  request: Request,
  doors: Doors,
): { readonly score: number; readonly miss: Miss } {
  const hosts = [...new Set(entryPoint.routes.flatMap((it) => it.hosts))];
  const names = hosts.filter((it) => it !== '*');
  const fits = hosts.some((it) => hostMatches(it, host, 'any-labels'));
  const known = request.address ?? (doors.hasAddress(request.host) ? request.host : undefined);
  const addresses = entryPoint.addresses.filter((it) => it.pending !== true).map((it) => it.value);
  if (
    known !== undefined &&
    addresses.length > 0 &&
    !addresses.some((it) => it.toLowerCase() === known)
  )
    return { score: FAR, miss: { type: 'address', wanted: addresses, got: known } };
  if (!fits) {
    const distance = Math.min(...names.map((it) => editDistance(it, host)), FAR);
    return { score: distance + 1, miss: { type: 'host', wanted: hosts, got: host } };
  }
  const ports = [
    ...new Set(
      entryPoint.addresses.length === 0
        ? entryPoint.listeners.map((it) => it.port)
        : entryPoint.addresses.flatMap((it) => it.ports.map(({ port }) => port)),
    ),
  ];
  if (!ports.includes(request.port))
    return {
      score: names.length > 0 || known !== undefined ? 0 : 0.5,
      miss: { type: 'port', wanted: ports, got: request.port },
    };
  return { score: 0.25, miss: { type: 'host', wanted: hosts, got: host } };
}
