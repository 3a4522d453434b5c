import stringWidth from 'string-width';

import { graphemes } from '../lib/graphemes.ts';
import { NARROW } from './narrow.ts';

/** Columns that a text takes. Of printable text: anything else has no width one could rely on. */
export const widthOf = (text: string): number =>
  NARROW.test(text) ? text.length : stringWidth(text);

/** No wider than `width`, cut between graphemes; where something was cut, its end says so. */
export function truncate(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room < 0) return '';
  return `${head(text, room)}${ellipsis}`;
}

/** As `truncate`, but the end is what stays. */
export function truncateStart(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room < 0) return '';
  return `${ellipsis}${tail(text, room)}`;
}

/** As `truncate`, but both ends stay: names that are alike differ at their end. */
export function truncateMiddle(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room < 0) return '';
  const end = tail(text, Math.floor(room / 2));
  return `${head(text, room - widthOf(end))}${ellipsis}${end}`;
}

/** Filled with spaces behind, up to `width`. */
export const pad = (text: string, width: number): string =>
  `${text}${' '.repeat(Math.max(0, width - widthOf(text)))}`;

/** Filled with spaces before, up to `width`. */
export const padStart = (text: string, width: number): string =>
  `${' '.repeat(Math.max(0, width - widthOf(text)))}${text}`;

/** Exactly `width` columns. */
export const fit = (text: string, width: number, ellipsis = '…'): string =>
  pad(truncate(text, width, ellipsis), width);

/** Lines of at most `width` columns, broken at spaces; a longer word is cut. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (widthOf(line) > room) {
      const start = head(line, room) || firstGrapheme(line);
      lines.push(start);
      line = line.slice(start.length);
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** As `wrap`, with the blanks at the beginning of the text before each of its lines. */
export function wrapIndented(text: string, width: number): readonly string[] {
  const [indent = ''] = /^ */.exec(text) ?? [];
  return wrap(text.slice(indent.length), width - indent.length).map((it) => indent + it);
}

function head(text: string, width: number): string {
  let result = '';
  let used = 0;
  for (const { segment } of graphemes().segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    result += segment;
  }
  return result;
}

function tail(text: string, width: number): string {
  let result = '';
  let used = 0;
  for (const { segment } of [...graphemes().segment(text)].toReversed()) {
    used += widthOf(segment);
    if (used > width) break;
    result = segment + result;
  }
  return result;
}

const firstGrapheme = (text: string): string => [...graphemes().segment(text)][0]?.segment ?? '';
