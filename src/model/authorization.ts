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
  /** Of the mesh: principals, namespaces, service accounts. */
  readonly peers: Wanted;
  /** Out of a JWT. */
  readonly requestPrincipals: Wanted;
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
