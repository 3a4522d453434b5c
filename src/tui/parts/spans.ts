import { truncate, widthOf } from '../../text/width.ts';
import type { Span, Theme } from '../theme.ts';

/** A line in pieces that mean something. */
export type Spans = readonly Span[];

/** The pieces that have a text, with blanks in between. */
export function spaced(spans: Spans, gap = '  '): Spans {
  const there = spans.filter((it) => it.text !== '');
  return there.flatMap((it, index) => (index === 0 ? [it] : [{ text: gap }, it]));
}

export const spansWidth = (spans: Spans): number =>
  spans.reduce((sum, { text }) => sum + widthOf(text), 0);

/** Exactly `width` columns, cut between graphemes and filled with blanks, as this terminal shows it. */
export function fitSpans(spans: Spans, width: number, theme: Theme): Spans {
  const result: Span[] = [];
  let left = Math.max(0, width);
  for (const [index, it] of spans.entries()) {
    if (left === 0) break;
    const shown = theme.shown(it.text);
    // Where it just fits and more follows, that something is missing must be seen too.
    const isLast = widthOf(shown) === left && hasText(spans.slice(index + 1));
    const text = truncate(isLast ? `${shown} ` : shown, left, theme.signs.ellipsis);
    if (text === '') continue;
    result.push({ ...it, text });
    left -= widthOf(text);
    if (text !== shown) break;
  }
  return left > 0 ? [...result, { text: ' '.repeat(left) }] : result;
}

const hasText = (spans: Spans): boolean => spans.some((it) => it.text.trim() !== '');

/** Over several lines, broken between words; what has no room any more is cut. */
export function wrapSpans(
  spans: Spans,
  width: number,
  lines: number,
  theme: Theme,
): readonly Spans[] {
  const result: Span[][] = [[]];
  let left = width;
  const words = spans.flatMap(({ text, ...it }) =>
    (text.match(/\n| *[^ \n]+| +$/g) ?? []).map((word) => ({
      ...it,
      text: word === '\n' ? word : theme.shown(word),
    })),
  );
  for (const word of words) {
    const isLast = result.length >= lines;
    if (word.text === '\n') {
      if (!isLast) result.push([]);
      left = width;
      continue;
    }
    if (!isLast && widthOf(word.text) > left && left < width) {
      result.push([{ ...word, text: ` ${word.text.trimStart()}` }]);
      left = width - widthOf(word.text.trimStart()) - 1;
    } else {
      result.at(-1)?.push(word);
      left -= widthOf(word.text);
    }
  }
  return result;
}

/**
 * A text to the left, one to the right. Where there is no room for both, the left one is cut, but for so many columns
 * of it that it keeps whatever the right one needs.
 */
export function apart(left: Spans, right: Spans, width: number, theme: Theme, kept = 0): Spans {
  const all = right.map((it) => ({ ...it, text: theme.shown(it.text) }));
  const most = width - 1 - Math.min(kept, spansWidth(left));
  const shown = spansWidth(all) > most ? fitSpans(all, most, theme) : all;
  const rest = width - spansWidth(shown);
  if (spansWidth(shown) === 0) return fitSpans(left, width, theme);
  if (rest < 8) return fitSpans([...left, { text: '  ' }, ...shown], width, theme);
  return [...fitSpans(left, rest - 1, theme), { text: ' ' }, ...shown];
}
