import type { Raw } from '../../inventory/raise.ts';
import { printable } from '../../text/printable.ts';
import { pad, widthOf } from '../../text/width.ts';

/** A name and what it is; left out where there is nothing to say. */
export type Fact = readonly [name: string, value: string];

const NAME_WIDTH = 16;

export const factLines = (facts: readonly Fact[]): readonly string[] =>
  facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${pad(name, NAME_WIDTH)} ${value}`);

/** Lines under a title; nothing at all where there are none. */
export const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((it) => `  ${it}`)];

/** Cells under each other. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => widthOf(cells[column] ?? ''))),
  );
  // A column in which nothing stands takes no room.
  const used = widths.flatMap((width, column) => (width > 0 ? [{ width, column }] : []));
  return rows.map((cells) =>
    used
      .map(({ width, column }) => pad(cells[column] ?? '', width))
      .join('  ')
      .trimEnd(),
  );
}

/** `app=reviews`, for each label or annotation. */
export const pairsOf = (values: Raw): readonly string[] =>
  Object.entries(values).map(([key, value]) => printable(`${key}=${String(value)}`));
