import { layoutOf } from '../layout.ts';
import { selectedRow } from '../list.ts';
import type { Spans } from '../parts/spans.ts';
import { listOf, nowIn, type State, viewOf } from '../state.ts';
import { createTheme, type Theme } from '../theme.ts';
import { detailLines, detailsOf } from './path/details.ts';
import { pathRows } from './path/rows.ts';

/** What the pane beside a list says of the selected row. */
export function paneLines(state: State, theme: Theme): readonly Spans[] {
  const view = viewOf(state);
  const { pane } = layoutOf(state);
  if (pane === undefined || view.type !== 'path') return [];
  const row = selectedRow(pathRows(state, view), listOf(state, view));
  if (row === undefined) return [];
  const now = nowIn(state);
  const { node } = row;
  const details = detailsOf(node, now);
  return detailLines(details, node.judgement, { width: pane.width - PADDING, now, theme });
}

/** Columns of the pane that stay empty. */
export const PADDING = 2;

export const paneLength = (state: State): number => paneLines(state, MEASURED).length;

/** Where only the number of lines counts. */
export const MEASURED = createTheme({ colour: false, ascii: false, name: 'dark' });
