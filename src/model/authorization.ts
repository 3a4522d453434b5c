import type { ObjectRef } from './object-ref.ts';

/** Who may pass a data plane, by one object (N37). DENY comes before ALLOW; `custom` asks another service. */
export interface Authorization {
  readonly object: ObjectRef;
  readonly action: 'allow' | 'deny' | 'custom';
  /** Of a custom one: who is asked. */
  readonly provider?: string;
  /** Any of them; without one it takes no request. */
  readonly rules: readonly AuthorizationRule[];
}

/** Any of `from`, any of `to`, all of `when`; what is empty takes everything. */
export interface AuthorizationRule {
  readonly from: readonly AuthorizationSource[];
  readonly to: readonly AuthorizationOperation[];
  readonly when: readonly AuthorizationCondition[];
}

/** All that is there must hold: one of the values, and none of those after `not`. A `*` stands at either end. */
export interface AuthorizationOperation {
  /** The Host header as sent, its case ignored. */
  readonly hosts: Wanted;
  /** Without the query; `{*}` stands for one segment, `{**}` for any. */
  readonly paths: Wanted;
  readonly methods: Wanted;
  /** The port that is bound. */
  readonly ports: Wanted;
}

export interface AuthorizationSource {
  /** CIDRs of whoever opened the connection, and of the client as proxies in front tell it. */
  readonly ipBlocks: Wanted;
  readonly remoteIpBlocks: Wanted;
  /** Of the mesh, as a client's certificate proves it. */
  readonly principals: Wanted;
  readonly namespaces: Wanted;
  /** `namespace/name`, or a name in the policy's own namespace. */
  readonly serviceAccounts: Wanted;
  /** Out of a JWT. */
  readonly requestPrincipals: Wanted;
}

/** Who calls, as the certificate of a workload of the mesh says. */
export interface Peer {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A token that is shown must be valid; without one a request passes (N37). */
export interface Authentication {
  readonly object: ObjectRef;
  /** Where tokens are looked for, one for each issuer. */
  readonly locations: readonly {
    readonly headers: readonly { readonly name: string; readonly prefix: string }[];
    readonly params: readonly string[];
    readonly cookies: readonly string[];
  }[];
}

/** What the Pods' own proxies ask of a request that the gateway sends on (N37). */
export interface Guard {
  readonly authorization: readonly Authorization[];
  readonly authentication: readonly Authentication[];
  /** On the Pods; absent where they differ. */
  readonly port?: number;
  /** What is declared to be spoken there; without HTTP its conditions cannot be met. */
  readonly protocol: 'http' | 'tcp';
  /** As whom the gateway comes: `nobody` where it speaks plain text. */
  readonly peer: Peer | 'nobody' | 'unknown';
}

export interface AuthorizationCondition {
  /** As written: `request.headers[x-user]`. */
  readonly key: string;
  readonly wanted: Wanted;
}

export interface Wanted {
  readonly values: readonly string[];
  readonly not: readonly string[];
}
