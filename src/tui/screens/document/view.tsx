import { Box } from 'ink';

import { place } from '../../list.ts';
import { Line } from '../../parts/line.tsx';
import { Lines } from '../../parts/lines.tsx';
import type { Spans } from '../../parts/spans.ts';
import { type DocumentView as View, listOf, type State, viewKey } from '../../state.ts';
import { type Theme, useTheme } from '../../theme.ts';
import { lineRows, type LineRow } from './rows.ts';

export function DocumentView({
  state,
  view,
  width,
  height,
}: {
  readonly state: State;
  readonly view: View;
  readonly width: number;
  readonly height: number;
}) {
  const theme = useTheme();
  const rows = lineRows(state, view);
  const isFailed = state.documents[viewKey(view)]?.status === 'failed';
  if (rows.length === 0)
    return (
      <Lines
        lines={[[], [{ text: `  ${emptyWords(state, view)}` }]]}
        width={width}
        height={height}
      />
    );
  const { index, top } = place(rows, listOf(state, view), height);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {rows.slice(top, top + height).map((row, offset) => {
        const isSelected = top + offset === index;
        return (
          <Line
            key={row.id}
            spans={[
              { text: isSelected ? theme.signs.marker : ' ' },
              ...(isFailed
                ? [{ text: row.text, style: 'attention' as const }]
                : lineSpans(row, view, theme)),
            ]}
            width={width}
          />
        );
      })}
    </Box>
  );
}

function lineSpans({ text, fold }: LineRow, { type }: View, { signs }: Theme): Spans {
  if (type !== 'yaml') return [{ text }];
  const lead = { text: `${fold === undefined ? ' ' : signs[fold]} `, style: 'dim' as const };
  const [, key] = /^(\s*(?:- )*[^\s:'"][^:]*:)(?=\s|$)/.exec(text) ?? [];
  return key === undefined
    ? [lead, { text }]
    : [lead, { text: key, style: 'key' }, { text: text.slice(key.length) }];
}

function emptyWords(state: State, view: View): string {
  const document = state.documents[viewKey(view)];
  if (listOf(state, view).filter !== '') return 'Nothing fits. Esc shows all again.';
  if (document === undefined || document.status === 'loading') return 'Reading …';
  return 'There is nothing in it.';
}
