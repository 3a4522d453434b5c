import { by } from '../../../lib/order.ts';
import type { Health } from '../../../model/health.ts';
import { type ObjectRef, refKey, sameRef } from '../../../model/object-ref.ts';
import { filterOf } from '../../../text/filter.ts';
import { describeRef } from '../../../text/object-ref.ts';
import type { ListRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import {
  type Document,
  listOf,
  type PastChange,
  type State,
  type TimelineView,
  viewKey,
} from '../../state.ts';

/** Something that happened. */
export interface TimelineRow extends ListRow {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly object: ObjectRef;
  readonly text: string;
  /** Seen by meshpath itself, and not told by the cluster. */
  readonly seen: boolean;
  readonly isWrite: boolean;
}

export function timelineRows(state: State, view: TimelineView): readonly TimelineRow[] {
  const { filter } = listOf(state, view);
  return found(joined(state.history, state.documents[viewKey(view)], view), filter);
}

/** Newest first. */
const joined = remember(
  (
    history: readonly PastChange[],
    document: Document | undefined,
    view: TimelineView,
  ): readonly TimelineRow[] => {
    const isOf = (it: PastChange): boolean =>
      view.entryPoint === undefined
        ? sameRef(it.object, view.object)
        : it.entryPoint === view.entryPoint;
    const seen = history
      .filter(isOf)
      .map(({ at, object, text, health }) =>
        row({ at, object, text, seen: true, isWrite: false, health }),
      );
    const told = (document?.moments ?? []).map(({ at, object, text, health, isWrite = false }) =>
      row({ at: Date.parse(at), object, text, seen: false, isWrite, health }),
    );
    const known = new Set<string>();
    return [...seen, ...told]
      .filter((it) => !Number.isNaN(it.at) && !known.has(it.id) && known.add(it.id))
      .toSorted(by((it) => -it.at));
  },
);

const row = ({
  health,
  ...it
}: Omit<TimelineRow, keyof ListRow> & { readonly health?: Health | undefined }): TimelineRow => ({
  ...it,
  id: `${it.at} ${refKey(it.object)} ${it.text}`,
  depth: 0,
  ...(health !== undefined && { health }),
});

/** Quiet for longer, and the trouble before that was another one. */
const SAME_TROUBLE_MS = 30 * 60_000;

/**
 * What somebody changed last before the present trouble began; where there is none in sight, what was changed last of
 * all. A mistake that is there from the start shows in no event.
 */
export function changeBefore(rows: readonly TimelineRow[]): TimelineRow | undefined {
  let begun = Number.POSITIVE_INFINITY;
  for (const { at, health } of rows) {
    if (health !== 'broken' && health !== 'degraded') continue;
    if (begun - at > SAME_TROUBLE_MS && begun !== Number.POSITIVE_INFINITY) break;
    begun = at;
  }
  return rows.find((it) => it.isWrite && it.at <= begun);
}

const NONE: readonly string[] = [];

const found = remember((rows: readonly TimelineRow[], filter: string) => {
  const fits = filterOf(filter);
  if (fits === undefined) return rows;
  return rows.filter(({ object, text, health }) =>
    fits({
      text: `${describeRef(object)} ${text}`,
      namespaces: [object.namespace ?? ''],
      hosts: NONE,
      paths: NONE,
      kinds: [object.kind],
      ...(health !== undefined && { health }),
    }),
  );
});
