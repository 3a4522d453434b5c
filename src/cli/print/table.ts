import { fit, pad, padStart, widthOf } from '../../text/width.ts';
import type { Paint } from './paint.ts';

export interface Column<T> {
  readonly title: string;
  readonly align?: 'right';
  /** Gives way where the terminal is narrow. */
  readonly shrinks?: true;
  /** Plain text. */
  cell(row: T): string;
  /** Colours what `cell` gave, padding and all. */
  paint?(row: T, text: string): string;
}

/** Columns two spaces apart, each as wide as its widest cell, or less where `width` demands. */
export function printTable<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  paint: Paint,
  width?: number,
): string {
  const cells = rows.map((row) => columns.map((it) => paint.plain(it.cell(row))));
  const natural = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((it) => widthOf(it[index] ?? ''))),
  );
  const widths = width === undefined ? natural : shrunk(natural, columns, width);
  const header = columns.map(({ title, align }, index) =>
    aligned(title, widths[index] ?? 0, align),
  );
  const body = rows.map((row, number) =>
    columns.map((column, index) => {
      const cell = aligned(cells[number]?.[index] ?? '', widths[index] ?? 0, column.align, paint);
      return column.paint === undefined ? cell : column.paint(row, cell);
    }),
  );
  return [paint.bold(header.join(GAP).trimEnd()), ...body.map((it) => it.join(GAP).trimEnd())]
    .map((it) => `${it}\n`)
    .join('');
}

const GAP = '  ';

function aligned(text: string, width: number, align: 'right' | undefined, paint?: Paint): string {
  const cut = fit(text, width, paint?.ascii === true ? '...' : '…').trimEnd();
  return align === 'right' ? padStart(cut, width) : pad(cut, width);
}

/** Those that may give way share what is too much, and keep something to be read. */
function shrunk<T>(
  natural: readonly number[],
  columns: readonly Column<T>[],
  width: number,
): readonly number[] {
  const widths = [...natural];
  const total = (): number =>
    widths.reduce((sum, it) => sum + it, GAP.length * (widths.length - 1));
  while (total() > width) {
    const widest = widths
      .map((it, index) => ({ width: it, index }))
      .filter(({ index, width: it }) => columns[index]?.shrinks === true && it > LEAST)
      .toSorted((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widths[widest.index] = widest.width - 1;
  }
  return widths;
}

const LEAST = 12;
