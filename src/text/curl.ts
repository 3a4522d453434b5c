import { shellQuoted } from '../lib/shell-quoted.ts';
import type { EntryPoint, Route } from '../model/exposure.ts';
import type { Match } from '../model/match.ts';
import { hostPort } from './target.ts';
import { urlsOf } from './urls.ts';

/**
 * A command that sends what the rule takes through just this entry point: the name in Host and SNI, the address with
 * `--resolve`, so that DNS has no say. Undefined where there is nothing to call.
 */
export function curlCommand(entryPoint: EntryPoint, route?: Route): string | undefined {
  const url = urlFor(entryPoint, route);
  if (url === undefined) return undefined;
  const match = route?.matches[0];
  const method = match?.method?.type === 'exact' ? match.method.value : undefined;
  return [
    'curl',
    '-i',
    ...(method === undefined || method === 'GET' ? [] : ['-X', method]),
    ...headersOf(match).flatMap((it) => ['-H', it]),
    ...resolveOf(entryPoint, url),
    url,
  ]
    .map(shellQuoted)
    .join(' ');
}

/** What one would type for the rule: its host and the beginning of its path. */
export function urlFor(entryPoint: EntryPoint, route?: Route): string | undefined {
  const wanted = route?.hosts.find((it) => !it.startsWith('*'));
  const urls = urlsOf(entryPoint).filter(isCallable);
  const url =
    urls.find((it) => wanted !== undefined && URL.parse(withName(it))?.hostname === wanted) ??
    urls[0];
  if (url === undefined) return undefined;
  const path = route?.matches[0]?.path;
  const isLiteral = path !== undefined && !path.type.startsWith('regex');
  return `${withName(url)}${isLiteral ? escaped(path.value) : '/'}`;
}

/** Rules may name as a host what no client can dial, and what must not be pasted into a shell. */
const isCallable = (url: string): boolean =>
  /^https?:/.test(url) && !/[\s\p{C}]/u.test(url) && URL.canParse(withName(url));

/** As clients send it: neither a blank nor a new line is part of what is pasted. */
const escaped = (path: string): string =>
  path.replaceAll(/\p{Cs}/gu, '\uFFFD').replaceAll(/[^!-~]+/g, (it) => encodeURIComponent(it));

/** A name that a wildcard stands for. */
const withName = (url: string): string => url.replace('*', 'any');

const headersOf = (match: Match | undefined): readonly string[] =>
  (match?.headers ?? [])
    .filter((it) => it.type === 'exact' && it.not !== true)
    .map(({ name, value }) => `${name}: ${value}`)
    // No client can send it.
    .filter((it) => !/\p{C}/u.test(it));

function resolveOf({ addresses }: EntryPoint, url: string): readonly string[] {
  const { hostname, port, protocol } = new URL(url);
  const dialled = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
  const address = addresses.find(
    (it) => it.value !== '' && it.ports.some((open) => open.port === dialled),
  );
  if (address === undefined || address.value === hostname || hostname === `[${address.value}]`)
    return [];
  const isIp = /^[\d.]+$|:/.test(address.value);
  return isIp
    ? ['--resolve', `${hostname}:${dialled}:${address.value}`]
    : ['--connect-to', `${hostname}:${dialled}:${hostPort(address.value, dialled)}`];
}
