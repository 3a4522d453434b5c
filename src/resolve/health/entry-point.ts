import type { Listener, Route } from '../../model/exposure.ts';
import { beginningOf, type Judgement, type Reason, worst } from '../../model/health.ts';

export interface EntryPointParts {
  /** From an address to the Pods that route. */
  readonly wayIn: Judgement;
  /** What its own object says of itself. */
  readonly own?: Judgement;
  readonly listeners: readonly Listener[];
  readonly routes: readonly Route[];
}

/**
 * A path is the worst of the hops it needs (H1). Listeners and rules are parallel: some that are broken beside others
 * that serve make the entry point degraded.
 */
export function judgeEntryPoint({ wayIn, own, listeners, routes }: EntryPointParts): Judgement {
  const rules = routes.filter(
    (it) => it.generated === undefined || it.generated === 'default-backend',
  );
  return worst([
    wayIn,
    ...(own === undefined ? [] : [own]),
    parallel(
      listeners.map((it) => it.judgement),
      'listeners',
    ),
    parallel(
      (rules.length === 0 ? routes : rules).map((it) => it.judgement),
      'rules',
    ),
  ]);
}

/** What is idle beside others does not count; what is broken beside others takes its part only. */
function parallel(all: readonly Judgement[], of: 'listeners' | 'rules'): Judgement {
  const awake = all.filter((it) => it.health !== 'idle');
  if (awake.length === 0) return worst(all);
  const first = worst(awake);
  const broken = awake.filter((it) => it.health === 'broken').length;
  if (first.health !== 'broken' || broken === awake.length) return first;
  return {
    health: 'degraded',
    ...beginningOf(first),
    reason: partOf(of, broken / awake.length, first.reason),
  };
}

const partOf = (of: 'listeners' | 'rules', share: number, reason: Reason | undefined): Reason => ({
  type: of === 'rules' ? 'rules-not-well' : 'listeners-not-well',
  share,
  ...(reason !== undefined && { worst: reason }),
});
