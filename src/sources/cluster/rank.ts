import { type Kind, KIND_NAMES } from '../../inventory/kinds.ts';

/** What makes rows: they are on the screen before their rules are read. */
const FIRST: readonly Kind[] = [
  'Gateway.networking.istio.io',
  'Gateway.gateway.networking.k8s.io',
  'GatewayClass',
  'IngressClass',
  'Ingress',
  'Service',
];

/** What is only looked into later comes last, and of that Pods (speed.md). */
const LATER: readonly Kind[] = [
  'Node',
  'NetworkPolicy',
  'Certificate',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Rollout',
  'Secret',
  'ReplicaSet',
  'ConfigMap',
  'Pod',
];

/** Who is read first; smaller before larger. */
export function rankOf(kind: Kind): number {
  const first = FIRST.indexOf(kind);
  if (first >= 0) return first - FIRST.length;
  const later = LATER.indexOf(kind);
  return later < 0 ? KIND_NAMES.indexOf(kind) : KIND_NAMES.length + later;
}
