import type {
  Address,
  DataPlaneId,
  Destination,
  EntryPointId,
  Route,
  RouteId,
} from './exposure.ts';
import type { Judgement, NotAttached, Reason, Unreadable } from './health.ts';
import type { PathMatch, StringMatch } from './match.ts';
import type { ObjectRef } from './object-ref.ts';

export const SCHEMES = [
  'http',
  'https',
  'ws',
  'wss',
  'grpc',
  'grpcs',
  'tcp',
  'tls',
  'udp',
] as const;
export type Scheme = (typeof SCHEMES)[number];

const TLS_SCHEMES: ReadonlySet<Scheme> = new Set<Scheme>(['https', 'wss', 'grpcs', 'tls']);
export const isTls = (scheme: Scheme): boolean => TLS_SCHEMES.has(scheme);

/** Ports that a scheme means when none is written. */
export const USUAL_PORTS: Readonly<Record<Scheme, number | undefined>> = {
  http: 80,
  ws: 80,
  grpc: 80,
  https: 443,
  wss: 443,
  grpcs: 443,
  tls: 443,
  tcp: undefined,
  udp: undefined,
};

/** One request from outside, as it leaves the client. */
export interface Request {
  readonly url: string;
  readonly scheme: Scheme;
  /** What is dialled and looked up: a name or an IP address without brackets, lower case, without a trailing dot. */
  readonly host: string;
  readonly port: number;
  /** As sent, percent-encoding and all; begins with `/`. */
  readonly path: string;
  /** Without the `?`; absent where there is none. */
  readonly query?: string;
  readonly method: string;
  /** In order; names as given. `Host` is not among them. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The Host header or :authority, with its port as sent. */
  readonly authority: string;
  /** Absent without TLS, and where the host is an IP address. */
  readonly sni?: string;
  /** Narrows the answer. */
  readonly via?: EntryPointId;
  readonly address?: string;
}

/** What a client sends as Host for what it dials: the scheme's own port is left out. */
export function authorityOf({ scheme, host, port }: Pick<Request, 'scheme' | 'host' | 'port'>) {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === USUAL_PORTS[scheme] ? name : `${name}:${port}`;
}

/** The headers to send, with the Host where it is not the URL's own. */
export const sentHeaders = (request: Request): Request['headers'] => [
  ...(request.authority.toLowerCase() === authorityOf(request)
    ? []
    : [{ name: 'Host', value: request.authority }]),
  ...request.headers,
];

