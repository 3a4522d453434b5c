import type { Command } from './keys.ts';
import { layoutOf } from './layout.ts';
import { clamp, type ListState, moveBy, scrollBy, select } from './list.ts';
import { MEASURED, paneLength } from './screens/details.ts';
import { overlayLines } from './screens/overlay.ts';
import { rowsOf } from './screens/rows.ts';
import { listOf, type ReadOverlay, type State, withList } from './state.ts';

export type Movement = Extract<
  Command,
  'down' | 'up' | 'first' | 'last' | 'half-down' | 'half-up' | 'page-down' | 'page-up'
>;

/** Moves what has the focus: the help, the details, else the cursor. */
export function moved(state: State, movement: Movement): State {
  const { overlay } = state;
  if (overlay !== undefined) {
    if (overlay.type === 'picker' || overlay.type === 'palette') return state;
    const { body } = layoutOf(state);
    const top = scrolled(overlay.top, movement, body, overlayLength(state, overlay));
    return { ...state, overlay: { ...overlay, top } };
  }
  const list = listOf(state);
  const { rows: height, pane } = layoutOf(state);
  if (state.pane === 'details' && pane !== undefined) {
    const paneTop = scrolled(list.paneTop, movement, pane.height, paneLength(state));
    return withList(state, { ...list, paneTop });
  }
  return withList(state, inList(state, list, movement, height));
}

const overlayLength = (state: State, overlay: ReadOverlay): number =>
  overlayLines(state, overlay, MEASURED).length;

/** What has the focus, by some lines; the cursor goes along. */
export function movedBy(state: State, lines: number): State {
  const { overlay } = state;
  const list = listOf(state);
  const { rows: height, pane, body } = layoutOf(state);
  if (overlay?.type === 'picker' || overlay?.type === 'palette') return state;
  if (overlay !== undefined) {
    const most = Math.max(0, overlayLength(state, overlay) - body);
    return { ...state, overlay: { ...overlay, top: clamp(overlay.top + lines, 0, most) } };
  }
  if (state.pane === 'details' && pane !== undefined) {
    const most = Math.max(0, paneLength(state) - pane.height);
    return withList(state, { ...list, paneTop: clamp(list.paneTop + lines, 0, most) });
  }
  return withList(state, moveBy(rowsOf(state), list, height, lines));
}

function inList(state: State, list: ListState, movement: Movement, height: number): ListState {
  const rows = rowsOf(state);
  switch (movement) {
    case 'down':
      return moveBy(rows, list, height, 1);
    case 'up':
      return moveBy(rows, list, height, -1);
    case 'first':
      return select(rows, list, height, 0);
    case 'last':
      return select(rows, list, height, rows.length - 1);
    case 'half-down':
    case 'half-up':
    case 'page-down':
    case 'page-up':
      return scrollBy(rows, list, height, linesOf(movement, height));
  }
}

/** The first line that is seen of a text without a cursor. */
function scrolled(top: number, movement: Movement, height: number, length: number): number {
  const most = Math.max(0, length - height);
  switch (movement) {
    case 'first':
      return 0;
    case 'last':
      return most;
    case 'down':
    case 'up':
    case 'half-down':
    case 'half-up':
    case 'page-down':
    case 'page-up':
      return clamp(clamp(top, 0, most) + linesOf(movement, height), 0, most);
  }
}

function linesOf(movement: Exclude<Movement, 'first' | 'last'>, height: number): number {
  const half = Math.max(1, Math.floor(height / 2));
  const page = Math.max(1, height - 1);
  switch (movement) {
    case 'down':
      return 1;
    case 'up':
      return -1;
    case 'half-down':
      return half;
    case 'half-up':
      return -half;
    case 'page-down':
      return page;
    case 'page-up':
      return -page;
  }
}
