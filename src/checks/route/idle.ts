import { groupBy } from '../../lib/group.ts';
import type { EntryPoint, Exposure, Route } from '../../model/exposure.ts';
import type { NotAttached } from '../../model/health.ts';
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

const ruleKey = ({ object, rule }: Route): string => `${refKey(object)} ${rule.path}`;
const isIdle = ({ judgement }: Route): boolean => judgement.reason?.type === 'not-attached';

/** Of some reasons; a rule that another entry point takes is left out. */
export function idleRules(
  { entryPoints }: Exposure,
  wanted: readonly NotAttached[],
): readonly Idle[] {
  const all = entryPoints.flatMap((it) => it.routes);
  const served = all.filter((it) => !isIdle(it));
  const rules = new Set(served.map(ruleKey));
  const objects = new Set(served.map(({ object }) => refKey(object)));
  return entryPoints.flatMap((entryPoint) => {
    const idle = entryPoint.routes.flatMap((route) => {
      const { reason } = route.judgement;
      return reason?.type === 'not-attached' &&
        wanted.includes(reason.because) &&
        !rules.has(ruleKey(route))
        ? [{ route, reason }]
        : [];
    });
    const groups = groupBy(
      idle,
      ({ route, reason: { because, by } }) =>
        `${refKey(route.object)} ${because} ${by === undefined ? '' : refKey(by)}`,
    );
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { object } = first.route;
      const { because, by } = first.reason;
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
  });
}
