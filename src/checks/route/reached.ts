import { groupBy, uniqueBy } from '../../lib/group.ts';
import type { Exposure, Route, VirtualHost } from '../../model/exposure.ts';
import type { Match } from '../../model/match.ts';
import { type ObjectRef, refKey } from '../../model/object-ref.ts';
import { coveringKeys, covers, widePathKey } from './covers.ts';

/** A rule as it stands in its object, or a part of it, and what comes before it. */
export interface Reach {
  readonly route: Route;
  /** For each of its matches the earlier route that takes all of its requests, in every virtual host. */
  readonly takenBy: readonly (Route | undefined)[];
}

interface Tried {
  readonly route: Route;
  readonly match: Match;
  /** Its place among all. */
  readonly place: number;
}

const EVERYTHING: Match = {};
const matchesOf = ({ matches }: Route): readonly Match[] =>
  matches.length === 0 ? [EVERYTHING] : matches;

/**
 * Every rule that is tried, with what takes its requests before it gets them: what comes earlier in all of the virtual
 * hosts where it stands. What a data plane makes of itself (a redirect to https) is meant so, and counts for nothing.
 */
export function reachesOf({ dataPlanes }: Exposure): readonly Reach[] {
  const found = new Map<Route, (Route | undefined)[]>();
  for (const { listeners } of dataPlanes)
    for (const { servers } of listeners)
      for (const { virtualHosts, protocol } of servers)
        if (protocol === 'http') for (const it of virtualHosts) noteReach(it, found);
  return [...found].map(([route, takenBy]) => ({ route, takenBy }));
}

function noteReach({ routes }: VirtualHost, found: Map<Route, (Route | undefined)[]>): void {
  const earlier = new Map<string, Tried[]>();
  for (const [place, route] of uniqueBy(routes, (it) => it.id).entries()) {
    if (route.generated !== undefined) continue;
    const matches = matchesOf(route);
    const taken = matches.map((it) => takerOf(it, earlier));
    const known = found.get(route);
    found.set(
      route,
      known === undefined ? taken : known.map((it, index) => it && taken[index] && it),
    );
    for (const match of matches) {
      const key = widePathKey(match);
      const list = earlier.get(key);
      if (list === undefined) earlier.set(key, [{ route, match, place }]);
      else list.push({ route, match, place });
    }
  }
}

function takerOf(match: Match, earlier: ReadonlyMap<string, readonly Tried[]>): Route | undefined {
  let first: Tried | undefined;
  for (const key of coveringKeys(match)) {
    const found = earlier.get(key)?.find((it) => covers(it.match, match));
    if (found !== undefined && (first === undefined || found.place < first.place)) first = found;
  }
  return first?.route;
}

/** One rule of one object may be several routes: in several entry points, or in parts that stand apart. */
export interface RuleReach {
  readonly route: Route;
  /** The first that takes each match; absent where a match is reached somewhere. */
  readonly takenBy: readonly (Route | undefined)[];
  readonly isReached: boolean;
}

/** By rule: one is reached where any part of it is, in any entry point. */
export function ruleReaches(reaches: readonly Reach[]): readonly RuleReach[] {
  const byRule = groupBy(reaches, ({ route }) => `${refKey(route.object)} ${route.rule.path}`);
  return [...byRule.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const takenBy = parts.flatMap((it) => it.takenBy);
    return [{ route: first.route, takenBy, isReached: takenBy.includes(undefined) }];
  });
}

/** `rule 2`, with its name. */
export const ruleText = ({ rule: { index, name } }: Route): string =>
  name === undefined ? `rule ${index + 1}` : `rule ${index + 1} (${name})`;

/** RFC 3339; absent where it is not known. */
export type CreatedOf = (object: ObjectRef) => string | undefined;

/** Of two objects: a rule that takes a part of what a later one takes, where nothing but their order keeps it so. */
export function narrowerBefore(
  routes: readonly Route[],
): readonly { readonly narrow: Route; readonly wide: Route }[] {
  const own = uniqueBy(routes, (it) => it.id).filter((it) => it.generated === undefined);
  if (new Set(own.map(({ object }) => refKey(object))).size < 2) return [];
  const later = new Map<string, Tried[]>();
  const found: { readonly narrow: Route; readonly wide: Route }[] = [];
  for (const [place, route] of own.toReversed().entries()) {
    for (const match of matchesOf(route))
      for (const key of coveringKeys(match))
        for (const it of later.get(key) ?? [])
          if (refKey(it.route.object) !== refKey(route.object) && covers(it.match, match))
            found.push({ narrow: route, wide: it.route });
    for (const match of matchesOf(route)) {
      // Rules for everything come last, whatever their age (N13).
      if (covers(match, EVERYTHING)) continue;
      const key = widePathKey(match);
      later.set(key, [...(later.get(key) ?? []), { route, match, place }]);
    }
  }
  return found;
}
