import { groupBy } from '../lib/group.ts';
import { by } from '../lib/order.ts';
import type { CoverageOf, Inventory, Patch } from './inventory.ts';
import { type Kind, KIND_NAMES, type Kinds, type KubeObject } from './kinds.ts';
import { WORKLOAD_KINDS } from './workloads.ts';

/**
 * The inventory as it would be with these objects applied. What the cluster itself adds to an object stays: its age, its
 * status, the ports and addresses it was given. What is new has none of that yet, and what controllers would make of it
 * is not there: Pods, and the endpoints of Services that are new or choose otherwise. That these do not exist is
 * therefore not known.
 */
export function overlaid(base: Inventory, applied: Inventory, now: number): Inventory {
  const created = new Date(now).toISOString().replace('.000Z', 'Z');
  const choosing = applied.list('Service').filter((it) => choosesAnew(it, base));
  const outdated = choosing.flatMap((it) => slicesOf(it, base));
  const patches = KIND_NAMES.flatMap((kind): readonly Patch[] => {
    const put = applied.list(kind).map((it) => merged(kind, it, base, created));
    const removed = kind === 'EndpointSlice' ? outdated : [];
    return put.length + removed.length === 0 ? [] : [{ kind, put, removed }];
  });
  const started = STARTS_PODS.flatMap((kind) =>
    applied.list(kind).filter((it) => liveOf(kind, it, base) === undefined),
  );
  const unknown: Unknown = {
    EndpointSlice: namespacesOf(choosing),
    Pod: namespacesOf(started),
  };
  return base.patched(patches, coverageWithout(unknown, base.coverage));
}

/** What has Pods once a controller has seen it: some run the proxies of a Gateway in its own namespace. */
const STARTS_PODS = [...WORKLOAD_KINDS, 'Gateway.gateway.networking.k8s.io'] as const;

/** Namespaces in which there will be more of a kind than there is. */
type Unknown = { readonly [K in Kind]?: ReadonlySet<string> };

const namespacesOf = (objects: readonly KubeObject[]): ReadonlySet<string> =>
  new Set(objects.map((it) => it.metadata.namespace ?? ''));

const coverageWithout =
  (unknown: Unknown, known: CoverageOf): CoverageOf =>
  (kind, namespace) => {
    const missing = unknown[kind];
    const isMissing = namespace === undefined ? (missing?.size ?? 0) > 0 : missing?.has(namespace);
    return isMissing === true
      ? { type: 'incomplete', reason: 'not-in-files' }
      : known(kind, namespace);
  };

/** Whether its endpoints will be others. Without a selector nobody but its author makes them. */
function choosesAnew(service: Service, base: Inventory): boolean {
  if (Object.keys(service.spec.selector).length === 0) return false;
  const live = liveOf('Service', service, base);
  return live === undefined || choiceOf(service) !== choiceOf(live);
}

/** By what a controller chooses a Service's endpoints, as text, to be compared. */
const choiceOf = ({ spec }: Service): string =>
  JSON.stringify([
    Object.entries(spec.selector).toSorted(by(([key]) => key)),
    spec.ports.map((it) => [it.name, it.protocol ?? 'TCP', it.targetPort ?? it.port]),
  ]);

const slicesOf = ({ metadata: { namespace, name } }: Service, base: Inventory) =>
  base.select('EndpointSlice', { 'kubernetes.io/service-name': name }, namespace);

function liveOf<K extends Kind>(
  kind: K,
  { metadata: { namespace = '', name } }: KubeObject,
  base: Inventory,
): Kinds[K] | undefined {
  const found = base.get(kind, namespace, name);
  return found.type === 'found' ? found.object : undefined;
}

function merged(kind: Kind, object: KubeObject, base: Inventory, created: string): KubeObject {
  const live: KubeObject | undefined = liveOf(kind, object, base);
  if (live === undefined)
    return { ...object, metadata: { creationTimestamp: created, ...object.metadata } };
  const { creationTimestamp } = live.metadata;
  return {
    ...object,
    ...('spec' in object &&
      isService(kind, object) &&
      isService(kind, live) && {
        spec: withAllocated(object, live),
      }),
    ...('status' in live && { status: live.status }),
    metadata: { ...object.metadata, ...(creationTimestamp !== undefined && { creationTimestamp }) },
  };
}

type Service = Kinds['Service'];

const isService = (kind: Kind, _object: KubeObject): _object is Service => kind === 'Service';

function withAllocated({ spec }: Service, { spec: live }: Service): Service['spec'] {
  const given = groupBy(live.ports, ({ port, protocol = 'TCP' }) => `${protocol}/${port}`);
  const { clusterIP } = live;
  return {
    ...spec,
    ...(spec.clusterIP === undefined && clusterIP !== undefined && { clusterIP }),
    clusterIPs: spec.clusterIPs.length === 0 ? live.clusterIPs : spec.clusterIPs,
    ports: spec.ports.map((it) => {
      const nodePort = given.get(`${it.protocol ?? 'TCP'}/${it.port}`)?.[0]?.nodePort;
      return it.nodePort === undefined && nodePort !== undefined ? { ...it, nodePort } : it;
    }),
  };
}
