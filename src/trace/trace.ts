import { groupBy, uniqueBy } from '../lib/group.ts';
import { isIp } from '../lib/ip.ts';
import { by } from '../lib/order.ts';
import { judgeAuthorization, tokensOf } from '../match/authorization.ts';
import { hostSpecificity } from '../match/host.ts';
import { asksForSlashes, normalizePath, refusalOf } from '../match/path.ts';
import type { Seen } from '../match/request.ts';
import { claimsOf } from '../match/token.ts';
import type {
  DataPlane,
  EntryPoint,
  EntryPointId,
  Exposure,
  Redirect,
  Route,
  Server,
  VirtualHost,
} from '../model/exposure.ts';
import type { Judgement } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import {
  type Dependence,
  isTls,
  MOST_BRANCHES,
  type Rejection,
  type Request,
  type Scheme,
  type Trace,
  type TraceNote,
} from '../model/trace.ts';
import { byAccess, isAnyone } from './access.ts';
import { type Answer, answerOf, hostHeader, ownAnswer, seenOf } from './answer.ts';
import { type Door, doorsFor, type Doors, doorsOf } from './doors.ts';
import { byGuards, INVALID_TOKEN } from './guards.ts';
import { chooseServer, claim, KUBE_PROXY, listenerIndex, type ListenerIndex } from './listener.ts';
import { idleRoutes, nearestEntryPoint } from './nearest.ts';
import { redirectUrl } from './redirect.ts';
import { oncePerRule, rejection, scanRules } from './rules.ts';
import { unlessUnread } from './unread.ts';

/** Where one request goes and why. Reads the resolved exposure alone, never objects. */
export const trace = (request: Request, exposure: Exposure): Trace =>
  createTracer(exposure)(request);

export type Tracer = (request: Request) => Trace;

/** For many requests over one exposure: hosts are looked up, not searched. */
export function createTracer(exposure: Exposure): Tracer {
  const doors = doorsOf(exposure);
  const indexes = new Map<string, ListenerIndex | undefined>();
  const indexOf = (
    plane: DataPlane,
    transport: Door['transport'],
    port: number,
  ): ListenerIndex | undefined => {
    const key = `${plane.id} ${transport}/${port}`;
    if (indexes.has(key)) return indexes.get(key);
    const listener = plane.listeners.find((it) => it.port === port && it.transport === transport);
    const index = listener === undefined ? undefined : listenerIndex(listener);
    indexes.set(key, index);
    return index;
  };
  const unattached = new Map<EntryPointId, readonly Route[]>();
  const unattachedOf = ({ id, routes }: EntryPoint): readonly Route[] => {
    const known =
      unattached.get(id) ?? routes.filter((it) => it.judgement.reason?.type === 'not-attached');
    unattached.set(id, known);
    return known;
  };
  const judged = new Map<DataPlane, Judgement | undefined>();
  const unservedBecause = (door: Door): Judgement | undefined => {
    if (!judged.has(door.plane)) judged.set(door.plane, whyUnserved(door));
    return judged.get(door.plane);
  };
  const world: World = { exposure, doors, indexOf, unattachedOf, unservedBecause };
  return (request) => unlessUnread(traceRequest(request, world), exposure);
}

interface World {
  readonly exposure: Exposure;
  readonly doors: Doors;
  indexOf(plane: DataPlane, transport: Door['transport'], port: number): ListenerIndex | undefined;
  /** Its rules that no listener serves: few, of many. */
  unattachedOf(entryPoint: EntryPoint): readonly Route[];
  /** Why nobody serves its data plane; absent where somebody may. */
  unservedBecause(door: Door): Judgement | undefined;
}

/** One data plane's port that the request may come to. */
interface Arrival {
  readonly door: Door;
  readonly doors: readonly Door[];
  readonly index: ListenerIndex | undefined;
  /** How well it fits the name; absent where nothing there has it. */
  readonly claim: number | undefined;
}

function traceRequest(request: Request, world: World): Trace {
  const { doors } = world;
  const transport = request.scheme === 'udp' ? 'udp' : 'tcp';
  const possible = doorsFor(request, doors.at(transport, request.port), doors);
  const arrivals = arrivalsOf(possible, request, world);
  const claiming = arrivals.filter((it) => it.claim !== undefined);
  const [best] = claiming.toSorted(
    by(
      (it) => -(it.claim ?? 0),
      (it) => it.door.plane.id,
    ),
  );
  if (best !== undefined) return amongClaims(best, claiming, request, world);
  const real = arrivals.filter((it) => it.door.plane.proxy !== 'kube-proxy');
  const [only] = real;
  if (only !== undefined && (real.length === 1 || isDialled(request, world)))
    return arrive(only, request, world);
  return unanswered(request, world);
}

