import type { Address, Listener } from '../model/exposure.ts';
import { printable } from './printable.ts';
import { hostPort } from './target.ts';

/** `:443 HTTPS`. */
export const describePort = ({ port, protocol }: Pick<Listener, 'port' | 'protocol'>): string =>
  `:${port} ${protocol}`;

/** Only what one would not expect of the protocol. */
export function describeTls({ tls }: Pick<Listener, 'tls'>): string {
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

/** `203.0.113.7:443`, or `pending`; `*:30080` of nodes that nobody knows. */
export function describeAddress({ type, value, pending, ports }: Address): string {
  const name = type === 'node' && value === '' ? '*' : value;
  if (pending === true || name === '') return PENDING;
  const [first, ...rest] = new Set(ports.map(({ port }) => port));
  if (first === undefined) return printable(name);
  return printable([hostPort(name, first), ...rest].join(','));
}
