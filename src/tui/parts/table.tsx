import { Box } from 'ink';

import { padStart, truncateMiddle } from '../../text/width.ts';
import { type Theme, useTheme } from '../theme.ts';
import { Line } from './line.tsx';
import { fitSpans, type Spans, spansWidth } from './spans.ts';

export interface Column {
  readonly title: string;
  /** Always the same, so that nothing moves sideways while one scrolls. */
  readonly width?: number;
  /** Without a width: its part of what the others leave. */
  readonly share?: number;
  /** With a share: what it needs to be of use. */
  readonly least?: number;
  /** With a share: what the longest of its texts takes, seen or not, so that nothing moves while one scrolls. */
  readonly natural?: number;
  readonly right?: true;
  /** Of names that differ at their end. */
  readonly cutInTheMiddle?: true;
  /** Where there is no room for all, the columns with the highest number go first. */
  readonly expendable?: number;
}

export interface TableRow {
  readonly id: string;
  /** Before the first column: marker, fold, sign. */
  readonly lead: Spans;
  readonly cells: readonly Spans[];
  readonly isSelected: boolean;
}

/** Rows that are seen, and nothing else: whoever uses it has cut them out. */
export function Table({
  columns,
  rows,
  width,
  lead,
}: {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  readonly width: number;
  /** Width of what stands before the first column. */
  readonly lead: number;
}) {
  const theme = useTheme();
  const widths = columnWidths(columns, width - lead);
  const head = columns.flatMap((column, index) =>
    cell([{ text: column.title, style: 'dim' }], column, widths[index] ?? 0, theme),
  );
  return (
    <Box flexDirection="column">
      <Line spans={[{ text: ' '.repeat(lead) }, ...head]} width={width} />
      {rows.map((row) => (
        <Line
          key={row.id}
          spans={[
            ...fitSpans(row.lead, lead, theme),
            ...columns.flatMap((column, index) =>
              cell(row.cells[index] ?? [], column, widths[index] ?? 0, theme),
            ),
          ]}
          width={width}
          isSelected={row.isSelected}
        />
      ))}
    </Box>
  );
}

const GAP = 2;
const LEAST_FLEXIBLE = 14;

const leastOf = ({ width, least = LEAST_FLEXIBLE, natural = least }: Column): number =>
  width ?? Math.min(least, Math.max(LEAST_FLEXIBLE, natural));

/** 0 for a column that is left out. */
function columnWidths(columns: readonly Column[], width: number): readonly number[] {
  const kept = new Set(columns);
  const least = (): number => sum([...kept].map((it) => GAP + leastOf(it)));
  const expendable = columns
    .filter((it) => it.expendable !== undefined)
    .toSorted((a, b) => (b.expendable ?? 0) - (a.expendable ?? 0));
  for (const it of expendable) {
    if (least() <= width) break;
    kept.delete(it);
  }
  const flexible = [...kept].filter((it) => it.width === undefined);
  const rest = Math.max(0, width - least());
  const extras = extraWidths(flexible, rest);
  return columns.map((it) => {
    if (!kept.has(it)) return 0;
    return leastOf(it) + (extras[flexible.indexOf(it)] ?? 0);
  });
}

/** First what the texts need, where there is too little each its part of that; what is left by share. */
function extraWidths(columns: readonly Column[], rest: number): readonly number[] {
  const wants = columns.map((it) => Math.max(0, (it.natural ?? leastOf(it)) - leastOf(it)));
  const wanted = sum(wants);
  if (wanted > rest) return wants.map((it) => Math.floor((rest * it) / wanted));
  const shares = Math.max(1, sum(columns.map((it) => it.share ?? 0)));
  return columns.map(
    ({ share = 0 }, index) => (wants[index] ?? 0) + Math.floor(((rest - wanted) * share) / shares),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function cell(whole: Spans, column: Column, width: number, theme: Theme): Spans {
  if (width === 0) return [];
  const { right, cutInTheMiddle } = column;
  const spans =
    cutInTheMiddle === true
      ? whole.map((it) => ({
          ...it,
          text: truncateMiddle(theme.shown(it.text), width, theme.signs.ellipsis),
        }))
      : whole;
  if (right !== true) return [...fitSpans(spans, width, theme), { text: ' '.repeat(GAP) }];
  const room = width - spansWidth(spans);
  return [
    ...(room > 0 ? [{ text: padStart('', room) }] : []),
    ...fitSpans(spans, Math.min(width, spansWidth(spans)), theme),
    { text: ' '.repeat(GAP) },
  ];
}
