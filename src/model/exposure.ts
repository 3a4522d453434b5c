import type { Authentication, Authorization, Guard } from './authorization.ts';
import type { Judgement, Reason, Unreadable, Unresolved } from './health.ts';
import type { Match } from './match.ts';
import { type ObjectRef, refKey } from './object-ref.ts';

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** The same for the same thing in every snapshot: cursor, folds and flashes hang on it. */
export type EntryPointId = Brand<string, 'EntryPointId'>;
export type DataPlaneId = Brand<string, 'DataPlaneId'>;
export type RouteId = Brand<string, 'RouteId'>;

/** With the group: Istio and the Gateway API both have a Gateway. */
/** `plane` tells apart what one object is in several data planes (an Istio Gateway that picks two workloads). */
export const entryPointId = (object: ObjectRef, plane = ''): EntryPointId =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- makes the brand
  (plane === '' ? refKey(object) : `${refKey(object)}@${plane}`) as EntryPointId;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- makes the brand
export const dataPlaneId = (name: string): DataPlaneId => name as DataPlaneId;
/** A rule may serve several entry points, and stand in one of them more than once (`variant`). */
export const routeId = (
  entryPoint: EntryPointId,
  object: ObjectRef,
  rule: number,
  variant = '',
): RouteId =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- makes the brand
  `${entryPoint}>${refKey(object)}#${rule}${variant}` as RouteId;

/** Everything that can be reached from outside, and how. Plain data, a function of the objects and the time. */
export interface Exposure {
  readonly dataPlanes: readonly DataPlane[];
  /** By id. */
  readonly entryPoints: readonly EntryPoint[];
  /** Where there may be more ways in, or more rules, than could be read: "nothing answers" is not said then. */
  readonly unread: readonly Unread[];
  /** Objects that serve kinds which no provider knows, by kind: said, not resolved. */
  readonly unsupported: readonly {
    readonly kind: string;
    readonly group: string;
    readonly objects: number;
  }[];
  /** RFC 3339. When a judgement changes by time alone (a grace period ends): the session wakes then. */
  readonly nextChangeAt?: string;
}

/** A kind of which not all objects could be read. */
export interface Unread {
  /** Whose API it is. */
  readonly provider: string;
  readonly holds: 'entry-points' | 'http-rules' | 'other-rules';
  readonly resource: string;
  readonly because: Unreadable;
}

/**
 * One proxy as requests meet it: a gateway workload, an ingress controller, or kube-proxy for one Service. Its rules
 * come from many objects and are tried together, so that a rule of one entry point can take a request from another's.
 */
export interface DataPlane {
  readonly id: DataPlaneId;
  /** Namespace and name of what serves, or of the controller: for people. */
  readonly name: string;
  readonly proxy: Proxy;
  readonly paths?: PathReading;
  readonly listeners: readonly DataPlaneListener[];
  /** Why an answer may differ from what is computed here. */
  readonly caveats: readonly Caveat[];
  /** Who may pass at all, before any rule is tried (N37). */
  readonly authorization?: readonly Authorization[];
  readonly authentication?: readonly Authentication[];
}

/** What kind of proxy it is; decides normalisation and answers of its own. */
export type Proxy = 'kube-proxy' | 'nginx' | 'istio' | 'envoy' | 'other';

/**
 * What some proxies do to paths beyond what all of their kind do: repeated slashes become one, and an escaped slash is
 * answered with a redirect to the path without the escape.
 */
export type PathReading = 'merges-slashes' | 'merges-and-unescapes-slashes';

/** One port of a proxy. First a server is chosen, by TLS and SNI; in it a virtual host; in that a route. */
export interface DataPlaneListener {
  /** In the data plane's own numbering; `Address.ports` leads here. */
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  readonly servers: readonly Server[];
  /** Why the proxy refuses it whole, so that nothing listens: a proxy that ran before may go on with what it had. */
  readonly refused?: Judgement;
}

/** What takes a connection. Chosen among the servers of a port: one without TLS for plain bytes, else by SNI. */
export interface Server {
  /** Whose it is. Of plain servers that merge, the first one's. */
  readonly entryPoint: EntryPointId;
  /** The listener's or server's name or number in its object. */
  readonly name?: string;
  /** `none` takes what comes without TLS. */
  readonly tls: 'none' | 'terminate' | 'passthrough';
  /** How a client's certificate is treated: `required` means that a caller without one is cut off. */
  readonly clientCertificate?: 'required' | 'optional' | 'mesh-only';
  /** The handshake fails: the certificate's Secret is missing, say. */
  readonly handshake?: 'fails' | 'unknown';
  /** SNI names it takes: exact, `*` with a rest (any number of labels), or `*`. Irrelevant without TLS. */
  readonly sni: readonly string[];
  /** What is spoken inside: for `tcp` the first route of the first virtual host takes the connection. */
  readonly protocol: 'http' | 'tcp' | 'udp';
  /** The answer to a Host that another server of this port has (N41: 404, G17: 421). */
  readonly otherHostStatus: 404 | 421;
  /** How many labels the `*` of a virtual host stands for (I4, N11). */
  readonly wildcard: 'one-label' | 'any-labels';
  /** Hosts that answer here; the most specific alone. */
  readonly virtualHosts: readonly VirtualHost[];
  /** The answer where no virtual host or no route takes the request. */
  readonly otherwise: number;
}

