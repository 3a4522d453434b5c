import type { Service } from '../../inventory/kinds.ts';
import { carries, isEmpty } from '../../inventory/labels.ts';
import type { Labels, Reader } from '../../inventory/reader.ts';
import type { ServicePort } from '../../inventory/shapes/core.ts';

/** S1: whether a Service can be reached from outside. */
export const isWayIn = ({ spec }: Service): boolean =>
  spec.type === 'LoadBalancer' ||
  spec.type === 'NodePort' ||
  (spec.type !== 'ExternalName' && spec.externalIPs.length > 0);

/** S2: whether it opens a port on each node. */
export const opensNodePorts = ({ spec }: Service): boolean =>
  spec.type === 'NodePort' ||
  (spec.type === 'LoadBalancer' &&
    (spec.allocateLoadBalancerNodePorts !== false ||
      spec.ports.some((it) => it.nodePort !== undefined && it.nodePort !== 0)));

/** S2: who may call its load balancer, by the field or, without it, by the annotation that came before. */
export function sourceRanges({ spec, metadata }: Service): readonly string[] {
  if (spec.loadBalancerSourceRanges.length > 0) return spec.loadBalancerSourceRanges;
  const written = metadata.annotations['service.beta.kubernetes.io/load-balancer-source-ranges'];
  return (written ?? '')
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
}

/** Where labels of Pods are known: in one namespace. */
export interface Labelled {
  readonly namespace: string;
  readonly labels: Labels;
}

/** N2: the Services whose own selector picks one of these. */
export function servicesThatPick(
  pods: readonly Labelled[],
  objects: Reader<'Service'>,
): readonly Service[] {
  const namespaces = [...new Set(pods.map((it) => it.namespace))].toSorted();
  return namespaces.flatMap((namespace) => {
    const here = pods.filter((it) => it.namespace === namespace);
    return objects
      .inNamespace('Service', namespace)
      .filter(
        ({ spec }) =>
          spec.type !== 'ExternalName' &&
          !isEmpty(spec.selector) &&
          here.some((it) => carries(it.labels, spec.selector)),
      );
  });
}

/** Where no Pod is known: the Services that pick nothing but Pods with these labels. */
export const servicesWithin = (
  selector: Labels,
  namespace: string | undefined,
  objects: Reader<'Service'>,
): readonly Service[] =>
  isEmpty(selector)
    ? []
    : objects
        .list('Service')
        .filter(
          ({ metadata, spec }) =>
            (namespace === undefined || metadata.namespace === namespace) &&
            spec.type !== 'ExternalName' &&
            carries(spec.selector, selector),
        );

export const namespaceOf = (object: {
  readonly metadata: { readonly namespace?: string };
}): string => object.metadata.namespace ?? '';

/** SCTP is left out: nothing here can ask for it. */
export function transportOf({ protocol = 'TCP' }: ServicePort): 'tcp' | 'udp' | undefined {
  switch (protocol) {
    case 'TCP':
      return 'tcp';
    case 'UDP':
      return 'udp';
    default:
      return undefined;
  }
}

export const slicesOf = (service: Service, objects: Reader<'EndpointSlice'>) =>
  objects.select(
    'EndpointSlice',
    { 'kubernetes.io/service-name': service.metadata.name },
    namespaceOf(service),
  );
