import { isEndpointDraining, isForPort, isEndpointReady } from '../inventory/endpoint-state.ts';
import type { Pod as KubePod, Service } from '../inventory/kinds.ts';
import { carries } from '../inventory/labels.ts';
import type { Coverage, Labels, Reader } from '../inventory/reader.ts';
import type { Endpoint, ServicePort } from '../inventory/shapes/core.ts';
import { makerOf } from '../inventory/workloads.ts';
import { uniqueBy } from '../lib/group.ts';
import { by } from '../lib/order.ts';
import type { Pod } from '../model/exposure.ts';
import type { Rotation } from './health/pod.ts';
import { type Pods } from './pods.ts';

type Reads = 'Pod' | 'EndpointSlice';

/** Where the requests to one port of a Service can go (S6). */
export interface Endpoints {
  readonly ready: number;
  readonly total: number;
  /** Not ready any more, and still answering. */
  readonly draining: number;
  /** With the Pods that the selector picks and no slice lists. */
  readonly pods: readonly Pod[];
  /** Names of Nodes that hold a ready endpoint. */
  readonly readyNodes: ReadonlySet<string>;
  /** Whether there is any slice for this port: one without endpoints counts. */
  readonly listed: boolean;
  readonly slices: Coverage;
  readonly podCoverage: Coverage;
  /** Names of the workloads that made the Pods. */
  readonly makers: ReadonlySet<string>;
}

/** Every slice of the Service together, duplicates by address removed; with a subset's labels only those Pods (N33). */
export function endpointsOf(
  service: Service,
  port: ServicePort,
  subset: Labels,
  { objects, pods }: { readonly objects: Reader<Reads>; readonly pods: Pods },
): Endpoints {
  const namespace = service.metadata.namespace ?? '';
  const slices = objects
    .select('EndpointSlice', { 'kubernetes.io/service-name': service.metadata.name }, namespace)
    .filter((it) => it.ports.some((each) => isForPort(each, port)));
  // Nearly all are Pods that the selector picks: asked for together they are one thing to remember, and not many.
  const picked = new Map(
    objects
      .select('Pod', service.spec.selector, namespace)
      .map((it) => [it.metadata.name, it] as const),
  );
  const podOf = ({ targetRef }: Endpoint): KubePod | undefined => {
    if (targetRef?.kind !== 'Pod' || targetRef.name === undefined) return undefined;
    const { namespace: place = namespace, name } = targetRef;
    const known = place === namespace ? picked.get(name) : undefined;
    if (known !== undefined) return known;
    const found = objects.get('Pod', place, name);
    return found.type === 'found' ? found.object : undefined;
  };
  const bySubset = (pod: KubePod | undefined): boolean =>
    Object.keys(subset).length === 0 || (pod !== undefined && carries(pod.metadata.labels, subset));
  const entries = withoutDuplicates(slices.flatMap((it) => it.endpoints))
    .map((endpoint) => ({ endpoint, pod: podOf(endpoint), rotation: rotationOf(endpoint) }))
    .filter(({ pod }) => bySubset(pod));
  const listed = new Map(
    entries.flatMap((it) => (it.pod === undefined ? [] : [[it.pod, it] as const])),
  );
  const selected = pods.matching(namespace, service.spec.selector).filter((it) => bySubset(it));
  const coverage = objects.coverage('EndpointSlice', namespace);
  const unlisted: Rotation = coverage.type === 'complete' ? 'not-listed' : 'unknown';
  const publishesNotReady = service.spec.publishNotReadyAddresses === true;
  const views = [...listed.keys(), ...selected.filter((it) => !listed.has(it))]
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map((pod) => {
      const entry = listed.get(pod);
      const rotation =
        entry?.rotation ?? (isPodReady(pod) ? unlisted : unlisted === 'unknown' ? 'unknown' : 'no');
      return pods.view(pod, { rotation, publishesNotReady });
    });
  // Of two families a Pod has an endpoint each.
  const single = uniqueBy(
    entries.toSorted(by(rotationRank)),
    ({ pod, endpoint }) => pod ?? endpoint,
  );
  const ready = single.filter((it) => it.rotation === 'yes');
  const handMade = single.filter((it) => it.pod === undefined).length;
  return {
    ready: ready.length,
    total: views.length + handMade,
    draining: single.filter((it) => it.rotation === 'draining').length,
    pods: views,
    readyNodes: new Set(
      ready.flatMap(({ endpoint, pod }) => endpoint.nodeName ?? pod?.spec.nodeName ?? []),
    ),
    listed: slices.length > 0,
    slices: coverage,
    podCoverage: objects.coverage('Pod', namespace),
    makers: new Set(selected.flatMap((it) => makerOf(it) ?? [])),
  };
}

const rotationRank = ({ rotation }: { readonly rotation: Rotation }): number =>
  rotation === 'yes' ? 0 : rotation === 'draining' ? 1 : 2;

const isPodReady = (pod: KubePod): boolean =>
  pod.status.conditions.some((it) => it.type === 'Ready' && it.status === 'True') &&
  pod.metadata.deletionTimestamp === undefined;

/** S6: `ready` that is not there counts as ready; `serving` tells a draining endpoint from a dead one. */
function rotationOf(endpoint: Endpoint): Rotation {
  if (isEndpointReady(endpoint)) return 'yes';
  return isEndpointDraining(endpoint) ? 'draining' : 'no';
}

/** An address may stand in two slices while endpoints move; ready wins. */
function withoutDuplicates(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const byAddress = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const key = endpoint.addresses[0] ?? '';
    const known = byAddress.get(key);
    if (known === undefined || (!isEndpointReady(known) && isEndpointReady(endpoint)))
      byAddress.set(key, endpoint);
  }
  return [...byAddress.values()];
}
