import { groupBy, uniqueBy } from '../lib/group.ts';
import { hostMatches, hostSpecificity } from '../match/host.ts';
import type { Gap } from '../model/diff.ts';
import type {
  DataPlane,
  DataPlaneListener,
  EntryPointId,
  Exposure,
  Route,
  Server,
} from '../model/exposure.ts';
import { authorityOf, type Request, type Scheme, USUAL_PORTS } from '../model/trace.ts';
import { type Door, doorsOf } from '../trace/doors.ts';
import { parseRequest } from '../trace/request.ts';
import { cells, type Draft } from './cells.ts';
import { conditionsOf } from './conditions.ts';
import { isBeyondSamples, UNNAMED } from './values.ts';

/** Kinds of requests to one host that are tried. */
const MOST_PER_HOST = 3000;

/**
 * A request of each kind that any rule of these exposures tells from others: at each port and address, for each name,
 * and within a name cut at every literal. The same request may come twice.
 */
export function* requestsOf(
  exposures: readonly Exposure[],
  note: (gap: Gap) => void,
): Generator<Request> {
  const doors = exposures.flatMap((it) => doorsOf(it).all);
  for (const atPort of groupBy(doors, (it) => `${it.transport}/${it.port}`).values())
    yield* requestsAt(atPort, note);
}

/** A data plane's port, as one of the exposures has it. */
interface Spot {
  readonly plane: DataPlane;
  readonly listener: DataPlaneListener;
}

function* requestsAt(doors: readonly Door[], note: (gap: Gap) => void): Generator<Request> {
  const [first] = doors;
  if (first === undefined) return;
  const { port, transport } = first;
  const spots = uniqueBy(
    doors.flatMap(({ plane, listener: number }): readonly Spot[] =>
      plane.listeners
        .filter((it) => it.port === number && it.transport === transport)
        .map((listener) => ({ plane, listener })),
    ),
    (it) => it.listener,
  );
  const servers = spots.flatMap((it) => it.listener.servers);
  for (const scheme of schemesOf(servers)) {
    if (scheme === 'tcp' || scheme === 'udp') {
      yield* opened(doors, scheme);
      continue;
    }
    const names = uniqueBy([...namesOf(servers, scheme), ...addressesOf(doors)], (it) => it);
    for (const host of names) yield* requestsTo({ scheme, host, port, spots, note });
    if (scheme === 'https') yield* misdirected(names, servers, port);
  }
}

function schemesOf(servers: readonly Server[]): readonly Scheme[] {
  const all = servers.map(({ protocol, tls }): Scheme => {
    if (protocol === 'udp') return 'udp';
    if (tls === 'none') return protocol === 'tcp' ? 'tcp' : 'http';
    return protocol === 'tcp' ? 'tls' : 'https';
  });
  // What speaks HTTP is asked with TLS and without: the wrong one has an answer too.
  const http = all.some((it) => it === 'http' || it === 'https');
  return [...new Set<Scheme>([...all, ...(http ? (['http', 'https'] as const) : [])])];
}

const addressesOf = (doors: readonly Door[]): readonly string[] =>
  doors.flatMap(({ address }) =>
    address === undefined || address.value === '' ? [] : [address.value.toLowerCase()],
  );

/** Ports that are no HTTP: there is one request to each address, or where none is known through each entry point. */
function* opened(doors: readonly Door[], scheme: 'tcp' | 'udp'): Generator<Request> {
  for (const door of doors) {
    const { address, port, entryPoints } = door;
    const value = address?.value ?? '';
    if (value !== '') yield* asked({ scheme, host: value, port });
    else if (!speaksHttp(door))
      for (const { id } of entryPoints) yield* asked({ scheme, host: NOBODY, port, via: id });
  }
}

const speaksHttp = ({ plane, listener }: Door): boolean =>
  plane.listeners
    .filter((it) => it.port === listener)
    .every(({ servers }) => servers.every((it) => it.protocol === 'http'));

/** A name that nobody has (RFC 2606). */
const NOBODY = `${UNNAMED}.invalid`;

export const isNobody = (name: string): boolean => name === NOBODY;

/** A name for each pattern, one that no pattern has, and for wildcards one with a label more. */
function namesOf(servers: readonly Server[], scheme: Scheme): readonly string[] {
  const withTls = scheme === 'https' || scheme === 'tls';
  const patterns = servers
    .filter((it) => (it.tls !== 'none') === withTls)
    .flatMap((it) => [...(withTls ? it.sni : []), ...it.virtualHosts.map(({ host }) => host)]);
  return [
    ...[...new Set(patterns.map((it) => it.toLowerCase()))].flatMap((it) => {
      if (it === '*' || it === '') return [];
      if (!it.startsWith('*')) return [it];
      const rest = it.slice(1);
      return [`${UNNAMED}${rest}`, ...(rest.startsWith('.') ? [`a.${UNNAMED}${rest}`] : [])];
    }),
    NOBODY,
  ];
}

