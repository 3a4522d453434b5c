import type { Service, Workload } from '../../../inventory/kinds.ts';
import type { Labels } from '../../../inventory/reader.ts';
import type { ServedBy } from '../../provider.ts';
import type { Controller } from './controller.ts';
import { type Gateway, namespaceOf, type Objects } from './objects.ts';

interface Candidate {
  readonly namespace?: string;
  readonly selector: Labels;
}

/** G1: who answers for a Gateway. */
export function servedBy(gateway: Gateway, controller: Controller, objects: Objects): ServedBy {
  const addresses = addressesOf(gateway);
  const manual = manualService(gateway, controller);
  if (manual !== undefined) return { type: 'pods-of-service', ...manual, ports: 'service-port' };
  const candidates = candidatesOf(gateway, controller);
  const found = candidates.find((it) => isSeen(it, objects));
  if (found !== undefined) return pods(found, addresses);
  const service = serviceAt(addresses, objects);
  if (service !== undefined)
    return {
      type: 'pods-of-service',
      namespace: namespaceOf(service),
      name: service.metadata.name,
      ports: 'service-port',
    };
  if (controller.name !== undefined && OUTSIDE.some((it) => controller.name?.startsWith(it)))
    return {
      type: 'external',
      controller: controller.name,
      addresses,
      ports: gateway.spec.listeners.flatMap(({ port }) => port ?? []),
    };
  const [expected] = candidates;
  // Those that make a Deployment for each Gateway label it so: that none is there can be said of them alone (H6).
  if (controller.deploys && expected !== undefined) return pods(expected, addresses);
  return {
    type: 'nothing',
    judgement: { health: 'unknown', reason: { type: 'other', message: NOT_FOUND } },
    ...(addresses.length > 0 && { addresses }),
  };
}

const NOT_FOUND = 'neither Pods nor a Service were found that serve this Gateway';

const pods = ({ namespace, selector }: Candidate, addresses: readonly string[]): ServedBy => ({
  type: 'pods',
  ...(namespace !== undefined && { namespace }),
  selector,
  ports: 'service-port',
  ...(addresses.length > 0 && { addresses }),
});

/** What the controller gave it; in a file, what it asks for. */
function addressesOf({ spec, status }: Gateway): readonly string[] {
  const given = status.addresses.length > 0 ? status.addresses : spec.addresses;
  return given.flatMap(({ value }) => value ?? []);
}

/** Load balancers outside of the cluster. */
const OUTSIDE = ['networking.gke.io/', 'gateway.k8s.aws/', 'application-networking.k8s.aws/'];

/** G19: Istio runs nothing of its own where a Gateway names the Service that is there already. */
function manualService(
  { metadata, spec }: Gateway,
  { proxy }: Controller,
): { readonly namespace: string; readonly name: string } | undefined {
  if (proxy !== 'istio') return undefined;
  const named = spec.addresses.find(
    ({ type, value }) => (type === undefined || type === 'Hostname') && value !== undefined,
  );
  const value = named?.value ?? metadata.annotations['networking.istio.io/service'];
  if (value === undefined || value === '') return undefined;
  const [name = '', namespace = namespaceOf({ apiVersion: '', kind: '', metadata })] =
    value.split('.');
  return { namespace, name };
}

/** By the labels that controllers give to what they run for a Gateway, the standard one first. */
function candidatesOf({ metadata }: Gateway, { proxy }: Controller): readonly Candidate[] {
  const { name, namespace = '' } = metadata;
  const standard = {
    namespace,
    selector: { 'gateway.networking.k8s.io/gateway-name': name },
  };
  const istio = { namespace, selector: { 'istio.io/gateway-name': name } };
  const envoy = {
    selector: {
      'gateway.envoyproxy.io/owning-gateway-name': name,
      'gateway.envoyproxy.io/owning-gateway-namespace': namespace,
    },
  };
  const contour = {
    namespace,
    selector: { 'projectcontour.io/owning-gateway-name': name },
  };
  return proxy === 'envoy' ? [envoy, standard, contour, istio] : [standard, istio, envoy, contour];
}

function isSeen({ namespace, selector }: Candidate, objects: Objects): boolean {
  if (objects.select('Pod', selector, namespace).length > 0) return true;
  return WORKLOADS.some((kind) => {
    const workloads: readonly Workload[] =
      namespace === undefined ? objects.list(kind) : objects.inNamespace(kind, namespace);
    return workloads.some(({ spec }) => {
      const { labels } = spec.template.metadata;
      return Object.entries(selector).every(([key, value]) => labels[key] === value);
    });
  });
}

const WORKLOADS = ['Deployment', 'DaemonSet'] as const;

function serviceAt(addresses: readonly string[], objects: Objects): Service | undefined {
  if (addresses.length === 0) return undefined;
  return objects
    .list('Service')
    .find((service) => addressesOfService(service).some((it) => addresses.includes(it)));
}

function addressesOfService(service: Service): readonly string[] {
  const { spec, status, metadata } = service;
  const host = `${metadata.name}.${namespaceOf(service)}.svc`;
  return [
    ...status.loadBalancer.ingress.flatMap(({ ip, hostname }) => [ip ?? '', hostname ?? '']),
    ...spec.externalIPs,
    spec.clusterIP === undefined || spec.clusterIP === 'None' ? '' : spec.clusterIP,
    host,
    `${host}.cluster.local`,
  ].filter((it) => it !== '');
}
