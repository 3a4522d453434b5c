import type { Kind, Pod, Service } from '../../../inventory/kinds.ts';
import { isEmpty } from '../../../inventory/labels.ts';
import { isComplete, type Reader } from '../../../inventory/reader.ts';
import type { ServicePort } from '../../../inventory/shapes/core.ts';
import type { Authentication, Authorization, Guard } from '../../../model/authorization.ts';
import type { Fact } from '../../../model/exposure.ts';
import { meshOf } from '../../mesh.ts';
import {
  type BackendRef,
  type BackendTarget,
  definePolicy,
  type PolicyContext,
} from '../../provider.ts';
import { authentications, authorizations } from './authorization.ts';
import { portOn, servingOf } from './mutual-tls.ts';
import { common } from './workloads.ts';

const READS = [
  'AuthorizationPolicy',
  'RequestAuthentication',
  'PeerAuthentication',
  'Service',
  'Pod',
  'Namespace',
] as const satisfies readonly Kind[];
type Objects = Reader<(typeof READS)[number]>;

type ServiceTarget = Extract<BackendTarget, { readonly type: 'service' }>;

/** N37: what the Pods' own proxies ask of a request, whoever sends it. */
export const guard = definePolicy({
  name: 'guard',
  reads: READS,
  prepare: (objects, memory) => {
    const none =
      objects.list('AuthorizationPolicy').length + objects.list('RequestAuthentication').length;
    if (none === 0) return (backend) => backend;
    return (backend, from) => {
      const { target } = backend;
      if (target.type !== 'service') return backend;
      const key = JSON.stringify([
        target.namespace,
        target.name,
        target.port,
        target.subset?.labels,
      ]);
      const standing = memory.remember('standing', key, () => standingBefore(target, objects));
      return guarded(backend, standing, from);
    };
  },
});

/** Whatever stands before the Pods of a destination. */
interface Standing {
  readonly authorization: readonly Authorization[];
  readonly authentication: readonly Authentication[];
  readonly port?: number;
  readonly protocol: Guard['protocol'];
  /** Whether they speak the mesh's mutual TLS with whoever can. */
  readonly mutual: boolean;
  readonly facts: readonly Fact[];
}

const NOTHING: Standing = {
  authorization: [],
  authentication: [],
  protocol: 'tcp',
  mutual: false,
  facts: [],
};

function standingBefore(target: ServiceTarget, objects: Objects): Standing {
  const { namespace } = target;
  const found = objects.get('Service', namespace, target.name);
  if (found.type !== 'found' || isEmpty(found.object.spec.selector)) return NOTHING;
  const selector = { ...found.object.spec.selector, ...target.subset?.labels };
  const pods = objects.select('Pod', selector, namespace);
  const meshes = pods.map((it) => meshOf(it, objects));
  const inMesh = pods.filter((_, index) => meshes[index] !== 'none');
  // Where no Pod is known, that they are in the mesh is what a policy for them tells.
  if (pods.length === 0 && isComplete(objects.coverage('Pod', namespace))) return NOTHING;
  const labels = pods.length === 0 ? selector : common(pods.map((it) => it.metadata.labels));
  const authorization = authorizations({ namespace, labels }, objects);
  const authentication = authentications({ namespace, labels }, objects);
  const facts = partly(pods, inMesh, authorization, objects);
  if (pods.length > 0 && inMesh.length < pods.length) return { ...NOTHING, facts };
  const port = portOf(found.object, target.port, pods);
  const declared = declaredPort(found.object, target.port);
  return {
    authorization,
    authentication,
    ...(port !== undefined && { port }),
    protocol: meshes.includes('ambient') || isOpaque(declared) ? 'tcp' : 'http',
    mutual: pods.every((it) => servingOf(it, port, objects).server !== 'DISABLE'),
    facts: [...authorization.map(factOf), ...facts],
  };
}

const factOf = ({ object, action }: Authorization): Fact => ({
  name: 'AuthorizationPolicy',
  value: `${object.namespace ?? ''}/${object.name}: ${action}`,
});

/** What selects some of the Pods only, or stands before none since they have no proxy, decides nothing for certain. */
function partly(
  pods: readonly Pod[],
  inMesh: readonly Pod[],
  ofAll: readonly Authorization[],
  objects: Objects,
): readonly Fact[] {
  const isWhole = inMesh.length === pods.length;
  const certain = new Set(isWhole ? ofAll.map((it) => it.object.name) : []);
  const some = new Set(
    pods.flatMap(({ metadata: { namespace = '', labels } }) =>
      authorizations({ namespace, labels }, objects)
        // What holds for the whole mesh was not written for these Pods.
        .filter(({ object }) => object.namespace === namespace && !certain.has(object.name))
        .map(({ object }) => `${object.namespace}/${object.name}`),
    ),
  );
  return [...some].map((name) => ({
    name: 'AuthorizationPolicy',
    value:
      inMesh.length === 0
        ? `${name} has no effect: the Pods have no sidecar`
        : `${name} holds at some of the Pods only`,
  }));
}

function guarded(backend: BackendRef, standing: Standing, from: PolicyContext): BackendRef {
  const { authorization, authentication, port, protocol, facts } = standing;
  const withFacts =
    facts.length === 0 ? backend : { ...backend, facts: [...(backend.facts ?? []), ...facts] };
  if (authorization.length + authentication.length === 0) return withFacts;
  return {
    ...withFacts,
    guard: {
      authorization,
      authentication,
      ...(port !== undefined && { port }),
      protocol,
      peer: peerOf(backend, standing, from),
    },
  };
}

/** A gateway of Istio has a certificate of the mesh, and shows it unless it is made to speak otherwise (N35). */
function peerOf(
  { policy }: BackendRef,
  { mutual }: Standing,
  { proxy, namespace, serviceAccount }: PolicyContext,
): Guard['peer'] {
  const mode = policy?.tls?.mode ?? 'ISTIO_MUTUAL';
  if (proxy === 'kube-proxy' || !mutual || mode !== 'ISTIO_MUTUAL') return 'nobody';
  // Whether another proxy has a sidecar of its own is not looked at.
  if (proxy !== 'istio' || namespace === undefined || serviceAccount === undefined)
    return 'unknown';
  return { namespace, serviceAccount };
}

function portOf(
  service: Service,
  wanted: ServiceTarget['port'],
  pods: readonly Pod[],
): number | undefined {
  const ports = new Set(pods.map((it) => portOn(it, service, wanted)));
  const [port] = ports;
  return ports.size === 1 ? port : undefined;
}

const declaredPort = (
  { spec: { ports } }: Service,
  wanted: ServiceTarget['port'],
): ServicePort | undefined =>
  wanted === undefined
    ? ports[0]
    : ports.find((it) => (typeof wanted === 'number' ? it.port : it.name) === wanted);

/** A port that is declared as something else than HTTP; where nothing is declared, the sidecar looks. */
function isOpaque(port: ServicePort | undefined): boolean {
  const said = (port?.appProtocol ?? port?.name?.replace(/-.*/, '') ?? '').toLowerCase();
  return OPAQUE.has(said);
}

const OPAQUE = new Set(['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'udp']);
