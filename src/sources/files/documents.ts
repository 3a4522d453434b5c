import type { Document } from './document.ts';
import { jsonValues } from './json-document.ts';
import type { TextFile } from './text-file.ts';
import { yamlDocument } from './yaml-document.ts';

/** The documents of a file, one after the other; those that are empty are left out. A broken one stands alone. */
export function* documents(file: TextFile): Generator<Document> {
  for (const { from, to } of stretches(file.text)) {
    const start = firstSign(file.text, from, to);
    if (start < 0) continue;
    const sign = file.text.charAt(start);
    const rest = sign === '{' || sign === '[' ? yield* jsonValues(file, start, to) : from;
    // Files that were put together may each have had a mark for its encoding.
    if (rest < to) yield yamlDocument(file, sign === '\uFEFF' ? start + 1 : rest, to);
  }
}

/**
 * What lies between the marks `---` and `...`. Both end a document wherever they begin a line, so that what is wrong
 * in one cannot spread into the next.
 */
function* stretches(text: string): Generator<{ readonly from: number; readonly to: number }> {
  let from = 0;
  for (const { 0: mark, index } of text.matchAll(MARK)) {
    // With its line end, the half of which would be left otherwise where it is CRLF.
    const to = mark.startsWith('\n') ? index + 1 : index;
    if (to > from) yield { from, to };
    from = index + mark.length;
  }
  if (from < text.length) yield { from, to: text.length };
}

const MARK = /(?:^|\n)(?:---|\.\.\.)(?=[ \t\r\n]|$)/g;

/** The first character that is neither space nor of a comment or directive; -1 where there is none. */
function firstSign(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const sign = text.charAt(at);
    if (sign === '#' || (sign === '%' && (at === 0 || text.charAt(at - 1) === '\n'))) {
      const end = text.indexOf('\n', at);
      if (end < 0 || end >= to) return -1;
      at = end;
    } else if (!' \t\r\n'.includes(sign)) return at;
  }
  return -1;
}
