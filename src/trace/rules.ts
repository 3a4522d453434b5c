import { judgeMatch, type Seen } from '../match/request.ts';
import type { Route } from '../model/exposure.ts';
import type { PathMatch } from '../model/match.ts';
import { refKey } from '../model/object-ref.ts';
import type { Dependence, Miss, Rejection } from '../model/trace.ts';

/** A rule that takes the request, or would if what cannot be known were so. */
export interface Candidate {
  readonly route: Route;
  /** Index in `route.matches`. */
  readonly match?: number;
  /** Absent where it takes the request for certain. */
  readonly on?: Dependence;
}

export interface Scan {
  /** In the order tried; the last one is certain, unless none is. */
  readonly candidates: readonly Candidate[];
  readonly rejected: readonly Rejection[];
}

/** Tries rules as the data plane does: the first that matches takes the request. */
export function scanRules(routes: readonly Route[], seen: Seen): Scan {
  const candidates: Candidate[] = [];
  const rejected: Rejection[] = [];
  let winner: Route | undefined;
  for (const route of routes) {
    const verdict = judgeRule(route, seen);
    if (winner !== undefined) {
      if (verdict.type !== 'misses')
        rejected.push(rejection(route, { type: 'later-rule', winner: winner.id }));
      continue;
    }
    if (verdict.type === 'misses') {
      rejected.push(rejection(route, verdict.miss));
      continue;
    }
    const { match } = verdict;
    candidates.push({
      route,
      ...(match !== undefined && { match }),
      ...(verdict.type === 'depends' && { on: verdict.on }),
    });
    if (verdict.type === 'takes') winner = route;
  }
  return { candidates, rejected: oncePerRule(rejected, ...candidates.map((it) => it.route)) };
}

/**
 * A rule whose matches stand apart is tried in several places: it is told once, with all the paths that it misses, and
 * not at all where another of its places takes the request.
 */
export function oncePerRule(
  rejected: readonly Rejection[],
  ...taken: readonly (Pick<Rejection, 'object' | 'rule'> | undefined)[]
): readonly Rejection[] {
  const names = new Set(taken.map((it) => it && ruleKey(it)));
  const told = new Map<string, Rejection>();
  for (const it of rejected) {
    const key = ruleKey(it);
    const known = told.get(key);
    if (!names.has(key)) told.set(key, known === undefined ? it : joined(known, it));
  }
  return [...told.values()];
}

const ruleKey = ({ object, rule }: Pick<Rejection, 'object' | 'rule'>): string =>
  `${refKey(object)}#${rule?.path ?? ''}`;

const joined = (first: Rejection, second: Rejection): Rejection => ({
  ...first,
  reason: joinedMiss(first.reason, second.reason),
});

/** What a rule or a server would have taken, in one list. */
function joinedMiss(first: Miss, second: Miss): Miss {
  if (first.type === 'host' && second.type === 'host')
    return { ...first, wanted: [...new Set([...first.wanted, ...second.wanted])] };
  if (first.type === 'sni' && second.type === 'sni')
    return { ...first, wanted: [...new Set([...first.wanted, ...second.wanted])] };
  return nearestMiss([first, second]);
}

export const rejection = (route: Route, reason: Miss): Rejection => ({
  object: route.object,
  route: route.id,
  rule: route.rule,
  reason,
});

type RuleVerdict =
  | { readonly type: 'takes'; readonly match?: number }
  | { readonly type: 'depends'; readonly match: number; readonly on: Dependence }
  | { readonly type: 'misses'; readonly miss: Miss };

function judgeRule({ matches }: Route, seen: Seen): RuleVerdict {
  if (matches.length === 0) return { type: 'takes' };
  const misses: Miss[] = [];
  let depends: RuleVerdict | undefined;
  for (const [index, match] of matches.entries()) {
    const verdict = judgeMatch(match, seen);
    if (verdict.type === 'takes') return { type: 'takes', match: index };
    if (verdict.type === 'depends') depends ??= { type: 'depends', match: index, on: verdict.on };
    else misses.push(verdict.miss);
  }
  return depends ?? { type: 'misses', miss: nearestMiss(misses) };
}

/** Of several matches the one that came furthest tells most; where all failed at the path, all paths are told. */
function nearestMiss(misses: readonly Miss[]): Miss {
  const beyondPath = misses.find((it) => it.type !== 'path');
  if (beyondPath !== undefined) return beyondPath;
  const paths = misses.flatMap((it): readonly PathMatch[] => (it.type === 'path' ? it.wanted : []));
  const [first] = misses;
  return { type: 'path', wanted: paths, got: first?.type === 'path' ? first.got : '' };
}
