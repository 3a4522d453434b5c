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