interface Target {
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  readonly spots: readonly Spot[];
  readonly note: (gap: Gap) => void;
}

/** The rules that may take requests to a host: those of the most specific names, of each server. */
function* requestsTo({ scheme, host, port, spots, note }: Target): Generator<Request> {
  const withTls = scheme === 'https' || scheme === 'tls';
  const found = spots.flatMap(({ plane, listener }) =>
    listener.servers
      .filter((it) => (it.tls !== 'none') === withTls)
      .map((server) => ({ plane, routes: routesFor(server, host) }))
      .filter(({ routes }) => routes.length > 0),
  );
  const planes = [...new Set(found.map((it) => it.plane))];
  const matches = uniqueBy(
    conditionsOf([...new Set(found.flatMap((it) => it.routes))], planes),
    (it) => JSON.stringify(it),
  );
  for (const { path, method, headers = [] } of matches)
    for (const it of [path, method, ...headers])
      if (it !== undefined && isBeyondSamples(it)) note({ type: 'pattern', pattern: it.value });
  const proxies = [...new Set(planes.map((it) => it.proxy))];
  const authority = authorityOf({ scheme, host, port });
  let count = 0;
  for (const draft of cells(matches, {
    proxies: proxies.length === 0 ? ['other'] : proxies,
    authority,
  })) {
    count += 1;
    if (count > MOST_PER_HOST) {
      note({ type: 'too-many', host });
      return;
    }
    yield* asked({ scheme, host, port, draft });
  }
}

function routesFor({ virtualHosts, wildcard, protocol }: Server, host: string): readonly Route[] {
  if (protocol !== 'http') return virtualHosts.slice(0, 1).flatMap((it) => it.routes);
  const fitting = virtualHosts.filter((it) => hostMatches(it.host.toLowerCase(), host, wildcard));
  const best = Math.max(...fitting.map((it) => hostSpecificity(it.host)));
  return fitting.filter((it) => hostSpecificity(it.host) === best).flatMap((it) => it.routes);
}

/** How many other names each name is asked with in the TLS handshake. */
const OTHER_NAMES = 3;

/** A connection that was opened for one name, and a request on it for another (G17, N41). */
function* misdirected(
  names: readonly string[],
  servers: readonly Server[],
  port: number,
): Generator<Request> {
  const others = uniqueBy(
    servers.filter((it) => it.tls !== 'none'),
    (it) => it.sni.join(),
  )
    .flatMap((it) => namesOf([{ ...it, virtualHosts: [] }], 'https').slice(0, 1))
    .slice(0, OTHER_NAMES);
  for (const host of names)
    for (const sni of others) if (sni !== host) yield* asked({ scheme: 'https', host, port, sni });
}

interface Asked {
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  readonly draft?: Draft;
  readonly via?: EntryPointId;
  readonly sni?: string;
}

/** As somebody would write it, so that it can be asked again. */
function* asked({ scheme, host, port, draft, via, sni }: Asked): Generator<Request> {
  const name = host.includes(':') ? `[${host}]` : host;
  const chosen = [...(draft?.chosen ?? [])].filter(
    (it): it is [string, string] => it[1] !== undefined,
  );
  const of = (kind: string): readonly (readonly [name: string, value: string])[] =>
    chosen
      .filter(([key]) => key.startsWith(`${kind} `))
      .map(([key, value]) => [key.slice(kind.length + 1), value]);
  const query = of('query').map(([key, value]) => `${key}=${value}`);
  if (query.some((it) => /[#&\s]/.test(it))) return;
  const cookie = of('cookie').map(([key, value]) => `${key}=${value}`);
  const authority = draft?.chosen.get('authority');
  const method = draft?.chosen.get('method');
  const isHttp = scheme === 'http' || scheme === 'https';
  const url = [
    `${scheme}://${name}`,
    port === USUAL_PORTS[scheme] ? '' : `:${port}`,
    isHttp ? (draft?.path ?? '/') : '',
    query.length === 0 ? '' : `?${query.join('&')}`,
  ].join('');
  const parsed = parseRequest({
    url,
    ...(method !== undefined && { method }),
    ...(sni !== undefined && { sni }),
    headers: [
      ...(authority === undefined || authority === authorityOf({ scheme, host, port })
        ? []
        : [`Host: ${authority}`]),
      ...of('header').map(([key, value]) => `${key}: ${value}`),
      ...(cookie.length === 0 ? [] : [`cookie: ${cookie.join('; ')}`]),
    ],
  });
  if ('problem' in parsed) return;
  yield { ...parsed.value, ...(via !== undefined && { via }) };
}
