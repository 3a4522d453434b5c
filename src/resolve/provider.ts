import type { Kind, Pod } from '../inventory/kinds.ts';
import type { Labels, Reader } from '../inventory/reader.ts';
import type { Authentication, Authorization, Guard } from '../model/authorization.ts';
import type {
  Caveat,
  DataPlaneListener,
  DirectResponse,
  EntryPoint,
  Fact,
  Listener,
  Modifiers,
  PathReading,
  Proxy,
  Redirect,
  Route,
  Server,
  TrafficPolicy,
  Unread,
  VirtualHost,
} from '../model/exposure.ts';
import type { Judgement, Reason, Unreadable, Unresolved } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Memory } from './memory.ts';

/**
 * The port of a routing API. A provider knows one API and nothing else: not how objects are fetched, not how Services
 * find Pods, not health, not words. Precedence is its own: it hands routes over in the order in which its data plane
 * tries them.
 */
export interface Provider<K extends Kind = Kind> {
  /** As in `provider` of the JSON. */
  readonly name: string;
  /** The kinds it reads: what is watched, what RBAC must allow, what `snapshot` keeps. */
  readonly reads: readonly K[];
  /** Which of them are ways in, and which hold rules: for HTTP, and for other protocols. */
  readonly holds: { readonly [H in Unread['holds']]: readonly K[] };
  /**
   * Whether a Pod is one of its proxies, as far as that tells itself. Asked where ways in could not be read, so that
   * what stands before such Pods is not taken for a plain Service.
   */
  isProxy?(pod: Pod): boolean;
  /**
   * The proxies that serve this API, each with the ways in that its objects make, and all their rules. In steps: there
   * may be thousands. Of Pods and workloads it sees what they are, and not how they are. What stays the same by itself
   * while others change goes into the memory.
   */
  dataPlanes(
    objects: Reader<K>,
    memory: Pick<Memory, 'remember'>,
  ): Generator<undefined, readonly DataPlaneSeed[]>;
}

export interface DataPlaneSeed {
  /** Unique: `istio/istio-system/istio=ingressgateway`. */
  readonly id: string;
  readonly name: string;
  readonly proxy: Proxy;
  readonly paths?: PathReading;
  readonly servedBy: ServedBy;
  readonly listeners: readonly DataPlaneListenerSeed[];
  readonly entryPoints: readonly EntryPointSeed[];
  readonly caveats?: readonly Caveat[];
  readonly authorization?: readonly Authorization[];
  readonly authentication?: readonly Authentication[];
}

/** Who answers; `resolve/way-in.ts` finds its Services, addresses and Pods. */
export type ServedBy =
  /** kube-proxy, for one Service. */
  | { readonly type: 'service'; readonly namespace: string; readonly name: string }
  /**
   * Pods with these labels, in one namespace or in all. `ports` tells how a port of a Service in front finds the data
   * plane's listener: by its own number, or by the targetPort that it has on the Pods (N3).
   */
  | {
      readonly type: 'pods';
      readonly namespace?: string;
      readonly selector: Labels;
      readonly ports: 'service-port' | 'target-port';
      /** Addresses that the object itself tells (Gateway API), where no Service does. */
      readonly addresses?: readonly string[];
    }
  /** The Pods behind a Service that was found by its address or name. */
  | {
      readonly type: 'pods-of-service';
      readonly namespace: string;
      readonly name: string;
      readonly ports: 'service-port' | 'target-port';
    }
  /** A controller outside of the cluster (ALB, GKE): it has addresses and no Pods. */
  | {
      readonly type: 'external';
      readonly controller: string;
      readonly addresses: readonly string[];
      readonly ports: readonly number[];
    }
  /** Nothing was found: `judgement` says whether that is known (H6). */
  | {
      readonly type: 'nothing';
      readonly judgement: Judgement;
      /** Who is looked for. */
      readonly controller?: string;
      readonly addresses?: readonly string[];
    };

export type DataPlaneListenerSeed = Omit<DataPlaneListener, 'servers'> & {
  readonly servers: readonly ServerSeed[];
};
export type ServerSeed = Omit<Server, 'virtualHosts' | 'entryPoint'> & {
  readonly entryPoint: ObjectRef;
  readonly virtualHosts: readonly VirtualHostSeed[];
};
export type VirtualHostSeed = Omit<VirtualHost, 'routes' | 'entryPoint'> & {
  readonly entryPoint: ObjectRef;
  /** In the order in which the data plane tries them. The same object where the same rule serves several hosts. */
  readonly routes: readonly RouteSeed[];
};

export interface EntryPointSeed {
  readonly object: ObjectRef;
  readonly className?: string;
  readonly listeners: readonly ListenerSeed[];
  /** Rules that belong to it and that no listener serves: shown, never tried. */
  readonly idleRoutes?: readonly RouteSeed[];
  readonly judgement?: Judgement;
  readonly partial?: EntryPoint['partial'];
  readonly facts?: readonly Fact[];
  readonly created?: string;
}