/** Whether it is settled which address is dialled, so that the data plane there answers, whatever the name. */
const isDialled = ({ via, address, host }: Request, { doors }: World): boolean =>
  via !== undefined || address !== undefined || doors.hasAddress(host);

function arrivalsOf(
  possible: readonly Door[],
  request: Request,
  { indexOf }: World,
): readonly Arrival[] {
  const groups = groupBy(
    possible,
    ({ plane, listener, tlsEnds = '' }) => `${plane.id} ${listener} ${tlsEnds}`,
  );
  return [...groups.values()].flatMap((doors) => {
    // Of several that lead there, one that nothing is known against.
    const door = doors.find(({ address }) => address?.judgement.health !== 'broken') ?? doors[0];
    if (door === undefined) return [];
    const index = indexOf(door.plane, door.transport, door.listener);
    const inside = pastBalancer(request, door);
    return [
      {
        door,
        doors,
        index,
        claim: index === undefined ? undefined : claim(index, door.plane, inside),
      },
    ];
  });
}

/** Where data planes claim the name equally well, only DNS decides between them. */
function amongClaims(
  best: Arrival,
  claiming: readonly Arrival[],
  request: Request,
  world: World,
): Trace {
  const equal = claiming.filter((it) => it.claim === best.claim);
  const answer = arrive(best, request, world);
  const alternatives = claiming
    .filter((it) => it !== best && it.door.plane !== best.door.plane)
    .filter((it) => it.claim !== KUBE_PROXY || best.claim === KUBE_PROXY)
    .flatMap(alternativesOf);
  const planes = new Set(equal.map((it) => it.door.plane));
  if (planes.size === 1 || isDialled(request, world)) return { ...answer, alternatives };
  const on: Dependence = {
    type: 'dns',
    host: request.host,
    addresses: equal.flatMap((it) => it.doors.flatMap(({ address }) => address?.value ?? [])),
  };
  return {
    ...answer,
    outcome: 'depends',
    alternatives,
    dependsOn: [on, ...answer.dependsOn],
    branches: equal.slice(0, MOST_BRANCHES).map((it) => arrive(it, request, world)),
  };
}

const alternativesOf = ({ door }: Arrival): Trace['alternatives'] =>
  door.entryPoints.slice(0, 1).map(({ id }) => ({
    entryPoint: id,
    reason: { type: 'other-data-plane', address: door.address?.value ?? '' },
  }));

/** What its rules say, where anybody is there to follow them. */
function arrive(arrival: Arrival, request: Request, world: World): Trace {
  const answer = arriveAt(arrival, request, world);
  return answer.route === undefined
    ? {
        ...answer,
        // What was tried tells more than that it has another, idle, place.
        rejected: [
          ...oncePerRule(
            idleRejections(arrival.door.entryPoints, request, world),
            ...answer.rejected,
          ),
          ...answer.rejected,
        ],
      }
    : answer;
}

/** Where no rule takes a request: those that have the host, and get nothing from their Gateway. */
function idleRejections(
  entryPoints: readonly EntryPoint[],
  request: Request,
  { unattachedOf }: World,
): readonly Rejection[] {
  const name = isTls(request.scheme) ? (request.sni ?? request.host) : hostHeader(request);
  const found = entryPoints.flatMap((it) =>
    idleRoutes(unattachedOf(it), name).map(({ route, reason }) => rejection(route, reason)),
  );
  return oncePerRule(found).slice(0, MOST_HOSTS);
}

function arriveAt(arrival: Arrival, request: Request, world: World): Trace {
  const { door } = arrival;
  const inside = { ...atDataPlane(arrival, pastBalancer(request, door), world), request };
  const dead = droppedBecause(door) ?? world.unservedBecause(door);
  if (dead !== undefined) return unserved(inside, dead);
  const refused = arrival.index?.listener.refused;
  return refused === undefined
    ? fromOutside(inside, door)
    : unserved({ ...inside, notes: [...inside.notes, NO_OLDER_LISTENER] }, refused);
}

/** A proxy that refuses a change goes on with what it had, which the objects do not tell. */
const NO_OLDER_LISTENER: TraceNote = {
  type: 'caveat',
  caveat: { type: 'assumed', what: 'the gateway Pods have no older listener for the port' },
};

