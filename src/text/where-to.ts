import { percent } from '../lib/percent.ts';
import type { Route } from '../model/exposure.ts';
import { describeAnswer } from './action.ts';
import { describeTarget, subsetOf } from './target.ts';

/** Where a rule sends what it takes: `90 % reviews:9080 v1, 10 % reviews:9080 v2`. */
export function describeWhereTo({ action, object }: Route): string {
  if (action.type !== 'forward') return describeAnswer(action);
  const many = action.destinations.length > 1;
  return action.destinations
    .map((it) =>
      [many ? percent(it.share) : '', describeTarget(it, object.namespace), subsetOf(it) ?? '']
        .filter((word) => word !== '')
        .join(' '),
    )
    .join(', ');
}
