import type { Kinds, Pod, Service } from '../../../inventory/kinds.ts';
import { carries, isEmpty } from '../../../inventory/labels.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import { ROOT_NAMESPACE } from '../../../inventory/root-namespace.ts';
import { by } from '../../../lib/order.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { meshOf } from '../../mesh.ts';
import { type BackendRef, definePolicy } from '../../provider.ts';

type PeerAuthentication = Kinds['PeerAuthentication'];
type Reads = 'PeerAuthentication' | 'Pod' | 'Service' | 'Namespace';

/** N35, N36: whether the Pods take what the DestinationRule makes the gateway speak. */
export const mutualTls = definePolicy({
  name: 'mutual-tls',
  reads: ['PeerAuthentication', 'Pod', 'Service', 'Namespace'],
  prepare: (objects) => (backend, from) => {
    const mode = backend.policy?.tls?.mode;
    if (from.proxy !== 'istio' || mode === undefined) return backend;
    const first = firstRefusal(backend, mode, objects);
    return first === undefined
      ? backend
      : {
          ...backend,
          refused: {
            type: 'tls-refused',
            client: mode,
            server: first.server,
            ...(first.policy !== undefined && { policy: first.policy }),
          },
        };
  },
});

interface Serving {
  readonly server: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'plain';
  readonly policy?: ObjectRef;
}

/** Connections fail where no Pod takes them; where some do, the others are left to the load balancer. */
function firstRefusal(
  { target }: BackendRef,
  client: string,
  objects: Reader<Reads>,
): Serving | undefined {
  if (target.type !== 'service') return undefined;
  const found = objects.get('Service', target.namespace, target.name);
  if (found.type !== 'found' || isEmpty(found.object.spec.selector)) return undefined;
  const labels = { ...found.object.spec.selector, ...target.subset?.labels };
  const pods = objects.select('Pod', labels, target.namespace);
  const serving = pods.map((pod) =>
    servingOf(pod, portOn(pod, found.object, target.port), objects),
  );
  return serving.every((it) => isRefused(client, it.server)) ? serving[0] : undefined;
}

/** Without a `tls` block the gateway speaks whatever each Pod takes, so nothing of this is asked. */
function isRefused(client: string, server: Serving['server']): boolean {
  if (client === 'ISTIO_MUTUAL') return server === 'plain' || server === 'DISABLE';
  return server === 'STRICT';
}

/** What a Pod takes on a port, and which policy says so. */
export function servingOf(
  pod: Pod,
  port: number | undefined,
  objects: Reader<'PeerAuthentication' | 'Namespace'>,
): Serving {
  if (meshOf(pod, objects) === 'none') return { server: 'plain' };
  const { namespace = '', labels } = pod.metadata;
  for (const policy of inForce(namespace, labels, objects)) {
    const ofPort = port === undefined ? undefined : policy.spec.portLevelMtls[`${port}`]?.mode;
    const mode = isEmpty(policy.spec.selector?.matchLabels ?? {}) ? undefined : ofPort;
    const wanted = [mode, policy.spec.mtls?.mode].find((it) => it !== undefined && it !== 'UNSET');
    if (wanted === 'STRICT' || wanted === 'PERMISSIVE' || wanted === 'DISABLE')
      return { server: wanted, policy: refOf(policy) };
  }
  return { server: 'PERMISSIVE' };
}

/** The most specific first: by workload, then for the namespace, then for the mesh; of several the oldest. */
function inForce(
  namespace: string,
  labels: Labels,
  objects: Reader<'PeerAuthentication'>,
): readonly PeerAuthentication[] {
  const here = objects.inNamespace('PeerAuthentication', namespace).toSorted(oldestFirst);
  const root = objects.inNamespace('PeerAuthentication', ROOT_NAMESPACE).toSorted(oldestFirst);
  const selector = ({ spec }: PeerAuthentication): Labels => spec.selector?.matchLabels ?? {};
  const isWide = (it: PeerAuthentication): boolean => isEmpty(selector(it));
  return [
    here.find((it) => !isWide(it) && carries(labels, selector(it))),
    here.find(isWide),
    root.find(isWide),
  ].filter((it) => it !== undefined);
}

const oldestFirst = by<PeerAuthentication>(
  (it) => it.metadata.creationTimestamp ?? '',
  (it) => it.metadata.name,
);

/** Settings for a port go by the workload's, not the Service's. */
export function portOn(
  { spec: { containers } }: Pod,
  { spec: { ports } }: Service,
  wanted: number | string | undefined,
): number | undefined {
  const port =
    wanted === undefined
      ? ports[0]
      : ports.find((it) => (typeof wanted === 'number' ? it.port : it.name) === wanted);
  const target = port?.targetPort ?? port?.port;
  if (typeof target !== 'string') return target;
  return containers.flatMap((it) => it.ports).find((it) => it.name === target)?.containerPort;
}
