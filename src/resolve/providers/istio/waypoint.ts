import type { Reader } from '../../../inventory/reader.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { definePolicy } from '../../provider.ts';

/** N38: gateways send through a Service's waypoint only where it, or its namespace, says so. */
export const waypoint = definePolicy({
  name: 'waypoint',
  reads: ['Service', 'Namespace'],
  prepare: (objects) => (backend, from) => {
    if (from.proxy !== 'istio' || backend.target.type !== 'service') return backend;
    const object = waypointOf(backend.target, objects);
    if (object === undefined) return backend;
    const { namespace = '', name } = object;
    const fact = { name: 'waypoint', value: `${namespace}/${name}`, object };
    return { ...backend, facts: [...(backend.facts ?? []), fact] };
  },
});

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