export type ListenerSeed = Omit<Listener, 'judgement'> & { readonly judgement?: Judgement };

export type RouteSeed = Omit<
  Route,
  'id' | 'entryPoint' | 'action' | 'judgement' | 'failureShare' | 'facts' | 'caveats' | 'modifiers'
> & {
  readonly entryPoint: ObjectRef;
  /** Tells apart what one rule becomes in one entry point (a redirect on 80, the route on 443). */
  readonly variant?: string;
  readonly action: ActionSeed;
  readonly modifiers?: Modifiers;
  readonly facts?: readonly Fact[];
  readonly caveats?: readonly Caveat[];
  /** Of the object's own making: refused by its controller, say. Joined with that of the destinations. */
  readonly judgement?: Judgement;
};

export type ActionSeed =
  | {
      readonly type: 'forward';
      readonly to: readonly BackendRef[];
      /** What the data plane answers for a backend that cannot be resolved, and for one without a ready endpoint; none for TCP. */
      readonly statuses: {
        readonly unresolved?: number;
        readonly noEndpoint?: number;
        /** Where endpoints are on other Nodes alone; absent: the same. */
        readonly noLocalEndpoint?: number;
      };
    }
  | Redirect
  | DirectResponse
  | Extract<Route['action'], { readonly type: 'invalid' }>;

/** A reference as written; `resolve/backend.ts` turns it into a Destination. */
export interface BackendRef {
  /** As written, for people: `reviews:9080`. */
  readonly ref: string;
  /** `spec.http[0].route[1]` */
  readonly path?: string;
  readonly weight: number;
  /** 0 to 1, by the API's own rules about weights (N26, G10, I11). */
  readonly share: number;
  readonly target: BackendTarget;
  /** A subset that is asked for by name: a policy finds what it means (N27). */
  readonly subset?: string;
  readonly policy?: TrafficPolicy;
  readonly guard?: Guard;
  readonly waypoint?: ObjectRef;
  /** The proxy dials the Service's address, so that kube-proxy chooses the Pod (`service-upstream`). */
  readonly dialsService?: true;
  /** Why connections fail though there are endpoints (N35). */
  readonly refused?: Reason;
  /** 0 to 1: how many of them; absent: every one. */
  readonly refusedShare?: number;
  readonly modifiers?: Pick<Modifiers, 'rewrite' | 'requestHeaders' | 'responseHeaders'>;
  readonly facts?: readonly Fact[];
}

export type BackendTarget =
  | {
      readonly type: 'service';
      readonly namespace: string;
      readonly name: string;
      /** A Service port's number or name; absent: its only port. */
      readonly port?: number | string;
      readonly subset?: {
        readonly name: string;
        readonly labels: Labels;
        readonly destinationRule: ObjectRef;
      };
    }
  /** Pods chosen by labels and not by a Service (ServiceEntry with a workloadSelector), with other endpoints beside. */
  | {
      readonly type: 'endpoints';
      readonly host: string;
      readonly port: number;
      readonly object: ObjectRef;
      readonly podSelector?: { readonly namespace: string; readonly labels: Labels };
      /** Addresses of endpoints that are no Pods: their health is unknown. */
      readonly addresses: readonly string[];
      /** A sidecar would send it to the address that its client asked for, which a gateway cannot (N50). */
      readonly asAsked?: true;
    }
  | {
      readonly type: 'external';
      readonly host: string;
      readonly port?: number;
      readonly object?: ObjectRef;
      /** Other names that stand for the host. */
      readonly addresses?: readonly string[];
    }
  | {
      readonly type: 'unresolved';
      readonly because: Unresolved;
      readonly unreadable?: Unreadable;
      readonly object?: ObjectRef;
    };

/**
 * What applies on the way to a destination and comes from another object (DestinationRule, BackendTLSPolicy).
 * Tried on every backendRef of every data plane.
 */
export interface Policy<K extends Kind = Kind> {
  readonly name: string;
  readonly reads: readonly K[];
  /**
   * Called once for what it reads: what is the same for every backendRef is found here. What is found later and kept
   * goes into the memory, which knows what it was made of.
   */
  prepare(objects: Reader<K>, memory: Pick<Memory, 'remember'>): PreparedPolicy;
}

export type PreparedPolicy = (backend: BackendRef, from: PolicyContext) => BackendRef;

export interface PolicyContext {
  /** Whose rule it is. */
  readonly provider: string;
  readonly proxy: Proxy;
  /** Of the Pods that send. */
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly labels: Labels;
  /** Of each one that serves, the Node that it runs on. Asked for late: most rules stay the same when these change. */
  readonly nodes?: () => readonly string[];
}

/** Holds a provider to the kinds it declares: reading another one does not compile. */
export function defineProvider<const K extends Kind>(provider: Provider<K>): Provider {
  return provider;
}

export function definePolicy<const K extends Kind>(policy: Policy<K>): Policy {
  return policy;
}
