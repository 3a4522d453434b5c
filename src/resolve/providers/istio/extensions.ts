import type { Kinds } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import type { Caveat } from '../../../model/exposure.ts';
import { isSubset } from './workloads.ts';

/** What holds for every namespace. */
export const ROOT_NAMESPACE = 'istio-system';

type Extension = Kinds['EnvoyFilter'];

/** EnvoyFilters and WasmPlugins of a gateway may change any answer. */
export function extensionCaveats(
  namespace: string | undefined,
  labels: Labels,
  objects: Reader<'EnvoyFilter' | 'WasmPlugin'>,
): readonly Caveat[] {
  const selected = (it: Extension): boolean =>
    it.spec.targetRef === undefined &&
    it.spec.targetRefs.length === 0 &&
    isSubset(it.spec.workloadSelector?.labels ?? it.spec.selector?.matchLabels ?? {}, labels);
  const namespaces = [
    ...new Set([ROOT_NAMESPACE, ...(namespace === undefined ? [] : [namespace])]),
  ];
  const found = namespaces.flatMap((it) => [
    ...objects.inNamespace('EnvoyFilter', it).filter(patchesGateways),
    ...objects.inNamespace('WasmPlugin', it),
  ]);
  return found.filter(selected).map((it) => ({ type: 'object', object: refOf(it) }));
}

/** One that only patches sidecars leaves gateways alone. */
const patchesGateways = ({ spec }: Extension): boolean =>
  spec.configPatches.length === 0 ||
  spec.configPatches.some(({ match }) => {
    const context = match?.context ?? 'ANY';
    return context === 'ANY' || context === 'GATEWAY';
  });
