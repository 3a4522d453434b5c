import { editDistance } from '../lib/edit-distance.ts';
import { isIp } from '../lib/ip.ts';
import { by } from '../lib/order.ts';
import { hostMatches, hostOf } from '../match/host.ts';
import type { EntryPoint, Exposure, Route } from '../model/exposure.ts';
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

/** What takes any name tells less of the name that was meant than one that is almost it. */
const ANY_HOST = 200;

function scoreOf(
  entryPoint: EntryPoint,
  host: string,
  request: Request,
  doors: Doors,
): { readonly score: number; readonly miss: Miss } {
  const hosts = hostsOf(entryPoint);
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
  const ports = portsOf(entryPoint);
  if (!ports.includes(request.port)) {
    const isNamed = known !== undefined || names.some((it) => hostMatches(it, host, 'any-labels'));
    return {
      score: isNamed ? 0 : ANY_HOST,
      miss: { type: 'port', wanted: ports, got: request.port },
    };
  }
  const unserved = unservedListener(entryPoint, request);
  if (unserved !== undefined) return { score: 0.125, miss: unserved };
  const [unattached] = idleRoutes(entryPoint.routes, host);
  if (unattached !== undefined) return { score: 0.2, miss: unattached.reason };
  // S2: it would answer, and has no address yet.
  const isPending = entryPoint.addresses.some((it) => it.pending === true);
  return {
    score: 0.25,
    miss: isPending
      ? { type: 'no-address' }
      : isIp(request.host) && addresses.length > 0
        ? { type: 'address', wanted: addresses, got: request.host }
        : { type: 'host', wanted: hosts, got: host },
  };
}

/** What its rules make of its listeners' names; without any rule the names themselves, their namespaces left out. */
function hostsOf({ routes, listeners }: EntryPoint): readonly string[] {
  const hosts =
    routes.length > 0
      ? routes.flatMap((it) => it.hosts)
      : listeners.flatMap((it) =>
          it.hosts.length === 0 ? ['*'] : it.hosts.map((host) => host.replace(/^.*\//, '')),
        );
  return [...new Set(hosts)];
}

/** Rules that have the host, and get nothing from their Gateway. */
export const idleRoutes = (
  routes: readonly Route[],
  host: string,
): readonly { readonly route: Route; readonly reason: Idle }[] =>
  routes.flatMap((route) => {
    const { reason } = route.judgement;
    return reason?.type === 'not-attached' && route.hosts.some((it) => isNamed(it, host))
      ? [{ route, reason }]
      : [];
  });

type Idle = Extract<Miss, { readonly type: 'not-attached' }>;

const isNamed = (host: string, name: string): boolean =>
  host !== '*' && hostMatches(host, name, 'any-labels');

/** The port is one of its own, and no listener there takes such a connection. */
function unservedListener(
  { listeners, judgement }: EntryPoint,
  { port, scheme }: Request,
): Miss | undefined {
  const onPort = listeners.filter((it) => it.port === port);
  const served = onPort.some(
    (it) => it.dataPlanePort !== undefined && (it.protocol === 'UDP') === (scheme === 'udp'),
  );
  if (onPort.length === 0 || served) return undefined;
  const unused = onPort.find((it) => it.dataPlanePort === undefined);
  const because = unused?.judgement.reason ?? (unused && judgement.reason);
  return { type: 'listener', port, ...(because !== undefined && { because }) };
}

/** What a person would dial: node ports only where there is nothing else. */
function portsOf({ addresses, listeners }: EntryPoint): readonly number[] {
  const best = addresses.filter((it) => it.type !== 'node');
  const dialled = (best.length > 0 ? best : addresses).flatMap((it) =>
    it.ports.map(({ port }) => port),
  );
  return [...new Set(addresses.length === 0 ? listeners.map((it) => it.port) : dialled)];
}