/** S4: of policy Local a node without an endpoint of its own drops what comes to it. */
function droppedBecause({ address }: Door): Judgement | undefined {
  const { judgement } = address ?? {};
  return judgement?.reason?.type === 'no-local-endpoint' ? judgement : undefined;
}

/** S2: a load balancer that is told whom to take drops what others send. */
function fromOutside(answer: Trace, { address }: Door): Trace {
  const { sources = [] } = address ?? {};
  if (sources.length === 0 || sources.some(isAnyone) || !isAnswered(answer)) return answer;
  const on: Dependence = { type: 'client-address', wanted: sources };
  const dependsOn = [on, ...answer.dependsOn];
  const branches = answer.branches.length > 0 ? answer.branches : [{ ...answer, dependsOn }];
  return oneOf([
    ...branches,
    { ...unanswering(answer), branches: [], ...ownAnswer('denied', { dependsOn }) },
  ]);
}

/** Without what its client would have got. */
function unanswering(answer: Trace) {
  const {
    expectedStatus: _,
    connection: __,
    redirect: ___,
    rewrite: ____,
    requestHeaders: _____,
    ...rest
  } = answer;
  return rest;
}

const isAnswered = ({ outcome }: Trace): boolean =>
  outcome === 'backend' ||
  outcome === 'redirect' ||
  outcome === 'direct-response' ||
  outcome === 'depends';

/** What goes on behind a load balancer that ends TLS. */
function pastBalancer(request: Request, { tlsEnds }: Door): Request {
  if (tlsEnds === undefined || !isTls(request.scheme)) return request;
  const { sni: _, ...rest } = request;
  if (tlsEnds === 'tls') return rest;
  const scheme = PLAIN[request.scheme] ?? request.scheme;
  const told = { name: 'X-Forwarded-Proto', value: 'https' };
  return { ...rest, scheme, ...(tlsEnds === 'http' && { headers: [...rest.headers, told] }) };
}

const PLAIN: Partial<Record<Scheme, Scheme>> = {
  https: 'http',
  wss: 'ws',
  grpcs: 'grpc',
  tls: 'tcp',
};

/**
 * Why nobody serves the data plane, by its entry points' way in: each Pod that would is broken, or there is none.
 * What is not known to be broken serves.
 */
function whyUnserved({ entryPoints }: Door): Judgement | undefined {
  const serving = entryPoints.map(({ wayIn }) =>
    wayIn.filter((it) => it.type === 'gateway-pods' || it.type === 'controller'),
  );
  const isDead = serving.every(
    (hops) => hops.length > 0 && hops.every(({ judgement }) => isUnserved(judgement)),
  );
  return isDead ? serving[0]?.[0]?.judgement : undefined;
}

const isUnserved = ({ health, reason }: Judgement): boolean =>
  health === 'broken' &&
  (reason?.type === 'no-gateway-pods' ||
    reason?.type === 'gateway-pods-not-ready' ||
    reason?.type === 'no-controller');

/** The rule that would take it and its destinations are told all the same. */
function unserved(answer: Trace, judgement: Judgement): Trace {
  return {
    ...unanswering(answer),
    ...ownAnswer('no-listener', {
      // Without a controller there is not even an address to be refused at.
      ...(judgement.reason?.type !== 'no-controller' &&
        judgement.reason?.type !== 'no-local-endpoint' && { connection: 'refused' }),
      notes: answer.notes,
    }),
    destinations: answer.destinations,
    branches: [],
    judgement,
  };
}

/** TLS and SNI choose a server, the Host a virtual host, then rules are tried. */
function atDataPlane(arrival: Arrival, request: Request, world: World): Trace {
  const { door, index } = arrival;
  const { plane, address } = door;
  const at = {
    request,
    dataPlane: plane.id,
    ...(address !== undefined && { address }),
    alternatives: [],
    branches: [],
    rejected: [],
  };
  const [entryPoint] = door.entryPoints;
  const found = entryPoint === undefined ? {} : { entryPoint: entryPoint.id };
  if (index === undefined)
    return { ...at, ...found, ...ownAnswer('no-listener', { connection: 'refused' }) };
  const choice = chooseServer(index, request);
  switch (choice.type) {
    case 'no-sni':
      return {
        ...at,
        ...found,
        ...ownAnswer('no-listener', { connection: 'closed' }),
        rejected: sniRejections(index, request, world.exposure),
      };
    case 'wrong-protocol':
      return { ...at, ...found, ...ownAnswer('tls-mismatch', wrongProtocol(choice.wanted, plane)) };
    case 'server': {
      const { server } = choice;
      const chosen = {
        ...at,
        entryPoint: server.entryPoint,
        server: {
          port: index.listener.port,
          tls: server.tls,
          ...(server.name !== undefined && { name: server.name }),
        },
      };
      return atServer({ server, index, plane, chosen }, request);
    }
  }
}

