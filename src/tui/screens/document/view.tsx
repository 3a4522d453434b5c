import { Box } from 'ink';

import { place } from '../../list.ts';
import { Line } from '../../parts/line.tsx';
import { Lines } from '../../parts/lines.tsx';
import { type DocumentView as View, listOf, type State, viewKey } from '../../state.ts';
import { useTheme } from '../../theme.ts';
import { lineRows } from './rows.ts';

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
  const { signs } = useTheme();
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
              { text: isSelected ? signs.marker : ' ' },
              isFailed ? { text: row.text, style: 'attention' } : { text: row.text },
            ]}
            width={width}
          />
        );
      })}
    </Box>
  );
}

function emptyWords(state: State, view: View): string {
  const document = state.documents[viewKey(view)];
  if (listOf(state, view).filter !== '') return 'Nothing fits. Esc shows all again.';
  if (document === undefined || document.status === 'loading') return 'Reading …';
  return 'There is nothing in it.';
}
