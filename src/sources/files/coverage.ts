import type { CoverageOf } from '../../inventory/inventory.ts';
import type { Kind } from '../../inventory/kinds.ts';
import type { Coverage } from '../../inventory/reader.ts';
import { WORKLOAD_KINDS } from '../../inventory/workloads.ts';

/**
 * When files are taken to hold all there is of a kind in a namespace (reading.md, "What files do not say").
 *
 * `namespace`: people write these and keep them together, so that one which is missing beside others of its namespace
 * is missing indeed. Of other namespaces the files say nothing, so of all namespaces together they never say "none".
 *
 * `workloads`: the same, yet only where the namespace has a workload in the files at all: many repositories keep routing
 * apart from what runs, and a selector can be judged by Pod templates only where there are some.
 *
 * `never`: a cluster makes these itself (Pods, slices, ReplicaSets, Nodes), or they come with an installation that is
 * described elsewhere (classes, namespaces), or people keep them out of repositories (Secrets). A dump may hold some;
 * whether all, nobody can tell.
 */
const TOLD: { readonly [K in Kind]: 'namespace' | 'workloads' | 'never' } = {
  Service: 'namespace',
  ConfigMap: 'namespace',
  Ingress: 'namespace',
  NetworkPolicy: 'namespace',
  'Gateway.networking.istio.io': 'namespace',
  VirtualService: 'namespace',
  DestinationRule: 'namespace',
  ServiceEntry: 'namespace',
  WorkloadEntry: 'namespace',
  EnvoyFilter: 'namespace',
  WasmPlugin: 'namespace',
  PeerAuthentication: 'namespace',
  AuthorizationPolicy: 'namespace',
  RequestAuthentication: 'namespace',
  'Gateway.gateway.networking.k8s.io': 'namespace',
  ListenerSet: 'namespace',
  HTTPRoute: 'namespace',
  GRPCRoute: 'namespace',
  TLSRoute: 'namespace',
  TCPRoute: 'namespace',
  UDPRoute: 'namespace',
  ReferenceGrant: 'namespace',
  BackendTLSPolicy: 'namespace',
  Certificate: 'namespace',

  Deployment: 'workloads',
  StatefulSet: 'workloads',
  DaemonSet: 'workloads',
  Rollout: 'workloads',

  Pod: 'never',
  EndpointSlice: 'never',
  ReplicaSet: 'never',
  Secret: 'never',
  Node: 'never',
  Namespace: 'never',
  IngressClass: 'never',
  GatewayClass: 'never',
};

const COMPLETE: Coverage = { type: 'complete' };
const NOT_IN_FILES: Coverage = { type: 'incomplete', reason: 'not-in-files' };

/** `namespaces`: those with any object in the files; `withWorkloads`: those with a workload. */
export const coverageOfFiles =
  (namespaces: ReadonlySet<string>, withWorkloads: ReadonlySet<string>): CoverageOf =>
  (kind, namespace) => {
    if (namespace === undefined) return NOT_IN_FILES;
    switch (TOLD[kind]) {
      case 'namespace':
        return namespaces.has(namespace) ? COMPLETE : NOT_IN_FILES;
      case 'workloads':
        return withWorkloads.has(namespace) ? COMPLETE : NOT_IN_FILES;
      case 'never':
        return NOT_IN_FILES;
    }
  };

/** What shows that a namespace's workloads are in the files. */
export const WORKLOADS = [...WORKLOAD_KINDS, 'ReplicaSet', 'Pod'] as const;

/** Whether files without one of this kind are said not to hold them: what hangs on them stays unknown. */
export const neverTold = (kind: Kind): boolean => TOLD[kind] === 'never';
