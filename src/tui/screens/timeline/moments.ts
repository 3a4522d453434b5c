import { isRaw, type Raw } from '../../../inventory/raise.ts';
import type { EventLine } from '../../../inventory/source.ts';
import { listing } from '../../../lib/words.ts';
import type { Health } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { printable } from '../../../text/printable.ts';

/** Something that happened to an object, and when. */
export interface Moment {
  /** RFC 3339. */
  readonly at: string;
  readonly object: ObjectRef;
  /** Printable. */
  readonly text: string;
  readonly health?: Health;
}

/** What an object tells of its own past: who wrote which fields, its conditions, the ends of its containers. */
export function momentsOf(object: ObjectRef, raw: unknown): readonly Moment[] {
  const metadata = recordAt(raw, 'metadata');
  const status = recordAt(raw, 'status');
  const moment = (at: unknown, text: string, health?: Health): readonly Moment[] =>
    typeof at === 'string' && at !== ''
      ? [{ at, object, text: printable(text), ...(health !== undefined && { health }) }]
      : [];
  return [
    ...moment(metadata['creationTimestamp'], 'was created'),
    ...moment(metadata['deletionTimestamp'], 'is to be deleted'),
    ...recordsAt(metadata, 'managedFields').flatMap((it) => {
      const fields = fieldsOf(it);
      return fields.length === 0
        ? []
        : moment(it['time'], `${textAt(it, 'manager') || 'somebody'} wrote ${listing(fields)}`);
    }),
    ...recordsAt(status, 'conditions').flatMap((it) =>
      moment(it['lastTransitionTime'], conditionText(it)),
    ),
    ...recordsAt(status, 'containerStatuses').flatMap((it) =>
      ['lastState', 'state'].flatMap((key) => {
        const { startedAt } = recordAt(recordAt(it, key), 'running');
        const ended = recordAt(recordAt(it, key), 'terminated');
        const name = `container ${textAt(it, 'name')}`;
        return [
          ...moment(startedAt, `${name} started`),
          ...moment(
            ended['finishedAt'],
            `${name} ended: ${textAt(ended, 'reason')}, exit code ${String(ended['exitCode'])}`,
            ended['exitCode'] === 0 ? undefined : 'broken',
          ),
        ];
      }),
    ),
  ];
}

export const momentOfEvent =
  (object: ObjectRef) =>
  ({ type, reason, message, count, firstSeen, lastSeen, from }: EventLine): readonly Moment[] => {
    const at = lastSeen ?? firstSeen;
    if (at === undefined) return [];
    const words = [
      `${reason}:`,
      message,
      count > 1 ? `(${count} times)` : '',
      from === undefined ? '' : `(${from})`,
    ];
    const text = printable(words.filter((it) => it !== '').join(' '));
    return [{ at, object, text, ...(type === 'Warning' && { health: 'degraded' as const }) }];
  };

const conditionText = (condition: Raw): string => {
  const because = [textAt(condition, 'reason'), textAt(condition, 'message')].filter(
    (it) => it !== '',
  );
  const is = `${textAt(condition, 'type')} is ${textAt(condition, 'status')}`;
  return because.length === 0 ? is : `${is}: ${because.join(', ')}`;
};

const MOST_FIELDS = 3;

/** `spec.http`, `metadata.labels`: what the manager owns since then; of the status nobody wants to know who wrote it. */
function fieldsOf(entry: Raw): readonly string[] {
  const names = Object.entries(recordAt(entry, 'fieldsV1')).flatMap(([key, below]) => {
    const name = key.replace(/^f:/, '');
    const own = isRaw(below) ? Object.keys(below).filter((it) => it.startsWith('f:')) : [];
    if (name === 'status') return [];
    return own.length === 0 ? [name] : own.map((it) => `${name}.${it.slice(2)}`);
  });
  const sorted = names.toSorted(
    (a, b) => Number(b.startsWith('spec')) - Number(a.startsWith('spec')),
  );
  return sorted.length > MOST_FIELDS
    ? [...sorted.slice(0, MOST_FIELDS), `${sorted.length - MOST_FIELDS} more`]
    : sorted;
}

const recordAt = (value: unknown, key: string): Raw => {
  const found: unknown = isRaw(value) ? value[key] : undefined;
  return isRaw(found) ? found : {};
};

const recordsAt = (value: Raw, key: string): readonly Raw[] => {
  const found = value[key];
  return Array.isArray(found) ? found.filter(isRaw) : [];
};

const textAt = (value: Raw, key: string): string => {
  const found = value[key];
  return typeof found === 'string' ? found : '';
};
