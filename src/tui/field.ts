import { graphemes } from '../lib/graphemes.ts';

/** A line of text being typed. */
export interface Field {
  readonly text: string;
  /** In code units, always between graphemes. */
  readonly cursor: number;
}

export const EMPTY_FIELD: Field = { text: '', cursor: 0 };
export const fieldOf = (text: string): Field => ({ text, cursor: text.length });

/** What a key does to the text; undefined where it is none of an editor's keys. */
export function editField(field: Field, key: string): Field | undefined {
  const { text, cursor } = field;
  switch (key) {
    case 'left':
    case 'ctrl+b':
      return { text, cursor: before(text, cursor) };
    case 'right':
    case 'ctrl+f':
      return { text, cursor: after(text, cursor) };
    case 'home':
    case 'ctrl+a':
      return { text, cursor: 0 };
    case 'end':
    case 'ctrl+e':
      return { text, cursor: text.length };
    case 'backspace':
    case 'ctrl+h':
      return cut(field, before(text, cursor), cursor);
    case 'delete':
      return cut(field, cursor, after(text, cursor));
    case 'ctrl+w':
      return cut(field, wordStart(text, cursor), cursor);
    case 'ctrl+u':
      return cut(field, 0, cursor);
    case 'ctrl+k':
      return cut(field, cursor, text.length);
    case 'space':
      return insert(field, ' ');
    default:
      return isText(key) ? insert(field, key) : undefined;
  }
}

/** Typed or pasted; a field has one line, so line ends become blanks. */
export function insert({ text, cursor }: Field, added: string): Field {
  const line = added.replace(/[\r\n\t]+/g, ' ');
  return {
    text: text.slice(0, cursor) + line + text.slice(cursor),
    cursor: cursor + line.length,
  };
}

const cut = ({ text }: Field, from: number, to: number): Field => ({
  text: text.slice(0, from) + text.slice(to),
  cursor: from,
});

/** Named keys are longer than one grapheme. */
const isText = (key: string): boolean => [...graphemes().segment(key)].length === 1;

const before = (text: string, cursor: number): number =>
  cursor - ([...graphemes().segment(text.slice(0, cursor))].at(-1)?.segment.length ?? 0);

const after = (text: string, cursor: number): number =>
  cursor + ([...graphemes().segment(text.slice(cursor))][0]?.segment.length ?? 0);

const wordStart = (text: string, cursor: number): number =>
  text.slice(0, cursor).replace(/\S*\s*$/, '').length;
