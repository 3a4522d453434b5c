import { by } from '../lib/order.ts';
import type { ObjectRef } from './object-ref.ts';

/** Worst first: sorting, colour and the roll-up read this list (spec/health.md). */
export const HEALTHS = ['broken', 'degraded', 'unknown', 'progressing', 'idle', 'healthy'] as const;
export type Health = (typeof HEALTHS)[number];

/** A judgement, why, and since when (H5). */
export interface Judgement {
  readonly health: Health;
  /** RFC 3339, UTC. Absent where nothing tells. */
  readonly since?: string;
  /** It may have begun before: what came earlier is recorded nowhere. */
  readonly sinceAtLeast?: true;
  readonly reason?: Reason;
}

/** Since when something is so. */
export type Beginning = Pick<Judgement, 'since' | 'sinceAtLeast'>;

/** Why something is not simply healthy. Data; `text/reasons.ts` has the words. */
export type Reason =
  /** A Pod's own trouble: `word` as kubectl prints it. */
  | {
      readonly type: 'pod';
      readonly word: string;
      readonly message?: string;
      readonly exitCode?: number;
      /** When its container ended last. */
      readonly at?: string;
    }
  | {
      readonly type: 'restarted';
      readonly restarts: number;
      readonly word: string;
      readonly at?: string;
    }
  | { readonly type: 'not-in-rotation' }
  | { readonly type: 'node-not-ready'; readonly node: string }
  | {
      readonly type: 'not-ready';
      readonly containers: readonly string[];
      readonly message?: string;
    }
  | { readonly type: 'readiness-gate'; readonly gate: string; readonly message?: string }
  | { readonly type: 'no-ready-endpoint'; readonly total: number; readonly worst?: Reason }
  | {
      readonly type: 'some-endpoints-not-ready';
      readonly ready: number;
      readonly total: number;
      readonly worst?: Reason;
    }
  | { readonly type: 'only-draining' }
  /** `internalTrafficPolicy: Local`, and no ready endpoint on the Nodes of so many gateway Pods. */
  | { readonly type: 'no-endpoint-on-node'; readonly gatewayPods: number; readonly of: number }
  | {
      readonly type: 'selector-matches-nothing';
      readonly selector: Readonly<Record<string, string>>;
    }
  | {
      /** The Service picks no Pods by itself. */
      readonly type: 'no-endpoints';
      /** Of a ServiceEntry: it lists none, or has `resolution: NONE` (N50). */
      readonly entry?: 'empty' | 'as-asked';
    }
  /** There is who would make them, and none is there: a quota or a webhook refuses them, say. */
  | { readonly type: 'no-pods'; readonly workload: ObjectRef; readonly message?: string }
  /** The Pods of before serve on: what was to follow them has not come. */
  | { readonly type: 'rollout-failed'; readonly workload: ObjectRef; readonly message?: string }
  | { readonly type: 'scaled-to-zero'; readonly workload: ObjectRef }
  | { readonly type: 'leaves-the-cluster'; readonly host: string }
  | { readonly type: 'unresolved'; readonly ref: string; readonly because: Unresolved }
  /** Part of a rule's requests fails; `share` 0 to 1. */
  | { readonly type: 'share-fails'; readonly share: number; readonly worst?: Reason }
  /** N35, N36: the Pods do not take what the gateway is made to speak; `plain` has no proxy to take it. */
  | {
      readonly type: 'tls-refused';
      readonly client: string;
      readonly server: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'plain';
      readonly policy?: ObjectRef;
    }
  /** N37: the Pods' own proxies deny the request; by one policy, or by those that allow others alone. */
  | { readonly type: 'denied'; readonly policy?: ObjectRef }
  | { readonly type: 'no-destination' }
  | { readonly type: 'fault'; readonly share: number; readonly status?: number }
  | {
      readonly type: 'rules-not-well' | 'listeners-not-well';
      readonly share: number;
      readonly worst?: Reason;
    }
  | { readonly type: 'address-pending' }
  | { readonly type: 'no-node-address' }
  | { readonly type: 'no-local-endpoint'; readonly nodes: number; readonly of: number }
  | { readonly type: 'no-gateway-pods'; readonly selector?: Readonly<Record<string, string>> }
  | {
      readonly type: 'gateway-pods-not-ready';
      readonly ready: number;
      readonly total: number;
      readonly worst?: Reason;
    }
  | { readonly type: 'not-exposed'; readonly port: number }
  | { readonly type: 'internal-only' }
  | { readonly type: 'no-controller'; readonly className?: string }
  | { readonly type: 'class-unknown' }
  /** Its controller leaves the object out: for an annotation or what it holds, or since it was started so. */
  | { readonly type: 'left-out'; readonly by: 'annotation' | 'flag'; readonly name: string }
  /** `instead` is what clients get: nothing where it is absent, so that the handshake fails. */
  | {
      readonly type: 'secret-missing';
      readonly secret: ObjectRef;
      readonly instead?: InsteadOfSecret;
    }
  /** It is there, and the controller shows its default certificate all the same. */
  | { readonly type: 'secret-not-shown'; readonly secret: ObjectRef }
  | { readonly type: 'listener-invalid'; readonly because: string; readonly message?: string }
  /** A route that names this parent, and that no listener of it serves (G2 to G5, G8, G16). */
  | {
      readonly type: 'not-attached';
      readonly because: NotAttached;
      /** Who has what it wants. */
      readonly by?: ObjectRef;
    }
  /** What the controller wrote into the object's status (G6). */
  | {
      readonly type: 'condition';
      readonly condition: string;
      readonly reason: string;
      readonly message?: string;
    }
  | { readonly type: 'stale-status' }
  | { readonly type: 'not-running' }
  | { readonly type: 'unreadable'; readonly resource: string; readonly because: Unreadable }
  | { readonly type: 'other'; readonly message: string };

