import type { Finding } from '../../model/finding.ts';
import { severityHealth } from '../../text/health.ts';
import { printable } from '../../text/printable.ts';
import { wrap } from '../../text/width.ts';
import { findingsOf } from '../causes.ts';
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
  const width = pane.width - PADDING;
  return [
    ...detailLines(detailsOf(node, now), node.judgement, { width, now, theme }),
    ...findingsOf(node.subject, state.snapshot?.findings ?? []).flatMap((it) =>
      findingLines(it, width, theme),
    ),
  ];
}

/** What a check says, which may be where all is healthy. */
function findingLines(
  { severity, message }: Finding,
  width: number,
  theme: Theme,
): readonly Spans[] {
  const health = severityHealth(severity);
  const lines = wrap(theme.shown(printable(message)), Math.max(8, width - 2));
  return [
    [],
    ...lines.map((text, index): Spans => [
      { text: index === 0 ? `${theme.healthSign(health)} ` : '  ', style: health },
      { text },
    ]),
  ];
}

/** Columns of the pane that stay empty. */
export const PADDING = 2;

export const paneLength = (state: State): number => paneLines(state, MEASURED).length;

/** Where only the number of lines counts. */
export const MEASURED = createTheme({ colour: false, ascii: false, name: 'dark' });
