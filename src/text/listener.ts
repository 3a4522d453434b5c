import type { Address, Listener } from '../model/exposure.ts';
import { printable } from './printable.ts';
import { hostPort } from './target.ts';

/** `:443 HTTPS`. */
export const describePort = ({ port, protocol }: Pick<Listener, 'port' | 'protocol'>): string =>
  `:${port} ${protocol}`;

/** `:443 HTTPS  shop.example.com`; no hosts where any name fits. */
export const describeListener = (listener: Listener): string =>
  [describePort(listener), printable(listener.hosts.join(', ')), describeTls(listener.tls)]
    .filter((it) => it !== '')
    .join('  ');

/** Only what one would not expect of the protocol. */
function describeTls(tls: Listener['tls']): string {
  switch (tls?.mode) {
    case undefined:
    case 'terminate':
      return '';
    case 'passthrough':
      return 'TLS passed through';
    case 'mutual':
      return 'asks for a client certificate';
    case 'mesh':
      return 'for callers of the mesh only';
  }
}

export const PENDING = 'pending';

/** `203.0.113.7:443`, or `pending`. */
export function describeAddress({ value, pending, ports }: Address): string {
  if (pending === true || value === '') return PENDING;
  const [first, ...rest] = ports.map(({ port }) => port);
  if (first === undefined) return printable(value);
  return printable([hostPort(value, first), ...rest].join(','));
}
