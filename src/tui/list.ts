import type { Health } from '../model/health.ts';

/** A row that a cursor can stand on. */
export interface ListRow {
  /** The same for the same thing in every snapshot. */
  readonly id: string;
  readonly health?: Health;
  readonly depth: number;
  /** Absent where nothing lies below. */
  readonly fold?: Fold;
  readonly parent?: string;
}

export type Fold = 'open' | 'closed';

/** Where one is in a list. By ids, so that the cursor stays on its object whatever comes and goes around it. */
export interface ListState {
  /** Absent: the first row. */
  readonly selected?: string;
  /** Lines from the top of the list to the selected row: that line stays its place on the screen. */
  readonly offset: number;
  readonly filter: string;
  readonly onlyUnwell: boolean;
  /** What somebody opened or closed; the rest is as the screen thinks best. */
  readonly folds: Readonly<Record<string, Fold>>;
  /** Lines by which the pane beside it is scrolled. */
  readonly paneTop: number;
}

export const EMPTY_LIST: ListState = {
  offset: 0,
  filter: '',
  onlyUnwell: false,
  folds: {},
  paneTop: 0,
};

export interface Place {
  /** Of the selected row; -1 in an empty list. */
  readonly index: number;
  /** Index of the first row that is seen. */
  readonly top: number;
}

export function place(rows: readonly ListRow[], list: ListState, height: number): Place {
  if (rows.length === 0) return { index: -1, top: 0 };
  const index = Math.max(0, indexOf(rows, list.selected));
  const offset = clamp(list.offset, 0, Math.max(0, height - 1));
  const top = clamp(index - offset, 0, Math.max(0, rows.length - height));
  return { index, top };
}

export const selectedRow = <R extends ListRow>(
  rows: readonly R[],
  { selected }: ListState,
): R | undefined => rows[Math.max(0, indexOf(rows, selected))];

/** Those that are seen. */
export const visible = <R extends ListRow>(
  rows: readonly R[],
  list: ListState,
  height: number,
): readonly R[] => {
  const { top } = place(rows, list, height);
  return rows.slice(top, top + Math.max(0, height));
};

/** Some rows on; the list scrolls only as far as it must. */
export function moveBy(
  rows: readonly ListRow[],
  list: ListState,
  height: number,
  delta: number,
): ListState {
  const { index } = place(rows, list, height);
  return select(rows, list, height, index + delta);
}

/** Some rows on, and the list as much. */
export function scrollBy(
  rows: readonly ListRow[],
  list: ListState,
  height: number,
  delta: number,
): ListState {
  if (rows.length === 0) return list;
  const { index, top } = place(rows, list, height);
  const newTop = clamp(top + delta, 0, Math.max(0, rows.length - height));
  return at(rows, list, clamp(index + delta, 0, rows.length - 1), newTop);
}

export function select(
  rows: readonly ListRow[],
  list: ListState,
  height: number,
  wanted: number,
): ListState {
  if (rows.length === 0) return list;
  const index = clamp(wanted, 0, rows.length - 1);
  const { top } = place(rows, list, height);
  return at(rows, list, index, clamp(top, index - height + 1, index));
}

export const selectId = (
  rows: readonly ListRow[],
  list: ListState,
  height: number,
  id: string,
): ListState => {
  const index = indexOf(rows, id);
  return index < 0 ? list : select(rows, list, height, index);
};

function at(rows: readonly ListRow[], list: ListState, index: number, top: number): ListState {
  const row = rows[index];
  if (row === undefined) return list;
  return { ...list, selected: row.id, offset: index - top, paneTop: 0 };
}

/** After the rows changed: where the selected one is gone, the nearest that is still there, its parent before others. */
export function settle(
  before: readonly ListRow[],
  after: readonly ListRow[],
  list: ListState,
): ListState {
  const { selected } = list;
  if (selected === undefined || indexOf(after, selected) >= 0) return list;
  const index = indexOf(before, selected);
  const ids = new Set(after.map((it) => it.id));
  const nearest =
    before.slice(index + 1).find((it) => ids.has(it.id) && it.parent === before[index]?.parent) ??
    before.slice(0, Math.max(0, index)).findLast((it) => ids.has(it.id)) ??
    after[0];
  const { selected: _, ...rest } = list;
  return nearest === undefined ? rest : { ...list, selected: nearest.id };
}

/** The next row that fits, from the selected one on, once around. */
export function nextWhere<R extends ListRow>(
  rows: readonly R[],
  { selected }: ListState,
  direction: 1 | -1,
  fits: (row: R) => boolean,
): R | undefined {
  const from = Math.max(0, indexOf(rows, selected));
  for (let step = 1; step <= rows.length; step += 1) {
    const row = rows[(from + direction * step + rows.length * 2) % rows.length];
    if (row !== undefined && fits(row)) return row;
  }
  return undefined;
}

const indexOf = (rows: readonly ListRow[], id: string | undefined): number =>
  id === undefined ? -1 : rows.findIndex((it) => it.id === id);

export const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));
