import { isEndpointDraining, isForPort, isEndpointReady } from '../inventory/endpoint-state.ts';
import type { EndpointSlice, Pod as KubePod, Service } from '../inventory/kinds.ts';
import { carries } from '../inventory/labels.ts';
import type { Coverage, Labels, Reader } from '../inventory/reader.ts';
import type { Endpoint, ServicePort } from '../inventory/shapes/core.ts';
import { makerOf } from '../inventory/workloads.ts';
import type { Pod } from '../model/exposure.ts';
import type { Rotation } from './health/pod.ts';
import type { Memory } from './memory.ts';
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

interface EndpointsContext {
  readonly objects: Reader<Reads>;
  readonly pods: Pods;
  readonly memory: Pick<Memory, 'again'>;
}

/** Every slice of the Service together, duplicates by address removed; with a subset's labels only those Pods (N33). */
export function endpointsOf(
  service: Service,
  port: ServicePort,
  subset: Labels,
  context: EndpointsContext,
): Endpoints {
  // A Service's subsets are mostly asked for one after the other.
  const { entries, current, hasSlice, slices, podCoverage } = context.memory.again(
    service,
    port,
    () => behind(service, port, context),
  );
  const isWhole = Object.keys(subset).length === 0;
  const inSubset = (pod: KubePod | undefined): boolean =>
    isWhole || (pod !== undefined && carries(pod.metadata.labels, subset));
  const listed = new Map<KubePod, Entry>();
  // Of two families a Pod has an endpoint each.
  const best = new Map<KubePod | Endpoint, Entry>();
  for (const entry of entries) {
    const { pod, endpoint } = entry;
    if (!inSubset(pod)) continue;
    if (pod !== undefined) listed.set(pod, entry);
    const known = best.get(pod ?? endpoint);
    if (known === undefined || RANKS[entry.rotation] < RANKS[known.rotation])
      best.set(pod ?? endpoint, entry);
  }
  const selected = current.filter((it) => inSubset(it));
  const unlisted: Rotation = slices.type === 'complete' ? 'not-listed' : 'unknown';
  const publishesNotReady = service.spec.publishNotReadyAddresses === true;
  const views = [...listed.keys(), ...selected.filter((it) => !listed.has(it))]
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map((pod) => {
      const rotation =
        listed.get(pod)?.rotation ??
        (isPodReady(pod) ? unlisted : unlisted === 'unknown' ? 'unknown' : 'no');
      return context.pods.view(pod, { rotation, publishesNotReady });
    });
  let [ready, draining, handMade] = [0, 0, 0];
  const readyNodes = new Set<string>();
  for (const { endpoint, pod, rotation } of best.values()) {
    if (pod === undefined) handMade += 1;
    if (rotation === 'draining') draining += 1;
    if (rotation !== 'yes') continue;
    ready += 1;
    const node = endpoint.nodeName ?? pod?.spec.nodeName;
    if (node !== undefined) readyNodes.add(node);
  }
  return {
    ready,
    total: views.length + handMade,
    draining,
    pods: views,
    readyNodes,
    listed: hasSlice,
    slices,
    podCoverage,
    makers: new Set(selected.flatMap((it) => makerOf(it) ?? [])),
  };
}

/** What is the same for each subset of a Service. */
interface Behind {
  readonly entries: readonly Entry[];
  /** Pods that the selector picks. */
  readonly current: readonly KubePod[];
  readonly hasSlice: boolean;
  readonly slices: Coverage;
  readonly podCoverage: Coverage;
}

function behind(service: Service, port: ServicePort, { objects, pods }: EndpointsContext): Behind {
  const namespace = service.metadata.namespace ?? '';
  const { selector } = service.spec;
  const slices = objects
    .select('EndpointSlice', { 'kubernetes.io/service-name': service.metadata.name }, namespace)
    .filter((it) => it.ports.some((each) => isForPort(each, port)));
  // Nearly all are Pods that the selector picks: asked for together they are one thing to remember, and not many.
  const picked = objects.select('Pod', selector, namespace);
  const byName = new Map<string, KubePod>();
  for (const it of picked) byName.set(it.metadata.name, it);
  const podOf = ({ targetRef }: Endpoint): KubePod | undefined => {
    if (targetRef?.kind !== 'Pod' || targetRef.name === undefined) return undefined;
    const { namespace: place = namespace, name } = targetRef;
    const known = place === namespace ? byName.get(name) : undefined;
    if (known !== undefined) return known;
    const found = objects.get('Pod', place, name);
    return found.type === 'found' ? found.object : undefined;
  };
  const entries: Entry[] = [];
  for (const endpoint of withoutDuplicates(slices))
    entries.push({ endpoint, pod: podOf(endpoint), rotation: rotationOf(endpoint) });
  return {
    entries,
    current: pods.current(picked, namespace, selector),
    hasSlice: slices.length > 0,
    slices: objects.coverage('EndpointSlice', namespace),
    podCoverage: objects.coverage('Pod', namespace),
  };
}

interface Entry {
  readonly endpoint: Endpoint;
  readonly pod: KubePod | undefined;
  readonly rotation: Rotation;
}

/** The first serves best. */
const RANKS: Readonly<Record<Rotation, number>> = {
  yes: 0,
  draining: 1,
  no: 2,
  'not-listed': 2,
  unknown: 2,
};

const isPodReady = (pod: KubePod): boolean =>
  pod.status.conditions.some((it) => it.type === 'Ready' && it.status === 'True') &&
  pod.metadata.deletionTimestamp === undefined;

/** S6: `ready` that is not there counts as ready; `serving` tells a draining endpoint from a dead one. */
function rotationOf(endpoint: Endpoint): Rotation {
  if (isEndpointReady(endpoint)) return 'yes';
  return isEndpointDraining(endpoint) ? 'draining' : 'no';
}

/** An address may stand in two slices while endpoints move; ready wins. */
function withoutDuplicates(slices: readonly EndpointSlice[]): Iterable<Endpoint> {
  const byAddress = new Map<string, Endpoint>();
  for (const { endpoints } of slices)
    for (const endpoint of endpoints) {
      const key = endpoint.addresses[0] ?? '';
      const known = byAddress.get(key);
      if (known === undefined || (!isEndpointReady(known) && isEndpointReady(endpoint)))
        byAddress.set(key, endpoint);
    }
  return byAddress.values();
}
