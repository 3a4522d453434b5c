import { go } from 'fuzzysort';

/** The best of some texts for what was typed, best first; the first ones where nothing was. */
export function fuzzyBest<T extends { readonly text: string }>(
  typed: string,
  items: readonly T[],
  limit: number,
): readonly T[] {
  if (typed.trim() === '') return items.slice(0, limit);
  return go(typed, items, { key: 'text', limit, threshold: THRESHOLD }).map((it) => it.obj);
}

const THRESHOLD = 0.2;
