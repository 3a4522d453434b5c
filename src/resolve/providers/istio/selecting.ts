import type { Kinds } from '../../../inventory/kinds.ts';
import { carries } from '../../../inventory/labels.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import { ROOT_NAMESPACE } from '../../../inventory/root-namespace.ts';
import { groupOf, type ObjectRef } from '../../../model/object-ref.ts';

/** Whom a policy may select: Pods by their labels, and a Gateway by its name. */
export interface Selected {
  /** Of the Pods; unknown where only files tell of them, and not where they run. */
  readonly namespace?: string | undefined;
  readonly labels: Labels;
  /** A Gateway of the Gateway API and its class: policies may name them. */
  readonly targets?: readonly ObjectRef[];
}

type PolicyKind = 'AuthorizationPolicy' | 'RequestAuthentication' | 'EnvoyFilter' | 'WasmPlugin';

/** Those of a kind that hold for a workload: in its own namespace and in the root's, by name or by labels. */
export function selecting<K extends PolicyKind>(
  kind: K,
  { namespace, labels, targets = [] }: Selected,
  objects: Reader<K>,
): readonly Kinds[K][] {
  const namespaces = [
    ...new Set([ROOT_NAMESPACE, ...(namespace === undefined ? [] : [namespace])]),
  ];
  return namespaces
    .flatMap((it) => objects.inNamespace(kind, it))
    .filter(({ spec, metadata }) => {
      const named = [...(spec.targetRef === undefined ? [] : [spec.targetRef]), ...spec.targetRefs];
      return named.length === 0
        ? carries(labels, labelsOf(spec))
        : named.some((it) => targets.some((target) => isNamed(it, target, metadata.namespace)));
    });
}

type Spec = Kinds[PolicyKind]['spec'];

const labelsOf = (spec: Spec): Labels =>
  ('workloadSelector' in spec ? spec.workloadSelector?.labels : undefined) ??
  spec.selector?.matchLabels ??
  {};

/** A class has no namespace, and is named in the root one alone. */
const isNamed = (
  { group = '', kind, name }: Spec['targetRefs'][number],
  target: ObjectRef,
  namespace: string | undefined,
): boolean =>
  group === groupOf(target.apiVersion) &&
  kind === target.kind &&
  name === target.name &&
  namespace === (target.namespace ?? ROOT_NAMESPACE);
