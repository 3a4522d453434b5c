import type { Labels } from './reader.ts';
import type { LabelSelector } from './shapes/meta.ts';

/** Whether all of these are among the labels. What an empty selector of a Service picks is nothing, and asked elsewhere. */
export function carries(labels: Labels, wanted: Labels): boolean {
  // Asked a million times a run: nothing is to be made for it.
  for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  return true;
}

export const isEmpty = (labels: Labels): boolean => Object.keys(labels).length === 0;

/** `matchLabels` and `matchExpressions` together: an empty selector picks everything, an unknown operator nothing. */
export function selectorPicks(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Labels,
): boolean {
  return (
    carries(labels, matchLabels) &&
    matchExpressions.every(({ key = '', operator = '', values }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}
