import type { ObjectRef } from '../model/object-ref.ts';

/** `Service shop/reviews`. */
export const refText = ({ kind, namespace, name }: ObjectRef): string =>
  namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;

/** `1 Pod`, `3 Pods`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `a, b and c`; a long list is cut and says by how many. */
export function listing(values: readonly string[], most = 5): string {
  const shown = values.slice(0, most);
  const last = values.length > most ? `${values.length - most} more` : shown.pop();
  return [shown.join(', '), last].filter((it) => it !== undefined && it !== '').join(' and ');
}

/** `10 %`; never 0 for something, never 100 for less than all. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (share > 0 && rounded === 0) return '< 1 %';
  if (share < 1 && rounded === 100) return '> 99 %';
  return `${rounded} %`;
}
