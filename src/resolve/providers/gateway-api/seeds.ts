import { groupBy } from '../../../lib/group.ts';
import type { Caveat } from '../../../model/exposure.ts';
import type { RouteSeed } from '../../provider.ts';
import type { Attachment } from './attach.ts';
import { type Front, filtered, needsFront } from './filters.ts';
import type { GatewayListener } from './listener.ts';
import { grpcMatches, httpMatches } from './matches.ts';
import { type AnyRoute, createdOf, nameOf } from './objects.ts';
import { grpcWeights, httpWeights, type Precedence, precedence } from './order.ts';
import { type AnyRule, type Lowering, matchesOf, routeSeed, rulesOf } from './rules.ts';

/** The seeds of a route on one front, with their place among all. */
export type SeedsOf = (route: AnyRoute, front: Front) => readonly Placed[];

export interface Placed {
  readonly place: number;
  readonly seed: RouteSeed;
}

interface Unit extends Precedence {
  readonly route: AnyRoute;
  readonly rules: AnyRule;
}

/**
 * All matches of all rules, in the order of G8. Matches of one rule that follow each other are one route; a rule whose
 * matches stand apart becomes several, each in its place.
 */
export function seedsOf(
  attachments: readonly Attachment[],
  hosts: ReadonlyMap<AnyRoute, readonly string[]>,
  lowering: Lowering,
): SeedsOf {
  const routes = [...new Set(attachments.map((it) => it.route))];
  const units = routes.flatMap((route) => unitsOf(route, lowering)).toSorted(precedence);
  const assumed = new Set(attachments.filter((it) => it.assumed === true).map((it) => it.route));
  const parts = groupBy(partsOf(units), (it) => it.route);
  const ports = new Set(attachments.map(({ listener }) => listener.port));
  const made = new Map<string, RouteSeed>();
  return (route, front) =>
    (parts.get(route) ?? []).map((part) => {
      const special = ports.size > 1 && redirects(part, lowering);
      const variant = `${part.part === 0 ? '' : `.${part.part}`}${special ? `@${front.port}` : ''}`;
      const key = `${part.place} ${variant}`;
      const seed =
        made.get(key) ??
        routeSeed(
          {
            route,
            rule: part.rule,
            index: part.index,
            matches: part.matches.flatMap((it) => matchesOf(part.rule)[it] ?? []),
            hosts: hosts.get(route) ?? [],
            variant,
            ...(assumed.has(route) && { caveats: [NAMESPACE_LABELS] }),
          },
          front,
          lowering,
        );
      made.set(key, seed);
      return { place: part.place, seed };
    });
}

const NAMESPACE_LABELS: Caveat = { type: 'assumed', what: 'namespace labels' };

export const frontOf = ({ port, mode }: GatewayListener): Front => ({
  port,
  scheme: mode === 'none' ? 'http' : 'https',
});

function unitsOf(route: AnyRoute, { controller }: Lowering): readonly Unit[] {
  const common = { route, created: createdOf(route.object), object: nameOf(route.object) };
  return rulesOf(route).flatMap((rules, rule): readonly Unit[] => {
    if (filteredAway(rules)) return [];
    switch (rules.type) {
      case 'http':
        return httpMatches(rules.rule.matches).map((it, match) => ({
          ...common,
          ...httpWeights(it, controller),
          rules,
          rule,
          match,
        }));
      case 'grpc':
        return grpcMatches(rules.rule.matches).map((it, match) => ({
          ...common,
          ...grpcWeights(it),
          rules,
          rule,
          match,
        }));
      case 'l4':
        return [];
    }
  });
}

/** G12: redirect and rewrite do not go together; such a rule is dropped, and the others stay. */
export const filteredAway = (rule: AnyRule): boolean =>
  rule.type === 'http' &&
  rule.rule.filters.some((it) => it.requestRedirect !== undefined) &&
  rule.rule.filters.some((it) => it.urlRewrite !== undefined);

interface Part {
  readonly route: AnyRoute;
  readonly rule: AnyRule;
  readonly index: number;
  /** Which of the parts of its rule it is, from 0. */
  readonly part: number;
  readonly place: number;
  readonly matches: readonly number[];
}

function partsOf(units: readonly Unit[]): readonly Part[] {
  const parts: (Omit<Part, 'matches'> & { readonly matches: number[] })[] = [];
  const count = new Map<AnyRule, number>();
  for (const { route, rules, rule, match } of units) {
    const last = parts.at(-1);
    if (last?.rule === rules) last.matches.push(match);
    else {
      const part = count.get(rules) ?? 0;
      count.set(rules, part + 1);
      const place = parts.length;
      parts.push({ route, rule: rules, index: rule, part, place, matches: [match] });
    }
  }
  return parts;
}

/** Whether the rule is another one on another port. */
function redirects({ route, rule }: Part, { objects }: Lowering): boolean {
  if (rule.type !== 'http') return false;
  const all = [rule.rule.filters, ...rule.rule.backendRefs.map((it) => it.filters)];
  return all.some((filters) => {
    const { redirect } = filtered(route, filters, objects);
    return redirect !== undefined && needsFront(redirect);
  });
}