/** Chosen by the Host header, the most specific alone; then the first route that matches takes the request. */
export interface VirtualHost {
  /** Lower case: exact, `*` with a rest, or `*`. */
  readonly host: string;
  readonly entryPoint: EntryPointId;
  /** Its `*` stands for more labels than those of its server do, and comes before them. */
  readonly wildcard?: 'any-labels';
  /** Which of its entry point's listeners has it, where several are one server (G5). */
  readonly listener?: string;
  readonly routes: readonly Route[];
}

export interface EntryPoint {
  readonly id: EntryPointId;
  /** As in `provider` of the JSON. */
  readonly provider: string;
  readonly object: ObjectRef;
  readonly dataPlane: DataPlaneId;
  readonly className?: string;
  readonly listeners: readonly Listener[];
  readonly addresses: readonly Address[];
  /** From the outside to the Pods that route: address, node port, Service, gateway Pods. */
  readonly wayIn: readonly Hop[];
  /** Its own rules, in the order in which the data plane tries them; others' may stand between. */
  readonly routes: readonly Route[];
  readonly judgement: Judgement;
  /** What could not be read and does not decide: Secrets, Nodes, a class (H2). */
  readonly partial: readonly Reason[];
  readonly facts: readonly Fact[];
  /** Ports of the Service in front that no rule uses (S1a): one folded row. */
  readonly unroutedPorts: readonly {
    readonly service: ObjectRef;
    readonly port: number;
    readonly name?: string;
  }[];
  /** RFC 3339. */
  readonly created?: string;
}

/** A port with its names, as the entry point's object writes it. */
export interface Listener {
  readonly name?: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TLS' | 'TCP' | 'UDP';
  /** Empty: any. */
  readonly hosts: readonly string[];
  readonly tls?: {
    readonly mode: 'terminate' | 'passthrough' | 'mutual' | 'mesh';
    readonly secret?: ObjectRef;
  };
  readonly judgement: Judgement;
  /** Where it stands: `spec.servers[0]`, in its entry point's object unless `object` names another one. */
  readonly path: string;
  readonly object?: ObjectRef;
  /** Where requests for it arrive in its data plane: absent where the listener is dropped or serves nothing. */
  readonly dataPlanePort?: number;
}

/** Something one can dial. */
export interface Address {
  readonly type: 'loadBalancer' | 'node' | 'external';
  /** An IP address or a name; empty while pending. */
  readonly value: string;
  readonly pending?: true;
  /** CIDRs of those who may call it; absent: anyone. */
  readonly sources?: readonly string[];
  /** The Service that opens it. */
  readonly service?: ObjectRef;
  /** `port` is dialled; `listener` is the data plane's port that takes it. */
  readonly ports: readonly {
    readonly port: number;
    readonly transport: 'tcp' | 'udp';
    readonly listener: number;
    /** The port of the Service in between. */
    readonly servicePort?: number;
    /**
     * The load balancer ends TLS itself: what it got goes on as plain bytes, as HTTP with the scheme in
     * `X-Forwarded-Proto`, or encrypted anew, without the client's SNI.
     */
    readonly tlsEnds?: 'plain' | 'http' | 'tls';
  }[];
  readonly judgement: Judgement;
}

export type Hop =
  | {
      readonly type: 'address';
      readonly address: Address['type'];
      readonly values: readonly string[];
      readonly ports: readonly number[];
      readonly pending?: true;
      readonly service?: ObjectRef;
      readonly judgement: Judgement;
    }
  | {
      readonly type: 'node-port';
      readonly service: ObjectRef;
      readonly ports: readonly { readonly nodePort: number; readonly port: number }[];
      /** Nodes that answer, of those that there are. */
      readonly nodes: number;
      readonly ofNodes: number;
      readonly policy: 'Cluster' | 'Local';
      readonly judgement: Judgement;
    }
  | {
      /** kube-proxy takes it to a Pod. */
      readonly type: 'service';
      readonly service: ObjectRef;
      readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
      readonly judgement: Judgement;
    }
  | {
      readonly type: 'gateway-pods';
      /** The Deployment's, DaemonSet's or Service's name, else the selector. */
      readonly name: string;
      readonly workload?: ObjectRef;
      readonly selector?: Readonly<Record<string, string>>;
      readonly pods: readonly Pod[];
      readonly hostNetwork?: true;
      readonly judgement: Judgement;
    }
  | {
      /** A controller outside of the cluster, or one that was not found. */
      readonly type: 'controller';
      readonly name: string;
      readonly judgement: Judgement;
    };