/** nginx says so with 400; Envoy hangs up. */
const wrongProtocol = (wanted: 'plain' | 'tls', { proxy }: DataPlane) =>
  wanted === 'plain'
    ? ({ connection: 'tls-failure' } as const)
    : proxy === 'nginx'
      ? { expectedStatus: 400 }
      : ({ connection: 'closed' } as const);

function sniRejections(
  index: ListenerIndex,
  { sni }: Request,
  { entryPoints }: Exposure,
): readonly Rejection[] {
  const objects = new Map(entryPoints.map((it) => [it.id, it.object]));
  const rejected = index.listener.servers.flatMap((server): readonly Rejection[] => {
    const object = objects.get(server.entryPoint);
    if (object === undefined || server.tls === 'none') return [];
    return [
      {
        object,
        reason: { type: 'sni', wanted: server.sni, ...(sni !== undefined && { got: sni }) },
      },
    ];
  });
  return oncePerRule(rejected);
}

interface AtServer {
  readonly server: Server;
  readonly index: ListenerIndex;
  readonly plane: DataPlane;
  readonly chosen: Omit<Trace, keyof Answer> & { readonly entryPoint: EntryPointId };
}

function atServer({ server, index, plane, chosen }: AtServer, request: Request): Trace {
  if (isTls(request.scheme) && server.tls !== 'none') {
    // N6, N8: neither serves a caller from outside.
    if (server.clientCertificate === 'mesh-only' || server.handshake === 'fails')
      return { ...chosen, ...ownAnswer('tls-mismatch', { connection: 'tls-failure' }) };
  }
  return authorized({ server, index, plane, chosen }, request);
}

/** N37: before any rule is tried. */
function authorized(at: AtServer, request: Request): Trace {
  const { server, index, plane, chosen } = at;
  const http = server.protocol === 'http';
  const path = http ? normalizePath(request.path, plane) : request.path;
  const verdict = judgeAuthorization(plane.authorization ?? [], {
    ...seenOf(request, path),
    protocol: server.protocol,
    port: index.listener.port,
    peer: server.clientCertificate === undefined ? 'nobody' : 'unknown',
  });
  const denied = (
    dependsOn: readonly Dependence[],
    policies: readonly ObjectRef[] = [],
    type: 'denies' | 'allows-others' = 'denies',
  ): Trace => ({
    ...chosen,
    ...ownAnswer('denied', {
      ...(http ? { expectedStatus: 403 } : { connection: 'closed' as const }),
      dependsOn,
    }),
    ...(policies.length > 0 && {
      rejected: policies.map((object) => ({ object, reason: { type } })),
    }),
  });
  const tokens = http ? tokensOf(plane.authentication ?? [], seenOf(request, path)) : [];
  if (tokens.length > 0 && verdict.type !== 'denied') {
    const dependsOn = [...tokens, ...(verdict.type === 'depends' ? verdict.on : [])];
    const answer = passed(at, request);
    return oneOf([
      { ...answer, dependsOn: [...dependsOn, ...answer.dependsOn] },
      ...(verdict.type === 'depends' ? [denied(dependsOn)] : []),
      { ...chosen, ...ownAnswer('denied', { expectedStatus: INVALID_TOKEN, dependsOn }) },
    ]);
  }
  switch (verdict.type) {
    case 'allowed':
      return passed(at, request);
    case 'denied':
      return denied([], verdict.by, verdict.because);
    case 'depends': {
      const answer = passed(at, request);
      return oneOf([{ ...answer, dependsOn: [...verdict.on, ...answer.dependsOn] }, denied([])]);
    }
  }
}

function passed({ server, index, plane, chosen }: AtServer, request: Request): Trace {
  const own = server.protocol === 'http' ? pathAnswer(request, plane) : undefined;
  if (own !== undefined) return { ...chosen, ...own };
  if (server.protocol !== 'http') {
    const [host] = server.virtualHosts;
    return host === undefined
      ? { ...chosen, ...ownAnswer('no-listener', { connection: 'closed' }) }
      : atVirtualHost({ host, server, plane, chosen }, request);
  }
  return atHost({ server, index, plane, chosen }, request);
}

