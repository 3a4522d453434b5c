import { isIP } from 'node:net';

import { UserError } from '../../../lib/user-error.ts';
import {
  type ChosenContext,
  type Environment,
  withoutCredentials,
} from '../kubeconfig/kubeconfig.ts';

const SCHEMES = ['http:', 'https:', 'socks5:', 'socks5h:'];

/** `proxy-url`, else what the environment says, as Go reads it. */
export function proxyFor(
  { cluster, name: context, from }: ChosenContext,
  environment: Environment,
): URL | undefined {
  const { server, 'proxy-url': configured = '' } = cluster;
  if (configured !== '')
    return proxyUrl(configured, `The proxy-url of context ${JSON.stringify(context)} in ${from}`);
  const { protocol, hostname, port } = new URL(server);
  const variable = (name: string): string =>
    environment[name] ?? environment[name.toLowerCase()] ?? '';
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = variable(name);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const targetPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  if (proxy === '' || isLocal(host) || isExcluded(host, targetPort, variable('NO_PROXY')))
    return undefined;
  return proxyUrl(proxy.includes('://') ? proxy : `http://${proxy}`, name);
}

function proxyUrl(text: string, field: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !SCHEMES.includes(url.protocol))
    throw new UserError(
      `${field} is ${JSON.stringify(withoutCredentials(text))}, which is no URL of a proxy. Mend it: it begins with ${SCHEMES.map((it) => `${it}//`).join(', ')}.`,
      3,
    );
  return url;
}

const isLocal = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** `NO_PROXY`: names, `.suffixes`, addresses, CIDRs, each with or without a port; `*` for all. */
function isExcluded(host: string, port: string, list: string): boolean {
  return list
    .split(',')
    .map((it) => it.trim().toLowerCase())
    .some((entry) => entry !== '' && excludes(entry, host.toLowerCase().replace(/\.$/, ''), port));
}

function excludes(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(host, entry);
  const withPort = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry);
  if (withPort !== null && withPort[2] !== port) return false;
  const name = (withPort?.[1] ?? entry).replaceAll(/[[\]]/g, '').replace(/^\*\./, '.');
  if (isIP(name) !== 0) return name === host;
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

/** IPv4 alone: what is written in IPv6 ranges is rare, and asks the proxy. */
function inRange(host: string, cidr: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  if (isIP(host) !== 4 || isIP(base) !== 4) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(asNumber(host) / size) === Math.floor(asNumber(base) / size);
}

const asNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
