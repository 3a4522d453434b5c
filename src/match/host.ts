/** How many labels a `*.` stands for: one (Ingress, I4), or one and more (Istio N11, Gateway API G4). */
export type Wildcard = 'one-label' | 'any-labels';

/** Without the port; IPv6 literals keep their brackets off. Lower case, without the trailing dot. */
export function hostOf(authority: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(authority);
  if (bracketed !== null) return (bracketed[1] ?? '').toLowerCase();
  const colon = authority.indexOf(':');
  const host =
    colon >= 0 && colon === authority.lastIndexOf(':') ? authority.slice(0, colon) : authority;
  return host.toLowerCase().replace(/\.$/, '');
}

/** Whether a host pattern (`*`, `*` with a rest, or a name) takes a name. Both are lower case. */
export function hostMatches(pattern: string, host: string, wildcard: Wildcard): boolean {
  if (pattern === '*' || pattern === '') return true;
  if (!pattern.startsWith('*')) return pattern === host;
  const rest = pattern.slice(1);
  if (host.length <= rest.length || !host.endsWith(rest)) return false;
  return wildcard === 'any-labels' || !host.slice(0, host.length - rest.length).includes('.');
}

/** Greater is more specific: a name, then the longest wildcard, then `*`. */
export const hostSpecificity = (pattern: string): number =>
  pattern === '*' || pattern === ''
    ? 0
    : pattern.startsWith('*')
      ? pattern.length
      : 1_000_000 + pattern.length;

/** Looks hosts up without a scan: the most specific pattern that takes a name. */
export interface HostTable<T> {
  find(host: string): { readonly pattern: string; readonly value: T } | undefined;
  /** Less specific ones that would take it too, best first. */
  others(host: string): readonly { readonly pattern: string; readonly value: T }[];
}

/**
 * Where a pattern stands twice, the first counts. A wildcard of more labels than the others' are comes before those, as
 * nginx tries its own before its regular expressions.
 */
export function hostTable<T>(
  entries: Iterable<readonly [pattern: string, value: T, wildcard?: Wildcard | undefined]>,
  wildcard: Wildcard,
): HostTable<T> {
  const byPattern = new Map<string, T>();
  const wide = new Map<string, T>();
  for (const [pattern, value, own = wildcard] of entries) {
    const key = pattern === '' ? '*' : pattern;
    const table = own === wildcard ? byPattern : wide;
    if (!table.has(key)) table.set(key, value);
  }
  const all = function* (host: string): Generator<{ readonly pattern: string; readonly value: T }> {
    const exact = byPattern.get(host);
    if (exact !== undefined) yield { pattern: host, value: exact };
    if (wide.size > 0) yield* found(wide, wildcardsFor(host, 'any-labels'));
    yield* found(byPattern, wildcardsFor(host, wildcard));
  };
  return {
    find: (host) => all(host).next().value ?? undefined,
    others: (host) => [...all(host)].slice(1),
  };
}

function* found<T>(
  table: ReadonlyMap<string, T>,
  patterns: Iterable<string>,
): Generator<{ readonly pattern: string; readonly value: T }> {
  for (const pattern of patterns) {
    const value = table.get(pattern);
    if (value !== undefined) yield { pattern, value };
  }
}

/** Every wildcard that takes this name, most specific first. `*a.com` is one too (N42). */
function* wildcardsFor(host: string, wildcard: Wildcard): Generator<string> {
  const labelEnd = host.indexOf('.');
  const last =
    wildcard === 'one-label' ? (labelEnd < 0 ? host.length - 1 : labelEnd) : host.length - 1;
  for (let start = 1; start <= last; start++) yield `*${host.slice(start)}`;
  yield '*';
}
