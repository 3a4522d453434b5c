import type { Labels } from '../../../inventory/reader.ts';
import type { HttpMatch, StringMatch as IstioMatch } from '../../../inventory/shapes/istio.ts';
import type { Match, NamedMatch, PathMatch, StringMatch } from '../../../model/match.ts';
import type { BoundService } from './source.ts';

/** What a match is judged against before any request comes (N16). */
export interface GatewaySide {
  /** `namespace/name`. */
  readonly gateway: string;
  /** The server's own number, not the one that is bound. */
  readonly port: number;
  readonly labels: Labels;
  readonly namespace: string | undefined;
}

/** N16: whether a match is left for a gateway. */
export function isLeft(match: HttpMatch, side: GatewaySide): boolean {
  if ((match.port ?? 0) !== 0 && match.port !== side.port) return false;
  if (match.gateways.length > 0) return match.gateways.includes(side.gateway);
  if (!Object.entries(match.sourceLabels).every(([key, it]) => side.labels[key] === it))
    return false;
  const wanted = match.sourceNamespace ?? '';
  return wanted === '' || side.namespace === undefined || wanted === side.namespace;
}

/** N17. */
export function lowerMatch(match: HttpMatch, prefix: BoundService['prefix']): Match {
  const claims = [
    ...claimMatches(match.headers, false),
    ...claimMatches(match.withoutHeaders, true),
  ];
  const headers = [
    ...namedMatches(match.headers, false),
    ...namedMatches(match.withoutHeaders, true),
  ].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const query = namedMatches(match.queryParams, false);
  const path = lowerPath(match, prefix);
  return {
    ...(path !== undefined && { path }),
    ...(match.method !== undefined && { method: lowerValue(match.method) }),
    ...(match.scheme !== undefined && { scheme: lowerValue(match.scheme) }),
    ...(match.authority !== undefined && { authority: lowerValue(match.authority) }),
    ...(headers.length > 0 && { headers }),
    ...(query.length > 0 && { query }),
    ...(claims.length > 0 && { claims }),
    ...((match.port ?? 0) !== 0 && match.port !== undefined && { port: match.port }),
  };
}

function lowerPath(
  { uri, ignoreUriCase }: HttpMatch,
  prefix: BoundService['prefix'],
): PathMatch | undefined {
  if (uri === undefined) return undefined;
  const ignoreCase = ignoreUriCase === true && ({ ignoreCase: true } as const);
  if (uri.exact !== undefined) return { type: 'exact', value: uri.exact, ...ignoreCase };
  if (uri.prefix !== undefined)
    return prefix === 'segments' && uri.prefix !== '/'
      ? { type: 'segment-prefix', value: uri.prefix, ...ignoreCase }
      : { type: 'prefix', value: uri.prefix, ...ignoreCase };
  // ignoreUriCase loosens exact and prefix only; an empty one asks for nothing that a path does not have.
  return uri.regex === undefined ? undefined : { type: 'regex', value: uri.regex };
}

/** An empty one means: present; so does the regex `*`, which RE2 would refuse. */
function lowerValue({ exact, prefix, regex }: IstioMatch): StringMatch {
  if (exact !== undefined) return { type: 'exact', value: exact };
  if (prefix !== undefined) return { type: 'prefix', value: prefix };
  if (regex !== undefined && regex !== '*') return { type: 'regex', value: regex };
  return { type: 'present', value: '' };
}

type Named = Readonly<Record<string, IstioMatch>>;

function namedMatches(conditions: Named, not: boolean): readonly NamedMatch[] {
  return Object.entries(conditions).flatMap(([name, it]) =>
    claimOf(name) === undefined ? [named(name, it, not)] : [],
  );
}

/** N18. */
function claimMatches(conditions: Named, not: boolean): readonly NamedMatch[] {
  return Object.entries(conditions).flatMap(([name, it]) => {
    const claim = claimOf(name);
    return claim === undefined ? [] : [named(claim, it, not)];
  });
}

/** N17: turned around, a missing header counts as empty, except in a test for presence. */
function named(name: string, condition: IstioMatch, not: boolean): NamedMatch {
  const value = lowerValue(condition);
  return {
    ...value,
    name,
    ...(not && { not: true as const }),
    ...(not && value.type !== 'present' && { missingIsEmpty: true as const }),
  };
}

const CLAIM = /^@request\.auth\.claims(?:\.(.+)|\[(.+)\])$/i;

/** `@request.auth.claims.group.id` or `@request.auth.claims[group][id]`, as `group.id`. */
function claimOf(name: string): string | undefined {
  const [, dotted, bracketed] = CLAIM.exec(name) ?? [];
  return dotted ?? bracketed?.replaceAll('][', '.');
}

/** N13: takes every request that gets to it. What was settled before (N16) does not count. */
export function isCatchAll(match: Match): boolean {
  const { path } = match;
  const anyPath =
    path === undefined ||
    (path.type === 'prefix' && path.value === '/') ||
    (path.type === 'regex' && path.value === '.*');
  return (
    anyPath &&
    match.method === undefined &&
    match.scheme === undefined &&
    match.authority === undefined &&
    (match.headers ?? []).length === 0 &&
    (match.query ?? []).length === 0 &&
    (match.claims ?? []).length === 0
  );
}
