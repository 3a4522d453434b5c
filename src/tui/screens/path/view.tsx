import { Box } from 'ink';

import type { Role } from '../../../text/tree/node.ts';
import { layoutOf, type Layout } from '../../layout.ts';
import { place } from '../../list.ts';
import { Line, Rule } from '../../parts/line.tsx';
import { Lines } from '../../parts/lines.tsx';
import { apart, type Spans } from '../../parts/spans.ts';
import { listOf, type State } from '../../state.ts';
import { type Style, type Theme, useTheme } from '../../theme.ts';
import { PADDING, paneLines } from '../details.ts';
import { pathRows, type PathRow, type PathView as View } from './rows.ts';

export function PathView({ state, view }: { readonly state: State; readonly view: View }) {
  const layout = layoutOf(state);
  const { pane, body } = layout;
  switch (pane?.side) {
    case undefined:
      return <Hops state={state} view={view} layout={layout} />;
    case 'instead':
      return <DetailsPane state={state} layout={layout} />;
    case 'below':
      return (
        <Box flexDirection="column" height={body}>
          <Hops state={state} view={view} layout={layout} />
          <Rule width={layout.width} />
          <DetailsPane state={state} layout={layout} />
        </Box>
      );
    case 'right':
      return (
        <Box height={body}>
          <Hops state={state} view={view} layout={layout} />
          <Divider height={body} />
          <DetailsPane state={state} layout={layout} />
        </Box>
      );
  }
}

function Hops({
  state,
  view,
  layout: { width, rows: height },
}: {
  readonly state: State;
  readonly view: View;
  readonly layout: Layout;
}) {
  const theme = useTheme();
  const list = listOf(state, view);
  const rows = pathRows(state, view);
  const { index, top } = place(rows, list, height);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {rows.slice(top, top + height).map((row, offset) => {
        const isSelected = top + offset === index;
        const spans = hopSpans(row, {
          isSelected,
          isFlashing: state.flashes[row.id] !== undefined,
          isFound: list.filter !== '' && row.found,
          theme,
          width,
        });
        return <Line key={row.id} spans={spans} width={width} isSelected={isSelected} />;
      })}
    </Box>
  );
}

interface Look {
  readonly isSelected: boolean;
  readonly isFlashing: boolean;
  readonly isFound: boolean;
  readonly theme: Theme;
  readonly width: number;
}

const ROLES: Readonly<Partial<Record<Role, Style>>> = {
  kind: 'dim',
  detail: 'dim',
  arrow: 'dim',
  index: 'dim',
  address: 'strong',
  name: 'strong',
  share: 'strong',
};

function hopSpans(row: PathRow, look: Look): Spans {
  const { node, depth, fold, health, explanation } = row;
  const { isSelected, isFlashing, isFound, theme, width } = look;
  const { signs } = theme;
  if (explanation !== undefined)
    return [
      { text: isSelected ? signs.marker : ' ' },
      { text: `${'  '.repeat(depth)}    ${explanation}`, style: 'dim' },
    ];
  const sign = health === undefined ? ' ' : theme.healthSign(health);
  const lead: Spans = [
    { text: isSelected ? signs.marker : ' ' },
    { text: '  '.repeat(depth) },
    { text: fold === undefined ? ' ' : signs[fold], style: 'dim' },
    {
      text: isFlashing ? `[${sign}]` : ` ${sign} `,
      ...(health !== undefined && { style: health }),
    },
  ];
  const label = node.label.flatMap(({ role, text }, index): Spans => {
    const style = isFound && role !== 'arrow' ? 'match' : ROLES[role];
    return [
      ...(index === 0 ? [] : [{ text: node.label[index - 1]?.role === 'arrow' ? ' ' : '  ' }]),
      style === undefined ? { text } : { text, style },
    ];
  });
  const counts = node.trailing.filter((it) => it.role === 'count').map((it) => it.text);
  const reasons = node.trailing.filter((it) => it.role === 'reason').map((it) => it.text);
  const why: Spans =
    reasons.length === 0
      ? []
      : [
          { text: '  ' },
          { text: reasons.join(', '), ...(health !== undefined && { style: health }) },
        ];
  return apart(
    [...lead, ...label, ...why],
    counts.length === 0 ? [] : [{ text: `${counts.join('  ')} ` }],
    width,
    theme,
  );
}

function DetailsPane({ state, layout }: { readonly state: State; readonly layout: Layout }) {
  const theme = useTheme();
  const { pane } = layout;
  if (pane === undefined) return null;
  const lines = paneLines(state, theme);
  const top = Math.min(listOf(state).paneTop, Math.max(0, lines.length - pane.height));
  const shown = lines.slice(top, top + pane.height);
  const mark = state.pane === 'details' ? theme.signs.marker : ' ';
  return (
    <Lines
      lines={shown.map((it): Spans => [{ text: mark.padEnd(PADDING - 1) }, ...it])}
      width={pane.width}
      height={pane.height}
    />
  );
}

function Divider({ height }: { readonly height: number }) {
  const { signs } = useTheme();
  const lines = Array.from({ length: height }, (): Spans => [
    { text: signs.vertical, style: 'dim' },
  ]);
  return <Lines lines={lines} width={1} height={height} />;
}
