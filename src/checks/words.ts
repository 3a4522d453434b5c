import { listing } from '../lib/words.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** `Service shop/reviews`. */
export const refText = ({ kind, namespace, name }: ObjectRef): string =>
  namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;

/** `a, b and c`; a long list is cut and says by how many. */
export const shortListing = (values: readonly string[], most = 5): string =>
  listing(
    values.length > most ? [...values.slice(0, most), `${values.length - most} more`] : values,
  );

/** `10 %`; never 0 for something, never 100 for less than all. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (share > 0 && rounded === 0) return '< 1 %';
  if (share < 1 && rounded === 100) return '> 99 %';
  return `${rounded} %`;
}
