import type { Match, NamedMatch, StringMatch } from '../model/match.ts';
import type { Dependence, Miss } from '../model/trace.ts';
import { type Claims, claimValues } from './claims.ts';
import { pathMatches } from './path.ts';
import { compiledOnce, compilePattern } from './pattern.ts';

/** What conditions see of a request. */
export interface Seen {
  /** As the proxy normalised it, without the query. */
  readonly path: string;
  readonly query?: string;
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  readonly sni?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Of the token that it shows; absent where that cannot be known. */
  readonly claims?: Claims;
}

/** `depends`: it fits as far as the request tells, and hangs on what it does not tell. */
export type Verdict =
  | { readonly type: 'takes' }
  | { readonly type: 'misses'; readonly miss: Miss }
  | { readonly type: 'depends'; readonly on: Dependence };

const TAKES: Verdict = { type: 'takes' };
const misses = (miss: Miss): Verdict => ({ type: 'misses', miss });

/** Whether one match takes a request; else the first of its parts that does not. */
export function judgeMatch(match: Match, seen: Seen): Verdict {
  const miss =
    pathMiss(match, seen) ??
    textMiss('method', match.method, seen.method) ??
    textMiss('scheme', match.scheme, seen.scheme) ??
    textMiss('authority', match.authority, seen.authority) ??
    grpcMiss(match, seen) ??
    namedMiss('header', match.headers, (name) => headerValue(seen, name)) ??
    namedMiss('query', match.query, (name) => queryValue(seen.query, name)) ??
    cookieMiss(match, seen) ??
    sniMiss(match, seen) ??
    claimMiss(match, seen);
  if (miss !== undefined) return misses(miss);
  const [claim] = match.claims ?? [];
  if (claim !== undefined && seen.claims === undefined)
    return { type: 'depends', on: { type: 'claim', name: claim.name } };
  if (match.remoteIp !== undefined && match.remoteIp.length > 0)
    return { type: 'depends', on: { type: 'client-address', wanted: match.remoteIp } };
  return TAKES;
}

function pathMiss({ path }: Match, seen: Seen): Miss | undefined {
  if (path === undefined) return undefined;
  const answer = pathMatches(path, seen.path);
  if (answer === 'invalid') return { type: 'invalid-pattern', pattern: path.value };
  return answer ? undefined : { type: 'path', wanted: [path], got: seen.path };
}

function textMiss(
  type: 'method' | 'scheme' | 'authority',
  wanted: StringMatch | undefined,
  got: string,
): Miss | undefined {
  if (wanted === undefined) return undefined;
  const answer = textMatches(wanted, got);
  if (answer === 'invalid') return { type: 'invalid-pattern', pattern: wanted.value };
  return answer ? undefined : { type, wanted, got };
}

/** gRPC: the path is `/service/method`. */
function grpcMiss({ grpc }: Match, { path }: Seen): Miss | undefined {
  if (grpc === undefined) return undefined;
  const [, service = '', method = ''] = path.split('/');
  const parts = [
    ['service', grpc.service, service],
    ['method', grpc.method, method],
  ] as const;
  for (const [part, wanted, got] of parts) {
    if (wanted === undefined) continue;
    const answer = textMatches(wanted, got);
    if (answer === 'invalid') return { type: 'invalid-pattern', pattern: wanted.value };
    if (!answer) return { type: 'grpc', part, wanted, got };
  }
  return undefined;
}

function namedMiss(
  type: 'header' | 'query',
  conditions: readonly NamedMatch[] | undefined,
  value: (name: string) => string | undefined,
): Miss | undefined {
  for (const wanted of conditions ?? []) {
    const { name } = wanted;
    const not = wanted.not === true;
    const got = value(name);
    const answer = namedMatches(wanted, got);
    if (answer === 'invalid') return { type: 'invalid-pattern', pattern: wanted.value };
    if (!answer) return { type, name, wanted, not, ...(got !== undefined && { got }) };
  }
  return undefined;
}