/** One rule of one object, for one entry point. */
export interface Route {
  readonly id: RouteId;
  readonly entryPoint: EntryPointId;
  readonly object: ObjectRef;
  readonly rule: Rule;
  /** As the data plane matches them, lower case; `*` for any. */
  readonly hosts: readonly string[];
  /** Any of them, tried in this order; within one, all of its parts. None at all: everything. */
  readonly matches: readonly Match[];
  readonly action: Action;
  readonly modifiers: Modifiers;
  readonly facts: readonly Fact[];
  readonly caveats: readonly Caveat[];
  readonly judgement: Judgement;
  /** 0 to 1: the part of this rule's requests that would fail, faults included. */
  readonly failureShare: number;
  /** Not written by anyone: made by the data plane from a setting. */
  readonly generated?:
    | 'https-redirect'
    | 'default-backend'
    | 'app-root'
    | 'www-redirect'
    /** From a path to the same with a slash at its end. */
    | 'slash-redirect';
}

export interface Rule {
  /** From 0, in its object. */
  readonly index: number;
  readonly name?: string;
  /** `spec.http[1]`. */
  readonly path: string;
}

export type Action =
  | { readonly type: 'forward'; readonly destinations: readonly Destination[] }
  | Redirect
  | DirectResponse
  /** The rule can match and nothing can be done with it: the data plane answers `status` (G9, N26). */
  | {
      readonly type: 'invalid';
      readonly status?: number;
      readonly because: 'no-destination' | 'zero-weights' | 'invalid';
    };

export interface Redirect {
  readonly type: 'redirect';
  readonly status: number;
  readonly scheme?: string;
  readonly host?: string;
  /**
   * `keep` has the Host header's, but not the old scheme's own one where the scheme changes; `as-sent` has it
   * whatever it is; `drop` leaves it out.
   */
  readonly port?: number | 'keep' | 'as-sent' | 'drop';
  readonly path?: PathRewrite;
  /** The port is written even where it is the scheme's own. */
  readonly writesPort?: true;
  /** Without a slash at the end of what was sent, query and all (nginx). */
  readonly trimsSlash?: true;
  /** Whether the request's query is kept. */
  readonly query: 'keep' | 'drop';
  /** A whole URL, where the object gives one. May hold nginx variables. */
  readonly url?: string;
}

export interface DirectResponse {
  readonly type: 'direct-response';
  readonly status: number;
  readonly body?: string;
}

/**
 * `replace-prefix` replaces the matched prefix as a string (N20), `replace-segments` by path elements (G13),
 * `regex` every occurrence, with `\1` for groups; `extract` makes the whole path of what the pattern finds in it, with
 * `$1` for groups (nginx), and leaves a path in which it finds nothing.
 */
export type PathRewrite =
  | { readonly type: 'replace-full'; readonly value: string }
  | { readonly type: 'replace-prefix'; readonly value: string }
  | { readonly type: 'replace-segments'; readonly value: string }
  | {
      readonly type: 'regex' | 'extract';
      readonly pattern: string;
      readonly substitution: string;
      readonly ignoreCase?: true;
    };

/** What happens to a request besides where it goes. */
export interface Modifiers {
  readonly rewrite?: { readonly host?: string; readonly path?: PathRewrite };
  readonly requestHeaders?: HeaderChanges;
  readonly responseHeaders?: HeaderChanges;
  readonly mirrors?: readonly { readonly destination: string; readonly share: number }[];
  /** As written: `10s`. */
  readonly timeout?: string;
  readonly retries?: {
    readonly attempts?: number;
    readonly perTryTimeout?: string;
    readonly on?: string;
    /** Nobody wrote it: what the data plane does of itself. */
    readonly isDefault?: true;
  };
  readonly fault?: {
    readonly abort?: { readonly share: number; readonly status: number };
    readonly delay?: { readonly share: number; readonly duration: string };
  };
  readonly cors?: Cors;
  /** CIDRs: who may, and who may not. */
  readonly allowSources?: readonly string[];
  readonly denySources?: readonly string[];
  /** Another service decides whether the request goes on. */
  readonly externalAuth?: string;
  /** Who sends no `Authorization` is answered 401. */
  readonly password?: true;
  /** Of the source ranges, the password and the external authentication any one is enough. */
  readonly satisfiesAny?: true;
  /** Who comes by TLS is to show a certificate. */
  readonly clientCertificate?: true;
}

