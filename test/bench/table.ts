import { median } from './median.ts';

/** A line of the table. Where there is a budget, `value` is held against it. */
export interface Row {
  readonly what: string;
  /** As it is shown. */
  readonly figure: string;
  readonly value?: number;
  readonly budget?: number;
  /** The budget as it is shown: `≤ 1.3 ×`. */
  readonly limit?: string;
}

/** In Markdown, as docs/benchmarks.md has it. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ['what', 'measured', 'budget', ''],
    ...rows.map((it) => [it.what, it.figure, it.limit ?? '', mark(it)]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(3, ...cells.map((it) => (it[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((it, column) => it.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...rest] = cells.map(line);
  return [head, line(widths.map((it) => '-'.repeat(it))), ...rest].join('\n');
}

const hasBudget = ({ budget }: Row): boolean => budget !== undefined;

const holds = ({ value = Number.NaN, budget = 0 }: Row): boolean => value <= budget;

function mark(row: Row): string {
  if (!hasBudget(row)) return '';
  return holds(row) ? '✔' : '✖';
}

export function verdictOf(rows: readonly Row[]): { readonly text: string; readonly good: boolean } {
  const all = rows.filter(hasBudget);
  const held = all.filter(holds);
  return { text: `${held.length} of ${all.length} budgets hold`, good: held.length === all.length };
}

/**
 * A ratio to a floor that was measured in the same run: the median of the ratios of each round, so that what slows
 * the machine down for a while slows both.
 */
export function ratioRow(
  what: string,
  milliseconds: readonly number[],
  floors: readonly number[],
  budget?: number,
): Row {
  const ratio = median(milliseconds.map((it, round) => it / (floors[round] ?? Number.NaN)));
  return {
    what,
    figure: `${ratio.toFixed(2)} × (${inWords(median(milliseconds))})`,
    value: ratio,
    ...(budget !== undefined && { budget, limit: `≤ ${budget} ×` }),
  };
}

export const limitRow = (what: string, value: number, budget: number, unit: string): Row => ({
  what,
  figure: `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`,
  value,
  budget,
  limit: `≤ ${budget} ${unit}`,
});

export const floorRow = (what: string, milliseconds: readonly number[]): Row => ({
  what,
  figure: `1 × (${inWords(median(milliseconds))})`,
});

const inWords = (milliseconds: number): string =>
  `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
