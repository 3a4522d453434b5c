import type { Kinds } from '../../inventory/kinds.ts';
import { carries, isEmpty } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import { isComplete, type Labels, type Reader } from '../../inventory/reader.ts';
import { ROOT_NAMESPACE } from '../../inventory/root-namespace.ts';
import { WORKLOAD_KINDS, type WorkloadKind, workloadsIn } from '../../inventory/workloads.ts';
import type { Found } from '../check.ts';
import { kubectlGetPods, kubectlPatch, labelText } from '../kubectl.ts';
import { nearestLabels } from '../nearest.ts';

type Policy = Kinds['AuthorizationPolicy'];

/**
 * A policy whose selector has a slip is in force for nobody. Only where something comes near: it may be for Pods that are
 * yet to come. One in the root namespace is for those of every other.
 */
export function selectsNobody(
  policy: Policy,
  objects: Reader<'Pod' | WorkloadKind>,
): Found | undefined {
  const { spec, metadata } = policy;
  const labels = spec.selector?.matchLabels ?? {};
  const namespace = metadata.namespace ?? '';
  if (isEmpty(labels) || namespace === ROOT_NAMESPACE || !isKnown(namespace, objects))
    return undefined;
  const seen: readonly Labels[] = [
    ...objects.inNamespace('Pod', namespace).map((it) => it.metadata.labels),
    ...workloadsIn(objects, namespace).map((it) => it.spec.template.metadata.labels),
  ];
  if (seen.some((it) => carries(it, labels))) return undefined;
  const near = nearestLabels(labels, seen);
  if (near?.has === undefined) return undefined;
  const object = refOf(policy);
  return {
    severity: 'warning',
    object,
    path: 'spec.selector',
    message: `no Pod has the labels ${labelText(labels)}: the policy is for nobody`,
    hint: `There are Pods with ${near.key}=${near.has}.`,
    command: kubectlGetPods(namespace, { ...labels, [near.key]: near.has }),
    fix: kubectlPatch(object, `spec.selector.matchLabels['${near.key}']`, near.has),
  };
}

/** Pods of the cluster, or, in files, what makes them. */
const isKnown = (namespace: string, objects: Reader<'Pod' | WorkloadKind>): boolean =>
  isComplete(objects.coverage('Pod', namespace)) ||
  WORKLOAD_KINDS.every((it) => isComplete(objects.coverage(it, namespace)));
