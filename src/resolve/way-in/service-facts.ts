import type { Service } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Fact } from '../../model/exposure.ts';
import { tlsEndsAt } from './balancer-tls.ts';
import { sourceRanges } from './services.ts';

/** What a Service says of its own reachability (S2, S4): shown, never judged. */
export function serviceFacts(service: Service): readonly Fact[] {
  const { spec, metadata } = service;
  const fact = (name: string, value: number | string | undefined): readonly Fact[] =>
    value === undefined || value === ''
      ? []
      : [{ name, value: String(value), object: refOf(service) }];
  return [
    ...fact('loadBalancerClass', spec.loadBalancerClass),
    ...fact('loadBalancerIP', spec.loadBalancerIP),
    ...fact('loadBalancerSourceRanges', sourceRanges(service).join(', ')),
    ...fact(
      'allocateLoadBalancerNodePorts',
      spec.allocateLoadBalancerNodePorts === false ? 'false' : '',
    ),
    ...fact(
      'TLS ends at the load balancer',
      spec.ports
        .filter((it) => tlsEndsAt(service, it) !== undefined)
        .map((it) => it.port)
        .join(', '),
    ),
    ...fact('externalTrafficPolicy', spec.externalTrafficPolicy === 'Local' ? 'Local' : ''),
    ...fact('healthCheckNodePort', spec.healthCheckNodePort === 0 ? '' : spec.healthCheckNodePort),
    ...Object.entries(metadata.annotations)
      .filter(([name]) => INTERNAL.has(name) || TOPOLOGY.has(name))
      .flatMap(([name, value]) => fact(name, value)),
  ];
}

/** They make a provider's load balancer an internal one. */
const INTERNAL = new Set([
  'service.beta.kubernetes.io/aws-load-balancer-internal',
  'service.beta.kubernetes.io/aws-load-balancer-scheme',
  'service.beta.kubernetes.io/azure-load-balancer-internal',
  'networking.gke.io/load-balancer-type',
  'cloud.google.com/load-balancer-type',
  'service.beta.kubernetes.io/oci-load-balancer-internal',
  'service.beta.kubernetes.io/openstack-internal-load-balancer',
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type',
]);

const TOPOLOGY = new Set([
  'service.kubernetes.io/topology-mode',
  'service.kubernetes.io/topology-aware-hints',
]);
