import type { Destination } from '../model/exposure.ts';
import { printable } from './printable.ts';

/**
 * `productpage:9080`, with its namespace (`productpage.shop:9080`) where the reader is in another one. What leaves the
 * cluster by its host; what was not found as it is written.
 */
export function describeTarget(
  { ref, target }: Pick<Destination, 'ref' | 'target'>,
  namespace?: string,
): string {
  switch (target.type) {
    case 'service': {
      const { service, port } = target;
      const name =
        service.namespace === undefined || service.namespace === namespace
          ? service.name
          : `${service.name}.${service.namespace}`;
      return printable(`${name}:${port}`);
    }
    case 'external':
      return printable(
        target.port === undefined ? target.host : hostPort(target.host, target.port),
      );
    case 'unresolved':
      return printable(ref);
  }
}

/** The subset's name, where one is chosen. */
export const subsetOf = ({ target }: Pick<Destination, 'target'>): string | undefined =>
  target.type === 'service' && target.subset !== undefined
    ? printable(target.subset.name)
    : undefined;

/** IPv6 addresses in brackets. */
export const hostPort = (host: string, port: number | string): string =>
  `${bracketed(host)}:${port}`;

export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