/** What the proxy makes of a path alone, whatever its rules say. */
function pathAnswer(request: Request, plane: DataPlane): Answer | undefined {
  const refusal = refusalOf(request.path, plane);
  if (refusal !== undefined) return ownAnswer('denied', { expectedStatus: refusal });
  if (!asksForSlashes(request.path, plane)) return undefined;
  const redirect: Redirect = {
    type: 'redirect',
    status: 307,
    port: 'as-sent',
    query: 'keep',
    path: { type: 'replace-full', value: normalizePath(request.path, plane) },
  };
  const url = redirectUrl(redirect, request, request.path, undefined);
  return {
    ...ownAnswer('redirect', { expectedStatus: redirect.status }),
    redirect: { status: redirect.status, url },
    failureShare: 0,
  };
}

function atHost({ server, index, plane, chosen }: AtServer, request: Request): Trace {
  const name = hostHeader(request);
  const table = index.virtualHosts(server);
  const found = table.find(name);
  const other = otherServer(server, index, name);
  // G17: the Host chooses a listener as the SNI does; where the two differ the gateway says so.
  const misdirected =
    other !== undefined && (server.otherHostStatus === 421 || found === undefined);
  if (misdirected)
    return { ...chosen, ...ownAnswer('tls-mismatch', { expectedStatus: server.otherHostStatus }) };
  if (found === undefined)
    return {
      ...chosen,
      ...ownAnswer('no-route', { expectedStatus: server.otherwise }),
      rejected: hostRejections(server, name),
    };
  const answer = atVirtualHost({ host: found.value, server, plane, chosen }, request);
  const passedOver = table.others(name).flatMap(({ pattern, value }) =>
    scanRules(value.routes, seenBy(plane, request, normalizePath(request.path, plane)))
      // G8: some proxies try the rules of wider hosts too, after those of the most specific one.
      .candidates.filter(({ route }) => !found.value.routes.includes(route))
      .map((it) =>
        rejection(it.route, { type: 'less-specific-host', host: pattern, winner: found.pattern }),
      ),
  );
  return { ...answer, rejected: oncePerRule([...answer.rejected, ...passedOver], answer.route) };
}

/** The server that a TLS client with this name would have got, where it is another one. */
function otherServer(server: Server, index: ListenerIndex, name: string): Server | undefined {
  if (server.tls === 'none' || isIp(name)) return undefined;
  const found = index.bySni.find(name)?.value;
  return found === server ? undefined : found;
}

/** Hosts that this server has, when it has not the one that was asked for: the nearest first. */
const MOST_HOSTS = 10;

function hostRejections(server: Server, got: string): readonly Rejection[] {
  const nearest = server.virtualHosts
    .toSorted(
      by(
        (it) => -commonSuffix(it.host, got),
        (it) => -hostSpecificity(it.host),
      ),
    )
    .slice(0, MOST_HOSTS)
    .flatMap(({ routes, host }) =>
      routes.slice(0, 1).map((it) => rejection(it, { type: 'host', wanted: [host], got })),
    );
  return oncePerRule(nearest);
}

function commonSuffix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length))
    length += 1;
  return length;
}

/** N18: with what a token says, where the gateway looks for one and the request shows it. */
function seenBy({ authentication = [] }: DataPlane, request: Request, path: string): Seen {
  const seen = seenOf(request, path);
  const claims = claimsOf(authentication, seen);
  return claims === undefined ? seen : { ...seen, claims };
}

interface AtVirtualHost extends Omit<AtServer, 'index'> {
  readonly host: VirtualHost;
}

/** N46: whether a client's word on the scheme counts cannot be seen from the objects; told where it matters. */
function atVirtualHost(at: AtVirtualHost, request: Request): Trace {
  const answer = tried(at, request);
  const claimed = claimedScheme(request, at);
  if (claimed === undefined) return answer;
  const routes =
    claimed === 'https'
      ? at.host.routes.filter((it) => it.generated !== 'https-redirect')
      : at.host.routes;
  const believed = tried({ ...at, host: { ...at.host, routes } }, { ...request, scheme: claimed });
  if (answersAlike(answer, believed)) return answer;
  const on: Dependence = { type: 'forwarded-proto' };
  return oneOf(
    [answer, { ...believed, request }].map((it) => ({ ...it, dependsOn: [on, ...it.dependsOn] })),
  );
}

