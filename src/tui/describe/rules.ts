import { uniqueBy } from '../../lib/group.ts';
import { percent } from '../../lib/percent.ts';
import type { Exposure, Route } from '../../model/exposure.ts';
import type { Judgement } from '../../model/health.ts';
import { type ObjectRef, sameRef } from '../../model/object-ref.ts';
import type { Snapshot } from '../../session/session.ts';
import { describeEntry } from '../../text/entry-point.ts';
import { describeMatches } from '../../text/match.ts';
import { describeRef } from '../../text/object-ref.ts';
import { printable } from '../../text/printable.ts';
import { describeJudgement } from '../../text/reasons.ts';
import { describeNumber } from '../../text/rule-number.ts';
import { describeWhereTo } from '../../text/where-to.ts';
import { isWell } from '../screens/entry-points/rows.ts';
import { usesOf } from '../screens/used-by/rows.ts';
import { columns } from './block.ts';

/** The rules that stand in the object, each once however many entry points have it, and what they lead to. */
export function ruleLines(object: ObjectRef, { entryPoints }: Exposure): readonly string[] {
  const rules = entryPoints
    .flatMap((it) => it.routes)
    .filter((it) => sameRef(it.object, object) && it.generated === undefined);
  return columns(uniqueBy(rules, ruleKey).map(ruleCells));
}

const ruleKey = ({ rule, hosts, matches }: Route): string =>
  [rule.path, hosts.join(), describeMatches(matches)].join(' ');

const ruleCells = (route: Route): readonly string[] => [
  describeNumber(route.rule),
  printable(route.hosts.join(', ')),
  describeMatches(route.matches),
  `→ ${describeWhereTo(route)}`,
  trouble(route.judgement),
];

/** From each entry point, by each rule, and which part of what the rule takes. */
export const useLines = (object: ObjectRef, { exposure, inventory }: Snapshot): readonly string[] =>
  columns(
    usesOf(exposure.entryPoints, object, inventory)
      .filter((it) => !sameRef(it.entryPoint.object, object))
      .map(({ entryPoint, route, share }) => [
        percent(share),
        route === undefined ? describeEntry(entryPoint) : printable(route.hosts.join(', ')),
        route === undefined ? 'all that comes in' : describeMatches(route.matches),
        `by ${describeRef(route?.object ?? entryPoint.object)}`,
        trouble((route ?? entryPoint).judgement),
      ]),
  );

/** What is well needs no word. */
export const trouble = (judgement: Judgement): string =>
  isWell(judgement)
    ? ''
    : [judgement.health, describeJudgement(judgement) ?? ''].filter((it) => it !== '').join(': ');
