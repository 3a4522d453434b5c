import type { Endpoint, EndpointPort, ServicePort } from './shapes/core.ts';

/** S6: no answer counts as ready. */
export const isEndpointReady = ({ conditions }: Endpoint): boolean => conditions.ready !== false;

/** On its way out and still answering: kube-proxy takes no answer for yes here too. */
export const isEndpointDraining = ({ conditions }: Endpoint): boolean =>
  conditions.ready === false && conditions.terminating === true && conditions.serving !== false;

/** By name and protocol; kube-proxy leaves a port of a slice without a number alone. */
export const isForPort = (
  { name, port, protocol }: EndpointPort,
  wanted: Pick<ServicePort, 'name' | 'protocol'>,
): boolean =>
  (port ?? 0) > 0 &&
  (name ?? '') === (wanted.name ?? '') &&
  (protocol ?? 'TCP') === (wanted.protocol ?? 'TCP');
