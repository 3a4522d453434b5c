import type { Listener } from '../../../model/exposure.ts';

const HTTP = new Set(['http', 'http2', 'http_proxy', 'grpc', 'grpc-web']);

/** N6: plain HTTP, in any of its forms. */
export const isHttp = (protocol: string): boolean => HTTP.has(protocol.toLowerCase());

export const isHttps = (protocol: string): boolean => protocol.toLowerCase() === 'https';

export function listenerProtocol(protocol: string): Listener['protocol'] {
  if (isHttp(protocol)) return 'HTTP';
  switch (protocol.toLowerCase()) {
    case 'https':
      return 'HTTPS';
    case 'tls':
      return 'TLS';
    case 'udp':
      return 'UDP';
    default:
      return 'TCP';
  }
}
