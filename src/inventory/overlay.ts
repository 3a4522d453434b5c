import { groupBy } from '../lib/group.ts';
import type { Inventory, Patch } from './inventory.ts';
import { type Kind, KIND_NAMES, type Kinds, type KubeObject } from './kinds.ts';

/**
 * The inventory as it would be with these objects applied. What the cluster itself adds to an object stays: its age, its
 * status, the ports and addresses it was given. What is new has none of that yet.
 */
export function overlaid(base: Inventory, applied: Inventory, now: number): Inventory {
  const created = new Date(now).toISOString().replace('.000Z', 'Z');
  const patches = KIND_NAMES.flatMap((kind): readonly Patch[] => {
    const put = applied.list(kind).map((it) => merged(kind, it, base, created));
    return put.length === 0 ? [] : [{ kind, put, removed: [] }];
  });
  return base.patched(patches, base.coverage);
}

function merged(kind: Kind, object: KubeObject, base: Inventory, created: string): KubeObject {
  const { namespace = '', name } = object.metadata;
  const found = base.get(kind, namespace, name);
  if (found.type !== 'found')
    return { ...object, metadata: { creationTimestamp: created, ...object.metadata } };
  const live: KubeObject = found.object;
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
