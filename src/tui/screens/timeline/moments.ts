import type { Raw } from '../../../inventory/raise.ts';
import type { EventLine } from '../../../inventory/source.ts';
import type { Health } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { printable } from '../../../text/printable.ts';
import { recordAt, recordsAt, textAt } from '../../raw-fields.ts';
import { writesOf } from '../../writes.ts';

/** Something that happened to an object, and when. */
export interface Moment {
  /** RFC 3339. */
  readonly at: string;
  readonly object: ObjectRef;
  /** Printable. */
  readonly text: string;
  readonly health?: Health;
  /** Somebody wrote it: what may be why. */
  readonly isWrite?: true;
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
    ...writesOf(raw)
      .flatMap(({ at, manager, fields }) => moment(at, `${manager} wrote ${fields}`))
      .map((it) => ({ ...it, isWrite: true as const })),
    ...recordsAt(status, 'conditions').flatMap((it) =>
      moment(it['lastTransitionTime'], conditionText(it), conditionHealth(it)),
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

/** Those that are True where all is well. */
const WELL_IF_TRUE: ReadonlySet<string> = new Set([
  'Accepted',
  'Available',
  'ContainersReady',
  'PodScheduled',
  'Programmed',
  'Ready',
  'ResolvedRefs',
]);

const conditionHealth = (condition: Raw): Health | undefined =>
  textAt(condition, 'status') === 'False' && WELL_IF_TRUE.has(textAt(condition, 'type'))
    ? 'degraded'
    : undefined;

const conditionText = (condition: Raw): string => {
  const because = [textAt(condition, 'reason'), textAt(condition, 'message')].filter(
    (it) => it !== '',
  );
  const is = `${textAt(condition, 'type')} is ${textAt(condition, 'status')}`;
  return because.length === 0 ? is : `${is}: ${because.join(', ')}`;
};
