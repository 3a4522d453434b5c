import type { Kinds } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Reader } from '../../../inventory/reader.ts';
import { by } from '../../../lib/order.ts';
import type { Fact, TrafficPolicy } from '../../../model/exposure.ts';
import { type BackendRef, definePolicy } from '../../provider.ts';
import { createdOf, nameOf, namespaceOf } from './objects.ts';

const READS = ['BackendTLSPolicy', 'Service', 'ConfigMap'] as const;

type Objects = Reader<(typeof READS)[number]>;
type BackendTLSPolicy = Kinds['BackendTLSPolicy'];
type ServiceTarget = Extract<BackendRef['target'], { readonly type: 'service' }>;

/** G17a: the connection to a Service is TLS, with a name that is checked. */
export const backendTlsPolicy = definePolicy({
  name: 'backend-tls-policy',
  reads: READS,
  prepare: (objects) => (backend, from) => {
    // Ingress controllers and kube-proxy do not honour it.
    if (from.provider !== 'gateway-api' || backend.target.type !== 'service') return backend;
    const policy = policyFor(backend.target, objects);
    if (policy === undefined) return backend;
    if (certificatesOf(policy, objects) !== 'none')
      return { ...backend, policy: merged(backend.policy, policy) };
    return {
      ...backend,
      target: { type: 'unresolved', because: 'no-authority', object: refOf(policy) },
      facts: [...(backend.facts ?? []), ...factsOf(policy)],
    };
  },
});

/** One for the port comes before one for the Service; of several for one target the oldest counts (GEP-713). */
function policyFor(target: ServiceTarget, objects: Objects): BackendTLSPolicy | undefined {
  const policies = objects.inNamespace('BackendTLSPolicy', target.namespace);
  if (policies.length === 0) return undefined;
  const portName = portNameOf(target, objects);
  const targeting = (sectionName: string | undefined): BackendTLSPolicy | undefined =>
    policies
      .filter(({ spec }) =>
        spec.targetRefs.some(
          (it) =>
            (it.group ?? '') === '' &&
            it.kind === 'Service' &&
            it.name === target.name &&
            it.sectionName === sectionName,
        ),
      )
      .toSorted(by(createdOf, nameOf))
      .at(0);
  return (portName === undefined ? undefined : targeting(portName)) ?? targeting(undefined);
}

function portNameOf(
  { namespace, name, port }: ServiceTarget,
  objects: Objects,
): string | undefined {
  const found = objects.get('Service', namespace, name);
  if (found.type !== 'found') return undefined;
  return found.object.spec.ports.find((it) => it.port === port || it.name === port)?.name;
}

/** Whether there is anything to check the server's certificate against. */
function certificatesOf(policy: BackendTLSPolicy, objects: Objects): 'some' | 'none' {
  const { caCertificateRefs, wellKnownCACertificates } = policy.spec.validation;
  if (caCertificateRefs.length === 0)
    return wellKnownCACertificates === undefined ? 'none' : 'some';
  return caCertificateRefs.some((it) => isUsable(it, namespaceOf(policy), objects))
    ? 'some'
    : 'none';
}

/** What cannot be read is not held against it. */
function isUsable(
  {
    group = '',
    kind,
    name = '',
  }: BackendTLSPolicy['spec']['validation']['caCertificateRefs'][number],
  namespace: string,
  objects: Objects,
): boolean {
  if (group !== '' || kind !== 'ConfigMap') return false;
  const found = objects.get('ConfigMap', namespace, name);
  switch (found.type) {
    case 'found':
      return Object.hasOwn(found.object.data, 'ca.crt');
    case 'absent':
      return false;
    case 'unreadable':
      return true;
  }
}

/** A DestinationRule may have come before: its other settings stay. */
const merged = (before: TrafficPolicy | undefined, policy: BackendTLSPolicy): TrafficPolicy => {
  const { hostname } = policy.spec.validation;
  return {
    ...before,
    object: before?.object ?? refOf(policy),
    tls: { mode: 'SIMPLE', ...(hostname !== undefined && { sni: hostname }) },
    facts: [...(before?.facts ?? []), ...factsOf(policy)],
  };
};

function factsOf(policy: BackendTLSPolicy): readonly Fact[] {
  const { caCertificateRefs, wellKnownCACertificates, hostname } = policy.spec.validation;
  const checked = [
    ...caCertificateRefs.map(({ kind = '', name = '' }) => `${kind} ${name}`),
    ...(wellKnownCACertificates === undefined ? [] : [wellKnownCACertificates]),
  ].join(', ');
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['TLS to the backend', hostname],
    ['checked against', checked === '' ? undefined : checked],
  ];
  const object = refOf(policy);
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value, object }]));
}
