import { isRaw, type Raw } from '../inventory/raise.ts';
import { by } from '../lib/order.ts';
import { listing } from '../lib/words.ts';
import { recordAt, recordsAt, textAt } from './raw-fields.ts';

/** Who wrote what of an object, the last time that they did. */
export interface Write {
  /** RFC 3339. */
  readonly at: string;
  /** As the writer calls itself: `kubectl-edit`, `argocd-controller`. */
  readonly manager: string;
  /** `spec.http and metadata.labels` */
  readonly fields: string;
}

/** As `managedFields` keep it, newest first. */
export const writesOf = (raw: unknown): readonly Write[] =>
  recordsAt(recordAt(raw, 'metadata'), 'managedFields')
    .flatMap((it): readonly Write[] => {
      const fields = fieldsOf(it);
      const manager = textAt(it, 'manager') || 'somebody';
      return fields.length === 0
        ? []
        : [{ at: textAt(it, 'time'), manager, fields: listing(fields) }];
    })
    .toSorted(by((it) => -Date.parse(it.at)));

const MOST_FIELDS = 3;

/** What the manager owns since then; of the status nobody wants to know who wrote it. */
function fieldsOf(entry: Raw): readonly string[] {
  const names = Object.entries(recordAt(entry, 'fieldsV1')).flatMap(([key, below]) => {
    const name = key.replace(/^f:/, '');
    const own = isRaw(below) ? Object.keys(below).filter((it) => it.startsWith('f:')) : [];
    if (name === 'status') return [];
    return own.length === 0 ? [name] : own.map((it) => `${name}.${it.slice(2)}`);
  });
  const sorted = names.toSorted(by((it) => Number(!it.startsWith('spec'))));
  return sorted.length > MOST_FIELDS
    ? [...sorted.slice(0, MOST_FIELDS), `${sorted.length - MOST_FIELDS} more`]
    : sorted;
}