function claimedScheme(
  { headers, scheme }: Request,
  { plane, server }: AtVirtualHost,
): 'http' | 'https' | undefined {
  const isEnvoy = plane.proxy === 'istio' || plane.proxy === 'envoy';
  if (!isEnvoy || server.protocol !== 'http') return undefined;
  const claimed = headers.find((it) => it.name.toLowerCase() === 'x-forwarded-proto')?.value;
  const sent = isTls(scheme) ? 'https' : 'http';
  return (claimed === 'http' || claimed === 'https') && claimed !== sent ? claimed : undefined;
}

const answersAlike = (a: Trace, b: Trace): boolean =>
  a.outcome === b.outcome && a.route?.id === b.route?.id && a.redirect?.url === b.redirect?.url;

function tried({ host, server, plane, chosen }: AtVirtualHost, request: Request): Trace {
  const path = server.protocol === 'http' ? normalizePath(request.path, plane) : request.path;
  const seen = seenBy(plane, request, path);
  const { candidates, rejected } = scanRules(host.routes, seen);
  const { listener } = host;
  const common = {
    ...chosen,
    // G5: several listeners may be one server, and the virtual host knows whose it is.
    ...(chosen.server !== undefined &&
      listener !== undefined && { server: { ...chosen.server, name: listener } }),
    virtualHost: host.host,
    rejected,
    ...(path !== request.path && { normalizedPath: path }),
  };
  const certificate: readonly Dependence[] =
    server.clientCertificate === 'required' ? [{ type: 'client-certificate' }] : [];
  const answers = candidates.map(({ route, match, on }): Trace => {
    const taken = match === undefined ? undefined : route.matches[match];
    const answer = answerOf(
      { route, server, plane, ...(taken !== undefined && { match: taken }) },
      request,
      seen,
    );
    return {
      ...common,
      ...answer,
      entryPoint: route.entryPoint,
      route,
      ...(match !== undefined && { match }),
      dependsOn: [...(on === undefined ? [] : [on]), ...certificate, ...answer.dependsOn],
    };
  });
  const certain = candidates.some((it) => it.on === undefined);
  const nothing: Trace = {
    ...common,
    ...(server.protocol === 'http'
      ? ownAnswer('no-route', { expectedStatus: server.otherwise })
      : ownAnswer('no-route', { connection: 'closed' })),
  };
  const all = answers.flatMap(byAccess).flatMap((it) => byGuards(it, server));
  return oneOf(certain ? all : [...all, nothing]);
}

function oneOf(answers: readonly Trace[]): Trace {
  const [first] = answers;
  if (first === undefined) throw new Error('a request has at least one outcome');
  if (answers.length === 1) return first;
  return {
    ...first,
    outcome: 'depends',
    dependsOn: uniqueBy(
      answers.flatMap((it) => it.dependsOn),
      (it) => JSON.stringify(it),
    ),
    branches: answers.slice(0, MOST_BRANCHES),
  };
}

/** Nothing answers: the nearest entry point, and what differs. */
function unanswered(request: Request, world: World): Trace {
  const { exposure, doors } = world;
  const nearest = nearestEntryPoint(request, exposure, doors);
  const refuses =
    nearest !== undefined &&
    isServed(nearest.entryPoint) &&
    ['port', 'tls', 'listener'].includes(nearest.miss.type);
  const base = { request, alternatives: [], branches: [], rejected: [] };
  if (nearest === undefined) return { ...base, ...ownAnswer('no-entry-point', {}) };
  return {
    ...base,
    ...(refuses
      ? {
          ...ownAnswer('no-listener', { connection: 'refused' }),
          entryPoint: nearest.entryPoint.id,
        }
      : ownAnswer('no-entry-point', {})),
    notes: [{ type: 'nearest', entryPoint: nearest.entryPoint.id, miss: nearest.miss }],
    rejected:
      nearest.miss.type === 'not-attached'
        ? idleRejections(exposure.entryPoints, request, world)
        : [{ object: nearest.entryPoint.object, reason: nearest.miss }],
  };
}

/** Where no gateway runs there is nobody to refuse a connection. */
const isServed = ({ wayIn }: EntryPoint): boolean =>
  wayIn.every(({ judgement }) => judgement.reason?.type !== 'no-gateway-pods');