export const OUTCOMES = [
  'backend',
  'redirect',
  'direct-response',
  'no-entry-point',
  'no-listener',
  'no-route',
  'bad-backend',
  'tls-mismatch',
  'denied',
  'fault',
  'depends',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** More than this many answers help nobody: of so many, some may be left out. */
export const MOST_BRANCHES = 8;

export interface Trace {
  readonly request: Request;
  readonly outcome: Outcome;
  /** Where there is no HTTP answer. */
  readonly connection?: 'refused' | 'closed' | 'tls-failure';
  readonly dependsOn: readonly Dependence[];
  readonly branches: readonly Trace[];
  /** Where the data plane itself answers. */
  readonly expectedStatus?: number;
  readonly entryPoint?: EntryPointId;
  readonly dataPlane?: DataPlaneId;
  readonly address?: Address;
  /** The data plane's port, and the server and virtual host that took the request. */
  readonly server?: {
    readonly port: number;
    readonly name?: string;
    readonly tls: 'none' | 'terminate' | 'passthrough';
  };
  readonly virtualHost?: string;
  readonly route?: Route;
  /** Index in `route.matches` of the match that took it; absent for a rule without matches. */
  readonly match?: number;
  readonly destinations: readonly Destination[];
  /** 0 to 1: the part of such requests that would fail. */
  readonly failureShare: number;
  readonly redirect?: { readonly url: string; readonly status: number };
  /** As the Pod sees them, where they differ from what was sent. */
  readonly rewrite?: { readonly host?: string; readonly path?: string };
  readonly requestHeaders?: readonly { readonly name: string; readonly value: string }[];
  /** The path as the proxy reads it, where it differs from what was sent. */
  readonly normalizedPath?: string;
  readonly rejected: readonly Rejection[];
  readonly alternatives: readonly {
    readonly entryPoint: EntryPointId;
    readonly reason: Alternative;
  }[];
  /** Why the answer may differ from what the proxy does. */
  readonly notes: readonly TraceNote[];
  readonly judgement: Judgement;
}

/** A rule or entry point that came near, and the one reason that ruled it out. */
export interface Rejection {
  readonly object: ObjectRef;
  readonly route?: RouteId;
  readonly rule?: { readonly index: number; readonly name?: string; readonly path?: string };
  readonly reason: Miss;
}

/** Why something does not take a request. */
export type Miss =
  | { readonly type: 'host'; readonly wanted: readonly string[]; readonly got: string }
  /** Its host fits, and a more specific one takes the request alone (N12, I4, G5). */
  | { readonly type: 'less-specific-host'; readonly host: string; readonly winner: string }
  | { readonly type: 'path'; readonly wanted: readonly PathMatch[]; readonly got: string }
  | { readonly type: 'method'; readonly wanted: StringMatch; readonly got: string }
  | { readonly type: 'scheme'; readonly wanted: StringMatch; readonly got: string }
  | { readonly type: 'authority'; readonly wanted: StringMatch; readonly got: string }
  | {
      readonly type: 'header';
      readonly name: string;
      readonly wanted: StringMatch;
      readonly not: boolean;
      readonly got?: string;
    }
  | {
      readonly type: 'query';
      readonly name: string;
      readonly wanted: StringMatch;
      readonly not: boolean;
      readonly got?: string;
    }
  | {
      readonly type: 'cookie';
      readonly name: string;
      readonly wanted: StringMatch;
      readonly got?: string;
    }
  | {
      readonly type: 'grpc';
      readonly part: 'service' | 'method';
      readonly wanted: StringMatch;
      readonly got: string;
    }
  | {
      readonly type: 'claim';
      readonly name: string;
      readonly wanted: StringMatch;
      readonly not: boolean;
      readonly got?: string;
    }
  | { readonly type: 'remote-ip'; readonly wanted: readonly string[] }
  | { readonly type: 'sni'; readonly wanted: readonly string[]; readonly got?: string }
  /** It matches too; an earlier rule takes the request. */
  | { readonly type: 'later-rule'; readonly winner: RouteId }
  | { readonly type: 'invalid-pattern'; readonly pattern: string }
  | { readonly type: 'port'; readonly wanted: readonly number[]; readonly got: number }
  | { readonly type: 'address'; readonly wanted: readonly string[]; readonly got: string }
  | { readonly type: 'tls'; readonly wanted: 'plain' | 'tls' }
  /** Its listener for the port is not served, or speaks UDP to one who speaks TCP. */
  | { readonly type: 'listener'; readonly port: number; readonly because?: Reason }
  /** It has the host, and no listener of its Gateway gives it anything. */
  | { readonly type: 'not-attached'; readonly because: NotAttached }
  /** A policy that lets the request go no further (N37). */
  | { readonly type: 'denies' | 'allows-others' }
  | { readonly type: 'no-address' };

export type Alternative =
  /** Another data plane answers for the name too: only DNS decides. */
  | { readonly type: 'other-data-plane'; readonly address: string }
  | { readonly type: 'other-address'; readonly address: string };

/** What an answer hangs on that meshpath cannot know. */
export type Dependence =
  | { readonly type: 'claim'; readonly name: string }
  | { readonly type: 'client-address'; readonly wanted: readonly string[] }
  | { readonly type: 'dns'; readonly host: string; readonly addresses: readonly string[] }
  | { readonly type: 'identity'; readonly policy: ObjectRef }
  /** Whether the token that is shown is a valid one (N37). */
  | { readonly type: 'token'; readonly policy: ObjectRef }
  | { readonly type: 'external-auth'; readonly service: string }
  /** Whether the name and password that were sent are good. */
  | { readonly type: 'password' }
  | { readonly type: 'forwarded-proto' }
  /** The gateway asks for one, and cuts off who has none. */
  | { readonly type: 'client-certificate' }
  | { readonly type: 'unreadable'; readonly resource: string; readonly because: Unreadable };

export type TraceNote =
  | { readonly type: 'caveat'; readonly caveat: Route['caveats'][number] }
  | { readonly type: 'port-ignored-in-host' }
  | { readonly type: 'nearest'; readonly entryPoint: EntryPointId; readonly miss: Miss };

/** Why what was asked is no request. */
export type RequestProblem =
  | { readonly type: 'not-a-url'; readonly url: string }
  | { readonly type: 'unknown-scheme'; readonly scheme: string }
  | { readonly type: 'bad-host'; readonly host: string }
  | { readonly type: 'bad-port'; readonly port: string }
  | { readonly type: 'port-needed'; readonly scheme: Scheme }
  | { readonly type: 'bad-header'; readonly header: string }
  | { readonly type: 'bad-method'; readonly method: string }
  | { readonly type: 'via-names-nothing'; readonly via: string }
  | {
      readonly type: 'via-names-several';
      readonly via: string;
      readonly candidates: readonly ObjectRef[];
    };