/** N17: a condition on a missing name fails; inverted, a missing one counts as empty, except in a test for presence. */
export function namedMatches(wanted: NamedMatch, got: string | undefined): boolean | 'invalid' {
  const seen =
    got ??
    (wanted.not === true && wanted.missingIsEmpty === true && wanted.type !== 'present'
      ? ''
      : undefined);
  const answer = seen === undefined ? false : textMatches(wanted, seen);
  if (answer === 'invalid') return 'invalid';
  return wanted.not === true ? !answer : answer;
}

/** N18: of a claim with several values one is enough. */
function claimMiss({ claims }: Match, seen: Seen): Miss | undefined {
  if (seen.claims === undefined) return undefined;
  for (const wanted of claims ?? []) {
    const { name } = wanted;
    const got = claimValues(seen.claims, name);
    const fits = got.some((it) => textMatches(wanted, it) === true);
    if (fits === (wanted.not === true))
      return {
        type: 'claim',
        name,
        wanted,
        not: wanted.not === true,
        ...(got.length > 0 && { got: got.join(', ') }),
      };
  }
  return undefined;
}

function cookieMiss({ cookies }: Match, seen: Seen): Miss | undefined {
  for (const wanted of cookies ?? []) {
    const got = cookieValue(seen, wanted.name);
    const answer = namedMatches(wanted, got);
    if (answer === 'invalid') return { type: 'invalid-pattern', pattern: wanted.value };
    if (!answer)
      return { type: 'cookie', name: wanted.name, wanted, ...(got !== undefined && { got }) };
  }
  return undefined;
}

function sniMiss({ sni }: Match, seen: Seen): Miss | undefined {
  if (sni === undefined || sni.length === 0) return undefined;
  const got = seen.sni ?? '';
  const fits = sni.some(
    (it) => it === '*' || it === got || (it.startsWith('*') && got.endsWith(it.slice(1))),
  );
  return fits
    ? undefined
    : { type: 'sni', wanted: sni, ...(seen.sni !== undefined && { got: seen.sni }) };
}

export const textMatches = (wanted: StringMatch, got: string): boolean | 'invalid' =>
  taken(wanted, got, compilePattern);

/** For many texts: a pattern is compiled once. */
export function textMatcher(wanted: StringMatch): (got: string) => boolean | 'invalid' {
  const compile = compiledOnce(wanted);
  return (got) => taken(wanted, got, compile);
}

function taken(wanted: StringMatch, got: string, compile: typeof compilePattern) {
  const { type, value } = wanted;
  const ignoreCase = wanted.ignoreCase === true;
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  switch (type) {
    case 'exact':
      return fold(got) === fold(value);
    case 'prefix':
      return fold(got).startsWith(fold(value));
    case 'suffix':
      return fold(got).endsWith(fold(value));
    case 'regex':
      return compile(value, ignoreCase)?.matches(got) ?? 'invalid';
    case 'present':
      return true;
  }
}

/**
 * Names ignore case; several of one name count as one, joined by commas (RFC 9110, 5.3). The pseudo-headers of HTTP/2
 * can be named as well (N17).
 */
export function headerValue(seen: Seen, name: string): string | undefined {
  const wanted = name.toLowerCase();
  switch (wanted) {
    case ':method':
      return seen.method;
    case ':path':
      return seen.query === undefined ? seen.path : `${seen.path}?${seen.query}`;
    case ':authority':
    case 'host':
      return seen.authority;
    case ':scheme':
      return seen.scheme;
    default: {
      const values = seen.headers
        .filter((it) => it.name.toLowerCase() === wanted)
        .map((it) => it.value);
      return values.length === 0 ? undefined : values.join(',');
    }
  }
}

/** The first of that name; not decoded, as proxies compare it as sent. */
export function queryValue(query: string | undefined, name: string): string | undefined {
  for (const part of query?.split('&') ?? []) {
    const equals = part.indexOf('=');
    if ((equals < 0 ? part : part.slice(0, equals)) === name)
      return equals < 0 ? '' : part.slice(equals + 1);
  }
  return undefined;
}

export function cookieValue(seen: Seen, name: string): string | undefined {
  for (const part of (headerValue(seen, 'cookie') ?? '').split(/[;,]\s*/)) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1);
  }
  return undefined;
}
