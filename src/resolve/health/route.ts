import type { Action, Destination, Modifiers } from '../../model/exposure.ts';
import { beginningOf, healthRank, type Judgement, worst } from '../../model/health.ts';

export interface RouteHealth {
  readonly judgement: Judgement;
  /** 0 to 1: the part of the rule's requests that would fail. */
  readonly failureShare: number;
}

/** H1, H3: destinations are judged apart and joined by share; a share of 0 never counts. */
export function judgeRoute(action: Action, modifiers: Modifiers): RouteHealth {
  const abort = modifiers.fault?.abort?.share ?? 0;
  const { judgement, failureShare } = judgeAction(action);
  const share = abort + (1 - abort) * failureShare;
  if (abort === 0 || failureShare >= 1) return { judgement, failureShare: share };
  const status = modifiers.fault?.abort?.status;
  return {
    failureShare: share,
    judgement: worst([
      judgement,
      {
        health: abort >= 1 ? 'broken' : 'degraded',
        reason: { type: 'fault', share: abort, ...(status !== undefined && { status }) },
      },
    ]),
  };
}

function judgeAction(action: Action): RouteHealth {
  switch (action.type) {
    case 'redirect':
    case 'direct-response':
      return { judgement: { health: 'healthy' }, failureShare: 0 };
    case 'invalid':
      return {
        judgement: { health: 'broken', reason: { type: 'no-destination' } },
        failureShare: 1,
      };
    case 'forward':
      return judgeDestinations(action.destinations);
  }
}

function judgeDestinations(all: readonly Destination[]): RouteHealth {
  const used = all.filter((it) => it.share > 0);
  if (used.length === 0)
    return { judgement: { health: 'broken', reason: { type: 'no-destination' } }, failureShare: 1 };
  const failureShare = Math.min(
    1,
    used.reduce((sum, it) => sum + it.share * it.failureShare, 0),
  );
  const [only] = used;
  if (only !== undefined && used.length === 1) return { judgement: only.judgement, failureShare };
  return { judgement: joined(used, failureShare), failureShare };
}

/** Parallel destinations: one that fails with part of the requests makes the rule degraded, and only all of it broken. */
function joined(used: readonly Destination[], failureShare: number): Judgement {
  const failing = used.filter((it) => it.failureShare > 0);
  const serving = used.filter((it) => it.failureShare < 1);
  const first = worst(failing.map((it) => it.judgement));
  if (serving.length === 0) {
    return failing.every((it) => it.judgement.health === 'idle')
      ? first
      : { ...first, health: 'broken' };
  }
  const best = worst(serving.map((it) => it.judgement));
  if (failing.length === 0) return best;
  if (healthRank(best.health) < healthRank('degraded')) return best;
  return {
    health: 'degraded',
    ...beginningOf(first),
    reason: {
      type: 'share-fails',
      share: failureShare,
      ...(first.reason !== undefined && { worst: first.reason }),
    },
  };
}
