import { isEndpointReady } from '../inventory/endpoint-state.ts';
import { isEmpty } from '../inventory/labels.ts';
import type { Reader } from '../inventory/reader.ts';
import { type BackendRef, definePolicy, type PolicyContext } from './provider.ts';

type Reads = 'Service' | 'EndpointSlice' | 'Pod';

/**
 * `internalTrafficPolicy: Local`: each gateway Pod finds the endpoints of its own node alone. Istio tells its proxies so;
 * others dial Pods past the Service, unless they are told to dial its address.
 */
export const nodeLocal = definePolicy({
  name: 'node-local',
  reads: ['Service', 'EndpointSlice', 'Pod'],
  prepare: (objects) => (backend, from) => {
    if (!goesByNode(backend, from)) return backend;
    const local = endpointNodes(backend, objects);
    if (local === undefined) return backend;
    const nodes = from.nodes?.() ?? [];
    const without = nodes.filter((it) => !local.has(it)).length;
    if (without === 0) return backend;
    return {
      ...backend,
      refused: { type: 'no-endpoint-on-node', gatewayPods: without, of: nodes.length },
      refusedShare: without / nodes.length,
    };
  },
});

const goesByNode = (backend: BackendRef, { proxy }: PolicyContext): boolean =>
  backend.refused === undefined && (proxy === 'istio' || backend.dialsService === true);

/** Those that hold a ready endpoint; undefined where any may be used, or where they are not all known. */
function endpointNodes(
  { target }: BackendRef,
  objects: Reader<Reads>,
): ReadonlySet<string> | undefined {
  if (target.type !== 'service') return undefined;
  const { namespace, name } = target;
  const found = objects.get('Service', namespace, name);
  if (found.type !== 'found' || found.object.spec.internalTrafficPolicy !== 'Local')
    return undefined;
  if (objects.coverage('EndpointSlice', namespace).type === 'incomplete') return undefined;
  const labels = target.subset?.labels ?? {};
  const pods = new Map(
    objects
      .select('Pod', { ...found.object.spec.selector, ...labels }, namespace)
      .map((it) => [it.metadata.name, it]),
  );
  return new Set(
    objects
      .select('EndpointSlice', { 'kubernetes.io/service-name': name }, namespace)
      .flatMap((it) => it.endpoints)
      .filter(isEndpointReady)
      .flatMap(({ nodeName, targetRef }) => {
        const pod = pods.get(targetRef?.name ?? '');
        // Of a subset, other Pods do not count.
        if (pod === undefined && !isEmpty(labels)) return [];
        return nodeName ?? pod?.spec.nodeName ?? [];
      }),
  );
}
