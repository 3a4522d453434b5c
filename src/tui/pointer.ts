import { runCommand } from './commands.ts';
import type { Step } from './effects.ts';
import { bodyTop, layoutOf } from './layout.ts';
import { place, select } from './list.ts';
import { movedBy } from './move.ts';
import { rowsOf } from './screens/rows.ts';
import { listOf, type State, withList } from './state.ts';

/** Rows that a notch of the wheel is worth. */
const NOTCH = 3;

/** What the mouse does: the wheel moves, a click selects, and on what is selected opens. Undefined for other keys. */
export function onPointer(state: State, key: string): Step | undefined {
  if (key === 'wheel-up') return [movedBy(state, -NOTCH), []];
  if (key === 'wheel-down') return [movedBy(state, NOTCH), []];
  const [, column, line] = /^click:(\d+),(\d+)$/.exec(key) ?? [];
  return line === undefined ? undefined : clicked(state, Number(column), Number(line));
}

function clicked(state: State, column: number, line: number): Step {
  const layout = layoutOf(state);
  const at = line - bodyTop(state);
  const isInList = at >= 0 && at < layout.rows && column < layout.width;
  if (!isInList || state.overlay !== undefined) return [state, []];
  const rows = rowsOf(state);
  const list = listOf(state);
  const { index, top } = place(rows, list, layout.rows);
  if (top + at >= rows.length) return [state, []];
  if (top + at === index) return runCommand(state, 'open');
  return [withList({ ...state, pane: 'list' }, select(rows, list, layout.rows, top + at)), []];
}