/** What clients get where the Secret of a certificate does not exist. */
export type InsteadOfSecret =
  /** What the controller signed itself when it started. */
  | 'own-certificate'
  /** The controller's default: one that it was given, perhaps. */
  | 'default-certificate'
  /** Another one that the listener names. */
  | 'another-certificate'
  | 'unknown';

/** Why a rule gets no traffic from the Gateway that its object names. */
export type NotAttached =
  | 'no-matching-parent'
  | 'not-allowed-by-listeners'
  | 'no-matching-listener-hostname'
  /** Its listeners are dropped themselves: conflicted, without a certificate, of an unknown protocol. */
  | 'listener-not-served'
  | 'listener-set-not-allowed'
  /** An older route of the other kind (HTTPRoute, GRPCRoute) has the hostname. */
  | 'hostname-conflict'
  /** One route counts for a TCP or UDP listener, and for a TLS name. */
  | 'older-route-wins'
  /** A listener with a more specific hostname takes all of its requests. */
  | 'more-specific-listener'
  | 'incompatible-filters'
  /** Istio: no server of the Gateway has one of its hosts (N11), or lets its namespace have it (N5). */
  | 'no-common-host'
  /** Istio: the gateway's Pods do not see it (N10). */
  | 'not-exported'
  /** Istio: its conditions on port, gateway and source hold nowhere (N16). */
  | 'no-match-left'
  /** Istio: the servers with its hosts do not use rules of its section (N23). */
  | 'http-section'
  | 'tls-section'
  | 'tcp-section'
  /** Istio: for TCP and TLS one rule counts, the first (N23). */
  | 'earlier-rule-wins'
  /** ingress-nginx: an older Ingress has the host and path (I6). */
  | 'path-taken'
  /** ingress-nginx: canaries that get no share (I11, I14). */
  | 'canary-without-main'
  /** ingress-nginx: for a value of an annotation it leaves the whole Ingress out. */
  | 'refused-by-controller'
  | 'canary-second'
  | 'canary-of-main-service'
  | 'canary-service';

/** Why a reference led nowhere. */
export type Unresolved =
  | 'absent'
  | 'no-such-port'
  | 'no-port-chosen'
  | 'no-such-subset'
  | 'not-exported'
  | 'not-granted'
  | 'unsupported-kind'
  | 'unknown-host'
  /** Its BackendTLSPolicy names nothing to check the server's certificate against (G17a). */
  | 'no-authority'
  | 'invalid'
  | 'unreadable';

/** Why something could not be read; nothing of it means that the thing does not exist. */
export type Unreadable = 'forbidden' | 'failed' | 'loading' | 'not-in-files' | 'not-listed';

/** 0 for the worst. */
export const healthRank = (health: Health): number => HEALTHS.indexOf(health);

/** The worst of some judgements; of equals the first. Healthy where there are none. */
export function worst(judgements: Iterable<Judgement>): Judgement {
  let result: Judgement | undefined;
  for (const it of judgements) {
    if (result === undefined || healthRank(it.health) < healthRank(result.health)) result = it;
  }
  return result ?? HEALTHY;
}

/** Of a judgement, for whatever is so since then, too. */
export const beginningOf = ({ since, sinceAtLeast }: Beginning): Beginning => ({
  ...(since !== undefined && { since }),
  ...(sinceAtLeast !== undefined && { sinceAtLeast }),
});

/** Since when there is one of these at least. */
export function earliest(all: readonly Beginning[]): Beginning {
  const [first = {}] = inOrder(all);
  const isOpen = all.some((it) => it.since !== undefined && it.sinceAtLeast === true);
  return beginningOf({ ...first, ...(isOpen && { sinceAtLeast: true }) });
}

/** Since when there are all of these: not known where it is not of one of them. */
export function latest(all: readonly Beginning[]): Beginning {
  const sorted = inOrder(all);
  return sorted.length < all.length ? {} : beginningOf(sorted.at(-1) ?? {});
}

/** Times in UTC sort as they are written. */
const inOrder = (all: readonly Beginning[]): readonly Beginning[] =>
  all.filter((it) => it.since !== undefined).toSorted(by(({ since = '' }) => since));

export const HEALTHY: Judgement = { health: 'healthy' };
