import type { Finding } from '../../model/finding.ts';
import { severityHealth } from '../../text/health.ts';
import { printable } from '../../text/printable.ts';
import { describeJudgement } from '../../text/reasons.ts';
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
  const said = (node.judgement && describeJudgement(node.judgement, now)) ?? '';
  return [
    ...detailLines(detailsOf(node, now), node.judgement, { width, now, theme }),
    ...findingsOf(node.subject, state.snapshot?.findings ?? []).flatMap((it) =>
      findingLines(it, { said, width, theme }),
    ),
  ];
}

/** What a check says, which may be where all is healthy, and what it would do. */
function findingLines(
  { severity, message, hint = '' }: Finding,
  { said, width, theme }: { readonly said: string; readonly width: number; readonly theme: Theme },
): readonly Spans[] {
  const health = severityHealth(severity);
  const linesOf = (text: string): readonly string[] =>
    text === '' ? [] : wrap(theme.shown(printable(text)), Math.max(8, width - 2));
  const told = firstClause(message) === firstClause(said) ? [] : linesOf(message);
  const next = linesOf(severity === 'info' ? '' : hint);
  return [
    ...(told.length > 0 ? [[]] : []),
    ...told.map((text, index): Spans => [
      { text: index === 0 ? `${theme.healthSign(health)} ` : '  ', style: health },
      { text },
    ]),
    ...next.map((text): Spans => [{ text: '  ' }, { text, style: 'dim' }]),
  ];
}

/** What health and a check both say, they say with the same words up to the first pause. */
const firstClause = (text: string): string => text.replace(/[,:].*/s, '');

/** Columns of the pane that stay empty. */
export const PADDING = 2;

export const paneLength = (state: State): number => paneLines(state, MEASURED).length;

/** Where only the number of lines counts. */
export const MEASURED = createTheme({ colour: false, ascii: false, name: 'dark' });
