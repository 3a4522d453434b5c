import { type Kind, KIND_NAMES } from '../../inventory/kinds.ts';

/** What makes rows and their ready counts comes first, what is only looked into later after it, Pods last (speed.md). */
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
  const later = LATER.indexOf(kind);
  return later < 0 ? KIND_NAMES.indexOf(kind) : KIND_NAMES.length + later;
}
