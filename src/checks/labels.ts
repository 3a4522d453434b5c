import type { Labels } from '../inventory/reader.ts';
import type { LabelSelector } from '../inventory/shapes/meta.ts';

/** Whether all of these are among the labels; an empty selector of a Service picks nothing and is asked elsewhere. */
export const includesLabels = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** `matchLabels` and `matchExpressions` together; an empty selector picks everything. */
export function selects({ matchLabels, matchExpressions }: LabelSelector, labels: Labels): boolean {
  return (
    includesLabels(labels, matchLabels) &&
    matchExpressions.every(({ key = '', operator, values }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
}
