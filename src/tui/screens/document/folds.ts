import type { Fold } from '../../list.ts';

/** A line of a document that is folded by how far its lines are indented. */
export interface FoldLine {
  readonly text: string;
  /** Index of the line that it lies below. */
  readonly parent?: number;
  /** How many lines lie below it. */
  readonly below: number;
}

/** Which line lies below which, by indentation, as editors fold YAML. */
export function foldLines(lines: readonly string[]): readonly FoldLine[] {
  const below = lines.map(() => 0);
  const parents: (number | undefined)[] = [];
  /** The lines that are open, the innermost last. */
  const open: number[] = [];
  const indents = lines.map(indentOf);
  for (const [index, indent] of indents.entries()) {
    while (open.length > 0 && (indents[open.at(-1) ?? 0] ?? 0) >= indent) open.pop();
    parents.push(open.at(-1));
    for (const it of open) below[it] = (below[it] ?? 0) + 1;
    open.push(index);
  }
  return lines.map((text, index) => {
    const parent = parents[index];
    return { text, below: below[index] ?? 0, ...(parent !== undefined && { parent }) };
  });
}

/** An empty line belongs to what stands before it. */
const indentOf = (line: string): number => {
  const indent = line.search(/\S/);
  return indent < 0 ? Number.MAX_SAFE_INTEGER : indent;
};

/** What only the server's book-keeping needs, or what the screens say better, is closed at first. */
export const isNoise = ({ text }: FoldLine): boolean =>
  /^(status| {2}managedFields| {4}kubectl\.kubernetes\.io\/last-applied-configuration):/.test(text);

export function foldOf(
  line: FoldLine,
  index: number,
  folds: Readonly<Record<string, Fold>>,
): Fold | undefined {
  if (line.below === 0) return undefined;
  return folds[`${index}`] ?? (isNoise(line) ? 'closed' : 'open');
}
