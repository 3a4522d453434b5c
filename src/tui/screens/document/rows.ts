import { filterOf } from '../../../text/filter.ts';
import { wrap } from '../../../text/width.ts';
import type { ListRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import { type Document, type DocumentView, listOf, type State, viewKey } from '../../state.ts';

/** A line, or a part of one that was too long. */
export interface LineRow extends ListRow {
  readonly text: string;
}

export function lineRows(state: State, view: DocumentView): readonly LineRow[] {
  const document = state.documents[viewKey(view)];
  if (document === undefined) return NONE;
  const width = state.logs.wrap ? Math.max(10, state.size.columns - MARGIN) : 0;
  return shownLines(document, listOf(state, view).filter, width);
}

const NONE: readonly LineRow[] = [];
const MARGIN = 2;
const NO_ONE: readonly string[] = [];

const shownLines = remember((document: Document, filter: string, width: number) => {
  const fits = filterOf(filter);
  return document.lines.flatMap((text, index): readonly LineRow[] => {
    if (fits?.({ text, namespaces: NO_ONE, hosts: NO_ONE, paths: NO_ONE, kinds: NO_ONE }) === false)
      return [];
    const number = document.dropped + index;
    return width === 0
      ? [{ id: `${number}`, text, depth: 0 }]
      : wrap(text, width).map((part, at) => ({ id: `${number}.${at}`, text: part, depth: 0 }));
  });
});
