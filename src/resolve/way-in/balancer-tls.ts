import type { Service } from '../../inventory/kinds.ts';
import type { ServicePort } from '../../inventory/shapes/core.ts';
import type { Address } from '../../model/exposure.ts';

type TlsEnds = Address['ports'][number]['tlsEnds'];

/** Whether the provider's load balancer ends TLS on this port, as annotations of the Service tell it, and how it goes on. */
export function tlsEndsAt({ metadata }: Service, port: ServicePort): TlsEnds {
  const { annotations } = metadata;
  const aws = annotations[`${AWS}-ssl-cert`];
  if (aws !== undefined && isListed(annotations[`${AWS}-ssl-ports`] ?? '*', port))
    return AWS_PROTOCOLS.get(annotations[`${AWS}-backend-protocol`] ?? 'tcp');
  const oracle = annotations['service.beta.kubernetes.io/oci-load-balancer-ssl-ports'];
  if (oracle !== undefined && isListed(oracle, port)) return 'plain';
  const ocean = annotations[`${OCEAN}-certificate-id`];
  if (ocean !== undefined && isListed(annotations[`${OCEAN}-tls-ports`] ?? '443', port))
    return 'http';
  return undefined;
}

const AWS = 'service.beta.kubernetes.io/aws-load-balancer';
const OCEAN = 'service.beta.kubernetes.io/do-loadbalancer';

const AWS_PROTOCOLS: ReadonlyMap<string, NonNullable<TlsEnds>> = new Map([
  ['tcp', 'plain'],
  ['http', 'http'],
  ['ssl', 'tls'],
  ['https', 'tls'],
]);

const isListed = (list: string, { port, name }: ServicePort): boolean =>
  list
    .split(',')
    .map((it) => it.trim())
    .some((it) => it === '*' || it === String(port) || it === name);
