import { counted } from '../../../lib/words.ts';
import { filterOf } from '../../../text/filter.ts';
import { wrap } from '../../../text/width.ts';
import type { ListRow, ListState } from '../../list.ts';
import { remember } from '../../remember.ts';
import { type Document, type DocumentView, listOf, type State, viewKey } from '../../state.ts';
import { foldLines, foldOf, isNoise } from './folds.ts';

/** A line, or a part of one that was too long. */
export interface LineRow extends ListRow {
  readonly text: string;
}

export function lineRows(state: State, view: DocumentView): readonly LineRow[] {
  const document = state.documents[viewKey(view)];
  if (document === undefined) return NONE;
  // Why something failed is a sentence, and no line that one may look at the beginning of.
  const isWrapped = state.logs.wrap || document.status === 'failed';
  const width = isWrapped ? Math.max(10, state.size.columns - MARGIN) : 0;
  const { filter, folds } = listOf(state, view);
  return view.type === 'yaml' && document.status === 'done' && filter === ''
    ? foldedLines(document, folds, width)
    : shownLines(document, filter, width);
}

const NONE: readonly LineRow[] = [];
const MARGIN = 3;
const NO_ONE: readonly string[] = [];

/** A filter looks into what is folded as well. */
const shownLines = remember((document: Document, filter: string, width: number) => {
  const fits = filterOf(filter);
  return document.lines.flatMap((text, index): readonly LineRow[] => {
    if (fits?.({ text, namespaces: NO_ONE, hosts: NO_ONE, paths: NO_ONE, kinds: NO_ONE }) === false)
      return [];
    return parts({ id: `${document.dropped + index}`, text, depth: 0 }, width);
  });
});

const linesOf = remember((document: Document) => foldLines(document.lines));

const foldedLines = remember(
  (document: Document, folds: ListState['folds'], width: number): readonly LineRow[] => {
    const lines = linesOf(document);
    const hidden = new Set<number>();
    return lines.flatMap((line, index): readonly LineRow[] => {
      const { text, parent, below } = line;
      const fold = foldOf(line, index, folds);
      const isHidden = parent !== undefined && hidden.has(parent);
      if (isHidden || fold === 'closed') hidden.add(index);
      if (isHidden) return [];
      const row: LineRow = {
        id: `${index}`,
        text: fold === 'closed' ? `${text} (${counted(below, 'line')})` : text,
        depth: 0,
        ...(fold !== undefined && { fold }),
        ...(parent !== undefined && { parent: `${parent}` }),
      };
      return parts(row, width);
    });
  },
);

/** The line itself, or where it is to be wrapped its parts. */
function parts(row: LineRow, width: number): readonly LineRow[] {
  if (width === 0) return [row];
  const [first = '', ...rest] = wrap(row.text, width);
  const more = rest.map((text, at) => ({ id: `${row.id}.${at}`, text, depth: 0, parent: row.id }));
  return [{ ...row, text: first }, ...more];
}

/** Opens what is folded at first, or where it is open closes it. */
export function toggledNoise(state: State, view: DocumentView): ListState {
  const list = listOf(state, view);
  const document = state.documents[viewKey(view)];
  if (document === undefined) return list;
  const noise = linesOf(document).flatMap((line, index) =>
    isNoise(line) && line.below > 0
      ? [{ id: `${index}`, fold: foldOf(line, index, list.folds) }]
      : [],
  );
  const fold = noise.some((it) => it.fold === 'closed') ? 'open' : 'closed';
  const folds = Object.fromEntries(noise.map(({ id }) => [id, fold] as const));
  return { ...list, folds: { ...list.folds, ...folds } };
}
