import type { Snapshot } from '../session/session.ts';
import { changesBetween } from '../text/changes.ts';
import type { Step } from './effects.ts';
import { layoutOf } from './layout.ts';
import { settle, visible } from './list.ts';
import { keepOpen } from './screens/path/update.ts';
import { rowsOf } from './screens/rows.ts';
import { signatures } from './screens/signatures.ts';
import { isWhole, listOf, type State, withList } from './state.ts';

/** Long enough to be seen, short enough not to be looked at. */
const FLASH_MS = 1200;

/** The world as it is now; while paused it waits. */
export function withSnapshot(state: State, snapshot: Snapshot, at: number): Step {
  if (state.paused !== undefined)
    return [{ ...state, at, paused: { ...state.paused, newer: snapshot } }, []];
  const history = withHistory(state, snapshot);
  const next = followed(state, { ...state, snapshot, at, arrivedAt: at, history });
  const changed = changedRows(state, next);
  if (changed.length === 0) return [next, []];
  const until = Object.fromEntries(changed.map((id) => [id, at + FLASH_MS]));
  return [{ ...next, flashes: { ...next.flashes, ...until } }, [{ type: 'wake', after: FLASH_MS }]];
}

/** While the first lists arrive, what appears was there before. */
function withHistory(state: State, { exposure, now }: Snapshot): State['history'] {
  if (state.snapshot === undefined || !isWhole(state)) return state.history;
  const changes = changesBetween(state.snapshot.exposure, exposure).map((it) => ({
    ...it,
    at: now,
  }));
  return changes.length === 0 ? state.history : [...changes, ...state.history].slice(0, LONGEST);
}

const LONGEST = 1000;

/** Lists under the one that is seen follow their objects as well. */
function followed(before: State, after: State): State {
  return after.trail.reduce((state, view) => {
    const open = view.type === 'path' ? keepOpen(before, state, view) : state;
    return withList(
      open,
      settle(rowsOf(before, view), rowsOf(open, view), listOf(open, view)),
      view,
    );
  }, after);
}

/** Those that are seen and look different now. What is there for the first time is no change. */
function changedRows(before: State, after: State): readonly string[] {
  if (!isWhole(before)) return [];
  const { rows: height } = layoutOf(after);
  const known = signatures(rowsOf(before));
  return visible(rowsOf(after), listOf(after), height)
    .filter((it) => {
      const was = known(it.id);
      return was !== undefined && was !== signatures([it])(it.id);
    })
    .map((it) => it.id);
}
