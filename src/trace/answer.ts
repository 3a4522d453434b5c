import { hostOf } from '../match/host.ts';
import { rewritePath } from '../match/path.ts';
import { headerValue, type Seen, textMatches } from '../match/request.ts';
import type {
  Cors,
  DataPlane,
  Destination,
  HeaderChanges,
  Route,
  Server,
} from '../model/exposure.ts';
import type { Judgement } from '../model/health.ts';
import type { Match } from '../model/match.ts';
import {
  type Dependence,
  isTls,
  type Request,
  type Trace,
  type TraceNote,
} from '../model/trace.ts';
import { redirectUrl } from './redirect.ts';

/** The parts of a trace that say what becomes of a request once a rule has taken it. */
export type Answer = Pick<
  Trace,
  | 'outcome'
  | 'connection'
  | 'expectedStatus'
  | 'destinations'
  | 'failureShare'
  | 'redirect'
  | 'rewrite'
  | 'requestHeaders'
  | 'dependsOn'
  | 'notes'
  | 'judgement'
>;

export interface Taken {
  readonly route: Route;
  /** The match that took it; absent for a rule without any. */
  readonly match?: Match;
  readonly server: Server;
  readonly plane: DataPlane;
}

/** A fault comes first (N47), then a preflight, then what the rule does. */
export function answerOf(
  { route, match, server, plane }: Taken,
  request: Request,
  seen: Seen,
): Answer {
  const dependsOn = dependences(route, request);
  const common = {
    dependsOn,
    notes: caveatsOf(route, plane),
    judgement: route.judgement,
  };
  const none = { destinations: [], failureShare: 0 };
  const abort = route.modifiers.fault?.abort;
  if (abort !== undefined && abort.share >= 1)
    return { ...common, ...none, outcome: 'fault', expectedStatus: abort.status, failureShare: 1 };
  const preflight = preflightStatus(route.modifiers.cors, request, seen);
  if (preflight !== undefined)
    return {
      ...common,
      ...none,
      outcome: 'direct-response',
      expectedStatus: preflight,
      // Nobody is asked for leave before.
      dependsOn: dependsOn.filter((it) => it.type !== 'external-auth' && it.type !== 'password'),
    };
  const { action } = route;
  switch (action.type) {
    case 'redirect':
      return {
        ...common,
        ...none,
        outcome: 'redirect',
        expectedStatus: action.status,
        redirect: {
          status: action.status,
          url: redirectUrl(action, request, seen.path, match?.path),
        },
        failureShare: route.failureShare,
      };
    case 'direct-response':
      return { ...common, ...none, outcome: 'direct-response', expectedStatus: action.status };
    case 'invalid':
      return {
        ...common,
        ...none,
        outcome: 'bad-backend',
        ...(action.status === undefined
          ? { connection: 'closed' }
          : { expectedStatus: action.status }),
        failureShare: 1,
      };
    case 'forward': {
      const answer = forwarded(action.destinations, route, server, plane);
      const { password, satisfiesAny } = route.modifiers;
      const asksInVain =
        answer.outcome === 'backend' &&
        password === true &&
        satisfiesAny !== true &&
        !isSigned(request);
      if (asksInVain)
        return {
          ...common,
          ...ownAnswer('denied', { expectedStatus: PASSWORD_NEEDED, dependsOn }),
        };
      return {
        ...common,
        ...answer,
        ...changes(route, action.destinations, request, seen, match),
      };
    }
  }
}

/** What nginx answers who sends no name and password. */
export const PASSWORD_NEEDED = 401;

export const isSigned = ({ headers }: Request): boolean =>
  headers.some((it) => it.name.toLowerCase() === 'authorization');

function forwarded(
  all: readonly Destination[],
  { failureShare }: Route,
  server: Server,
  { proxy }: DataPlane,
) {
  const destinations = all.filter((it) => it.share > 0);
  const fails = destinations.every((it) => it.failureShare >= 1);
  if (!fails) return { outcome: 'backend' as const, destinations, failureShare };
  const [first] = destinations;
  const status = first?.failureStatus;
  return {
    outcome: 'bad-backend' as const,
    destinations,
    failureShare,
    ...(server.protocol === 'http' && status !== undefined && { expectedStatus: status }),
    // A proxy has taken the connection before it finds nobody; kube-proxy refuses it.
    ...(server.protocol !== 'http' && {
      connection: proxy === 'kube-proxy' ? ('refused' as const) : ('closed' as const),
    }),
  };
}

