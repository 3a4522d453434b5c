import type { Kind, Kinds, KubeObject, Workload } from './kinds.ts';
import type { Reader } from './reader.ts';

/** What makes Pods from a template; ReplicaSets are made by others of these. */
export const WORKLOAD_KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Rollout',
] as const satisfies readonly Kind[];

export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

export const isWorkloadKind = (kind: string): kind is WorkloadKind =>
  WORKLOAD_KINDS.some((it) => it === kind);

/** Those of a namespace, or all. A Rollout that takes its template from a Deployment stands in its place. */
export function workloadsIn(
  objects: Reader<WorkloadKind>,
  namespace?: string,
): readonly Workload[] {
  const list = <K extends WorkloadKind>(kind: K): readonly Kinds[K][] =>
    namespace === undefined ? objects.list(kind) : objects.inNamespace(kind, namespace);
  const taken = new Set<Workload>();
  const rollouts = list('Rollout').map((rollout): Workload => {
    const { workloadRef } = rollout.spec;
    if (workloadRef?.name === undefined || workloadRef.kind !== 'Deployment') return rollout;
    const found = objects.get('Deployment', rollout.metadata.namespace ?? '', workloadRef.name);
    if (found.type !== 'found') return rollout;
    taken.add(found.object);
    return { ...rollout, spec: { ...rollout.spec, template: found.object.spec.template } };
  });
  return [
    // Its controller scales the Deployment down, and makes the Pods itself.
    ...list('Deployment').filter((it) => !taken.has(it) || it.spec.replicas !== 0),
    ...list('StatefulSet'),
    ...list('DaemonSet'),
    ...rollouts,
  ];
}

/** The name of what made a Pod: a ReplicaSet's without the hash that its own maker put behind it. */
export function makerOf({ metadata }: KubeObject): string | undefined {
  const owner = metadata.ownerReferences.find((it) => it.controller === true);
  return owner?.kind === 'ReplicaSet' ? owner.name?.replace(/-[a-z0-9]+$/, '') : owner?.name;
}
