import { groupBy } from '../../lib/group.ts';
import type { EntryPoint, Exposure, Route } from '../../model/exposure.ts';
import type { NotAttached, Reason } from '../../model/health.ts';
import { type ObjectRef, refKey } from '../../model/object-ref.ts';

/** The rules of one object that get nothing from one entry point, and why. */
export interface Idle {
  readonly object: ObjectRef;
  readonly entryPoint: EntryPoint;
  readonly because: NotAttached;
  /** Who has what they want. */
  readonly by?: ObjectRef;
  readonly routes: readonly Route[];
  /** Some rule of the object is tried somewhere. */
  readonly servesElsewhere: boolean;
}

/** Those with one of these reasons. */
export type IdleRules = (...wanted: readonly NotAttached[]) => readonly Idle[];

interface IdleRoute {
  readonly entryPoint: EntryPoint;
  readonly route: Route;
  readonly reason: Extract<Reason, { readonly type: 'not-attached' }>;
}

/** A rule that another entry point takes is left out. */
export function idleRulesOf({ entryPoints }: Exposure): IdleRules {
  const all = entryPoints.flatMap((entryPoint) =>
    entryPoint.routes.flatMap((route): readonly IdleRoute[] => {
      const { reason } = route.judgement;
      return reason?.type === 'not-attached' ? [{ entryPoint, route, reason }] : [];
    }),
  );
  const idle = all.length === 0 ? [] : ofObjects(all, entryPoints);
  return (...wanted) => idle.filter((it) => wanted.includes(it.because));
}

const ruleKey = ({ object, rule }: Route): string => `${refKey(object)} ${rule.path}`;

function ofObjects(all: readonly IdleRoute[], entryPoints: readonly EntryPoint[]): readonly Idle[] {
  const served = entryPoints
    .flatMap((it) => it.routes)
    .filter(({ judgement }) => judgement.reason?.type !== 'not-attached');
  const rules = new Set(served.map(ruleKey));
  const objects = new Set(served.map(({ object }) => refKey(object)));
  const groups = groupBy(
    all.filter(({ route }) => !rules.has(ruleKey(route))),
    ({ entryPoint, route: { object }, reason: { because, by } }) =>
      `${entryPoint.id} ${refKey(object)} ${because} ${by === undefined ? '' : refKey(by)}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const {
      entryPoint,
      route: { object },
      reason: { because, by },
    } = first;
    return [
      {
        object,
        entryPoint,
        because,
        ...(by !== undefined && { by }),
        routes: group.map((it) => it.route),
        servesElsewhere: objects.has(refKey(object)),
      },
    ];
  });
}