export interface HeaderChanges {
  readonly set: readonly { readonly name: string; readonly value: string }[];
  readonly add: readonly { readonly name: string; readonly value: string }[];
  readonly remove: readonly string[];
}

export interface Cors {
  readonly origins: readonly {
    readonly type: 'exact' | 'prefix' | 'suffix' | 'regex' | 'present';
    readonly value: string;
    readonly ignoreCase?: true;
    /** As the object has it, where `value` is made of it. */
    readonly written?: string;
  }[];
  readonly preflightStatus: number;
  /** Every OPTIONS request is one, whatever its headers ask for; for any origin, one without an Origin too (nginx). */
  readonly anyOptions?: true;
  /** Whether the gateway answers a preflight from a foreign origin itself too. */
  readonly answersForeign: boolean;
}

/** Something worth showing that does not decide the route. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** The object that says so, where it is another one. */
  readonly object?: ObjectRef;
}

/** Why the data plane may do otherwise than what is computed here. */
export type Caveat =
  | { readonly type: 'annotation'; readonly name: string }
  | { readonly type: 'snippet'; readonly name: string }
  | { readonly type: 'object'; readonly object: ObjectRef }
  /** What may decide and cannot be read: AuthorizationPolicies, say. */
  | { readonly type: 'unreadable'; readonly resource: string; readonly because: Unreadable }
  | {
      readonly type: 'implementation';
      readonly what:
        | 'isolation'
        | 'regex-order'
        /** Whether a rule of a wider host is tried where none of the most specific host takes the request (G8). */
        | 'hostname-precedence'
        /** Several Gateways on one proxy. */
        | 'shared-proxy'
        | 'implementation-specific-path'
        | 'pcre'
        | 'unknown-controller';
    }
  | { readonly type: 'assumed'; readonly what: string };

export interface Destination {
  /** As written; absent counts as 1 where the API says so. */
  readonly weight: number;
  /** 0 to 1: its part of the rule's requests. */
  readonly share: number;
  /** As written: `reviews`, `reviews:9080`. */
  readonly ref: string;
  /** A subset that is asked for by name. */
  readonly subset?: string;
  /** Where it stands in the rule's object: `spec.http[0].route[1]`. */
  readonly path?: string;
  readonly target: Target;
  readonly policy?: TrafficPolicy;
  readonly guard?: Guard;
  /** A proxy of the mesh that its requests go through (N38). */
  readonly waypoint?: ObjectRef;
  readonly modifiers?: Pick<Modifiers, 'rewrite' | 'requestHeaders' | 'responseHeaders'>;
  /** What the data plane answers for it: absent where the backend answers. For TCP there is none either. */
  readonly failureStatus?: number;
  /** 0 to 1 of its own requests. */
  readonly failureShare: number;
  readonly endpoints: { readonly ready: number; readonly total: number };
  readonly pods: readonly Pod[];
  readonly judgement: Judgement;
  readonly facts: readonly Fact[];
}

export type Target =
  | {
      readonly type: 'service';
      readonly service: ObjectRef;
      readonly port: number;
      readonly portName?: string;
      /** As written, a number or a name; several where Pods differ. */
      readonly targetPort: string;
      /** Of the Service: empty where its endpoints are made by hand. */
      readonly selector: Readonly<Record<string, string>>;
      readonly subset?: {
        readonly name: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly destinationRule: ObjectRef;
      };
    }
  /** ServiceEntry, ExternalName: leaves the cluster. */
  | {
      readonly type: 'external';
      readonly host: string;
      readonly port?: number;
      readonly object?: ObjectRef;
    }
  | {
      readonly type: 'unresolved';
      readonly because: Unresolved;
      readonly unreadable?: Unreadable;
      readonly object?: ObjectRef;
    };

/** Of a DestinationRule or BackendTLSPolicy, as facts. */
export interface TrafficPolicy {
  readonly object: ObjectRef;
  readonly loadBalancer?: string;
  readonly connectionPool?: Readonly<Record<string, unknown>>;
  readonly outlierDetection?: Readonly<Record<string, unknown>>;
  readonly tls?: { readonly mode: string; readonly sni?: string };
  readonly facts: readonly Fact[];
}

export interface Pod {
  readonly object: ObjectRef;
  readonly ip?: string;
  readonly node?: string;
  /** The word that `kubectl get pods` prints (H4). */
  readonly status: string;
  /** From the EndpointSlices (H4). */
  readonly inRotation: 'yes' | 'no' | 'draining' | 'not-listed' | 'unknown';
  readonly readyContainers: number;
  readonly containers: number;
  readonly restarts: number;
  readonly startedAt?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether a proxy of Istio stands before it (N36): without one it takes plain text alone. Absent without Istio. */
  readonly mesh?: 'sidecar' | 'ambient' | 'none';
  readonly judgement: Judgement;
}