/** G12, N47: OPTIONS with an Origin and the method that is wanted, answered by the gateway itself. */
function preflightStatus(
  cors: Cors | undefined,
  { method }: Request,
  seen: Seen,
): number | undefined {
  if (cors === undefined || method.toUpperCase() !== 'OPTIONS') return undefined;
  const origin = headerValue(seen, 'origin') ?? '';
  if (cors.anyOptions === true) {
    const isAllowed = cors.origins.some((it) => textMatches(it, origin) === true);
    return isAllowed ? cors.preflightStatus : undefined;
  }
  if (origin === '' || headerValue(seen, 'access-control-request-method') === undefined)
    return undefined;
  const allowed = cors.origins.some((it) => textMatches(it, origin) === true);
  return allowed || cors.answersForeign ? cors.preflightStatus : undefined;
}

/** What the Pod sees, where it differs from what was sent. */
function changes(
  route: Route,
  destinations: readonly Destination[],
  request: Request,
  seen: Seen,
  match: Match | undefined,
): Pick<Answer, 'rewrite' | 'requestHeaders'> {
  const [only] = destinations;
  const own = destinations.length === 1 ? only?.modifiers : undefined;
  const host = own?.rewrite?.host ?? route.modifiers.rewrite?.host;
  const pathRewrite = own?.rewrite?.path ?? route.modifiers.rewrite?.path;
  const path =
    pathRewrite === undefined ? undefined : rewritePath(pathRewrite, seen.path, match?.path);
  const rewrite = {
    ...(host !== undefined && host !== request.authority && { host }),
    ...(path !== undefined && path !== request.path && { path }),
  };
  const applied = [route.modifiers.requestHeaders, own?.requestHeaders].filter(
    (it) => it !== undefined,
  );
  const requestHeaders = applied.reduce(withChanges, request.headers);
  return {
    ...(Object.keys(rewrite).length > 0 && { rewrite }),
    ...(applied.length > 0 && { requestHeaders }),
  };
}

function withChanges(
  headers: Request['headers'],
  { set, add, remove }: HeaderChanges,
): Request['headers'] {
  const gone = new Set([...remove, ...set.map((it) => it.name)].map((it) => it.toLowerCase()));
  return [...headers.filter((it) => !gone.has(it.name.toLowerCase())), ...set, ...add];
}

function dependences({ modifiers }: Route, request: Request): readonly Dependence[] {
  const { externalAuth, password, clientCertificate } = modifiers;
  return [
    ...(externalAuth === undefined
      ? []
      : [{ type: 'external-auth' as const, service: externalAuth }]),
    ...(password === true && isSigned(request) ? [{ type: 'password' as const }] : []),
    ...(clientCertificate === true && isTls(request.scheme)
      ? [{ type: 'client-certificate' as const }]
      : []),
  ];
}

const caveatsOf = (route: Route, plane: DataPlane): readonly TraceNote[] =>
  [...plane.caveats, ...route.caveats].map((caveat) => ({ type: 'caveat', caveat }));

/** For outcomes that no rule decides. */
export function ownAnswer(
  outcome: Trace['outcome'],
  more: Partial<Pick<Answer, 'connection' | 'expectedStatus' | 'dependsOn' | 'notes'>>,
): Answer {
  const judgement: Judgement = { health: 'unknown' };
  return {
    outcome,
    destinations: [],
    failureShare: 1,
    dependsOn: [],
    notes: [],
    judgement,
    ...more,
  };
}

export const seenOf = (request: Request, path: string): Seen => ({
  path,
  ...(request.query !== undefined && { query: request.query }),
  method: request.method,
  scheme:
    request.scheme === 'https' || request.scheme === 'wss' || request.scheme === 'grpcs'
      ? 'https'
      : 'http',
  authority: request.authority,
  ...(request.sni !== undefined && { sni: request.sni }),
  headers: request.headers,
});

export const hostHeader = ({ authority }: Request): string => hostOf(authority);
