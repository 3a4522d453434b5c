import type { Kind } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type { Fact } from '../../../model/exposure.ts';
import { type ObjectRef, refKey } from '../../../model/object-ref.ts';
import { definePolicy } from '../../provider.ts';

const ROUTES = ['HTTPRoute', 'GRPCRoute'] as const;
const READS = [
  'Service',
  'Namespace',
  'Gateway.gateway.networking.k8s.io',
  ...ROUTES,
] as const satisfies readonly Kind[];
type Objects = Reader<(typeof READS)[number]>;

/** N38: gateways send through a Service's waypoint only where it, or its namespace, says so. */
export const waypoint = definePolicy({
  name: 'waypoint',
  reads: READS,
  prepare: (objects) => {
    const rules = rulesByService(objects);
    return (backend, from) => {
      const { target } = backend;
      if (from.proxy !== 'istio' || target.type !== 'service') return backend;
      const object = waypointOf(target, objects);
      if (object === undefined) return backend;
      const { namespace = '', name } = object;
      const found = objects.get('Gateway.gateway.networking.k8s.io', namespace, name);
      if (found.type === 'absent') {
        const gone = `${namespace}/${name} does not exist, so requests go past it`;
        return { ...backend, facts: [...(backend.facts ?? []), { name: 'waypoint', value: gone }] };
      }
      const facts = rules.get(`${target.namespace}/${target.name}`) ?? [];
      return { ...backend, waypoint: object, facts: [...(backend.facts ?? []), ...facts] };
    };
  },
});

/** G18: routes whose parent is a Service rule its traffic at the waypoint; they may send it elsewhere. */
function rulesByService(objects: Objects): ReadonlyMap<string, readonly Fact[]> {
  const result = new Map<string, Map<string, Fact>>();
  for (const route of ROUTES.flatMap((it) => objects.list(it)))
    for (const { group = '', kind, namespace, name = '' } of route.spec.parentRefs) {
      if (kind !== 'Service' || (group !== '' && group !== 'core')) continue;
      const object = refOf(route);
      const key = `${namespace ?? object.namespace ?? ''}/${name}`;
      const value = `${object.kind} ${object.namespace ?? ''}/${object.name}`;
      const facts = result.get(key) ?? new Map<string, Fact>();
      result.set(key, facts.set(refKey(object), { name: 'rules at the waypoint', value }));
    }
  return new Map([...result].map(([key, facts]) => [key, [...facts.values()]]));
}

function waypointOf(
  target: { readonly namespace: string; readonly name: string },
  objects: Reader<'Service' | 'Namespace'>,
): ObjectRef | undefined {
  const service = objects.get('Service', target.namespace, target.name);
  if (service.type !== 'found') return undefined;
  const namespace = objects.get('Namespace', '', target.namespace);
  const own = service.object.metadata.labels;
  const around = namespace.type === 'found' ? namespace.object.metadata.labels : {};
  // What the Service says counts before what its namespace says.
  if ((own[BY_INGRESS] ?? around[BY_INGRESS]) !== 'true') return undefined;
  const from = own[WAYPOINT] === undefined ? around : own;
  const name = from[WAYPOINT];
  if (name === undefined || name === 'none') return undefined;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace: from[WAYPOINT_NAMESPACE] ?? target.namespace,
    name,
  };
}

const WAYPOINT = 'istio.io/use-waypoint';
const WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';
const BY_INGRESS = 'istio.io/ingress-use-waypoint';
