import type { DataPlane, PathReading, PathRewrite } from '../model/exposure.ts';
import type { PathMatch } from '../model/match.ts';
import { compiledOnce, compilePattern } from './pattern.ts';

/** Whether a path (normalised, without the query) is taken; `invalid` where RE2 refuses the pattern. */
export const pathMatches = (match: PathMatch, path: string): boolean | 'invalid' =>
  taken(match, path, compilePattern);

/** For many paths: a pattern is compiled once, which takes far longer than to ask it. */
export function pathMatcher(match: PathMatch): (path: string) => boolean | 'invalid' {
  const compile = compiledOnce(match);
  return (path) => taken(match, path, compile);
}

function taken(match: PathMatch, path: string, compile: typeof compilePattern) {
  const fold = (text: string): string => (match.ignoreCase === true ? text.toLowerCase() : text);
  switch (match.type) {
    case 'exact':
      return fold(path) === fold(match.value);
    case 'prefix':
      return fold(path).startsWith(fold(match.value));
    case 'segment-prefix':
      return startsWithSegments(fold(path), fold(match.value));
    case 'regex':
      return compile(match.value, match.ignoreCase)?.matches(path) ?? 'invalid';
    case 'regex-start':
      return compile(match.value, match.ignoreCase)?.startsAt(path) ?? 'invalid';
  }
}

/** `/aaa/bbb` takes `/aaa/bbb` and `/aaa/bbb/ccc`, not `/aaa/bbbxyz`; a trailing slash of the prefix does not matter. */
function startsWithSegments(path: string, prefix: string): boolean {
  const bare = prefix.replace(/\/+$/, '');
  return path === bare || path.startsWith(`${bare}/`) || bare === '';
}

/**
 * The path as the proxy reads it before any rule is tried. Envoy (N45): unreserved escapes decoded, `\` read as `/`,
 * dot segments resolved, repeated slashes and other escapes kept. nginx: decoded, slashes merged, dot segments resolved.
 */
export function normalizePath(path: string, { proxy, paths }: PathReader): string {
  switch (proxy) {
    case 'istio':
    case 'envoy': {
      const read = withoutDotSegments(
        decodeUnreserved(withSlashes(path, paths)).replaceAll('\\', '/'),
      );
      return paths === undefined ? read : read.replaceAll(/\/{2,}/g, '/');
    }
    case 'nginx':
      return nginxPath(path) ?? path;
    case 'kube-proxy':
    case 'other':
      return path;
  }
}

type PathReader = Pick<DataPlane, 'proxy' | 'paths'>;

const ESCAPED_SLASH = /%2f|%5c/gi;

const withSlashes = (path: string, paths: PathReading | undefined): string =>
  paths === 'merges-and-unescapes-slashes' ? path.replaceAll(ESCAPED_SLASH, '/') : path;

/** Whether the proxy sends the client to the path without escaped slashes before any rule is tried. */
export const asksForSlashes = (path: string, { paths }: PathReader): boolean =>
  withSlashes(path, paths) !== path;

/** What the proxy answers to a path that it cannot read, whatever its rules say. */
export const refusalOf = (path: string, { proxy }: PathReader): number | undefined =>
  proxy === 'nginx' && nginxPath(path) === undefined ? 400 : undefined;

/**
 * Merged first, so that `/a//../b` is `/b`. Undefined where nginx refuses it: an escape that is none, a zero byte, or
 * `..` above the root.
 */
function nginxPath(path: string): string | undefined {
  if (/%(?![0-9a-f]{2})|%00/i.test(path)) return undefined;
  const decoded = path.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeAll);
  const kept: string[] = [];
  const segments = decoded.split('/').slice(1);
  for (const segment of segments) {
    if (segment === '..' && kept.pop() === undefined) return undefined;
    if (segment !== '' && segment !== '.' && segment !== '..') kept.push(segment);
  }
  const endsInSlash = /(?:^|\/)\.{0,2}$/.test(decoded);
  return `/${kept.join('/')}${endsInSlash && kept.length > 0 ? '/' : ''}`;
}

/** As nginx writes a path that it decoded and rewrote. */
const escapeAgain = (path: string): string =>
  path.replaceAll(/[#%]|[^!-~\p{Cs}]/gu, encodeURIComponent);

const decodeUnreserved = (path: string): string =>
  path.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(char) ? char : escape;
  });

/** Bytes that are no text stay as they were written. */
function decodeAll(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes.replaceAll(/%[0-7][0-9a-f]/gi, decodeURIComponent);
  }
}

/** RFC 3986, 5.2.4; an empty segment counts as one, so `/a//../b` is `/a/b`. */
function withoutDotSegments(path: string): string {
  if (!path.includes('/.')) return path;
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment === '.' || segment === '..') {
      if (last) kept.push('');
    } else kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

/** The path that goes on, given the match that took the request (N20, G13). */
export function rewritePath(
  rewrite: PathRewrite,
  path: string,
  match: PathMatch | undefined,
): string {
  switch (rewrite.type) {
    case 'replace-full':
      return rewrite.value;
    case 'replace-prefix':
      return replacePrefix(rewrite.value, path, match);
    case 'replace-segments':
      return replaceSegments(rewrite.value, path, match?.value ?? '/');
    case 'regex':
      return (
        compilePattern(rewrite.pattern, rewrite.ignoreCase)?.replaceAll(
          path,
          rewrite.substitution,
        ) ?? path
      );
    case 'extract':
      return escapeAgain(
        compilePattern(rewrite.pattern, rewrite.ignoreCase)?.extract(path, rewrite.substitution) ??
          path,
      );
  }
}

/** N20: the matched prefix as a string; the whole path on an exact or regex match; else the leading `/`. */
function replacePrefix(value: string, path: string, match: PathMatch | undefined): string {
  switch (match?.type) {
    case 'exact':
    case 'regex':
    case 'regex-start':
      return value;
    case 'prefix':
    case 'segment-prefix':
      return value + path.slice(match.value.length);
    case undefined:
      return value + path.slice(1);
  }
}

/** G13: whole elements; with `/foo` and `/` or nothing, `/foo/bar` becomes `/bar` and `/foo` becomes `/`. */
function replaceSegments(value: string, path: string, prefix: string): string {
  const rest = path.slice(prefix.replace(/\/+$/, '').length);
  const bare = value.replace(/\/+$/, '');
  const joined = rest === '' ? value : `${bare}${rest.startsWith('/') ? '' : '/'}${rest}`;
  return joined === '' ? '/' : joined;
}
