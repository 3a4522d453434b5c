import { type ListRow, place } from '../list.ts';
import type { Spans } from '../parts/spans.ts';
import { type Column, Table, type TableRow } from '../parts/table.tsx';
import { listOf, type State } from '../state.ts';
import { type Theme, useTheme } from '../theme.ts';

/** Marker, fold, sign. */
const LEAD = 5;

/** A list of things with a health, as a table; only what is seen of it is made. */
export function ListView<R extends ListRow>({
  state,
  rows,
  columns,
  cells,
  width,
  height,
}: {
  readonly state: State;
  readonly rows: readonly R[];
  readonly columns: readonly Column[];
  readonly cells: (row: R) => readonly Spans[];
  readonly width: number;
  /** Rows, without the head of the table. */
  readonly height: number;
}) {
  const theme = useTheme();
  const { index, top } = place(rows, listOf(state), height);
  const shown = rows.slice(top, top + height).map((row, offset): TableRow => {
    const isSelected = top + offset === index;
    const isFlashing = state.flashes[row.id] !== undefined;
    return {
      id: row.id,
      isSelected,
      lead: leadOf(row, { isSelected, isFlashing, theme }),
      cells: cells(row),
    };
  });
  return <Table columns={columns} rows={shown} width={width} lead={LEAD} />;
}

interface Look {
  readonly isSelected: boolean;
  readonly isFlashing: boolean;
  readonly theme: Theme;
}

function leadOf({ health, fold }: ListRow, { isSelected, isFlashing, theme }: Look): Spans {
  const { signs } = theme;
  const sign = health === undefined ? ' ' : theme.healthSign(health);
  return [
    { text: isSelected ? signs.marker : ' ' },
    { text: fold === undefined ? ' ' : signs[fold], style: 'dim' },
    {
      text: isFlashing ? `[${sign}]` : ` ${sign} `,
      ...(health !== undefined && { style: health }),
    },
  ];
}
