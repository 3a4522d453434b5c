/**
 * The one door for text from outside on its way to a person: what cannot be seen, or moves what can be, becomes a
 * visible sign. C0 gets its control picture, all else its code point. Whoever matches or serialises uses the true value.
 */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, visible);
}

const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Controls, format characters (bidirectional overrides, zero-width ones, tags), lone surrogates, unassigned ones, line
 * and paragraph separators, all that a renderer may ignore, the blank Braille pattern, and every space but the usual.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = 0x2421;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  if (code === DELETE) return String.fromCodePoint(DELETE_PICTURE);
  return codePoint(code);
}

const codePoint = (code: number): string =>
  `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;

/**
 * For terminals without Unicode: whatever is no ASCII becomes its code point. Of printable text, in which a control
 * picture stands for its control.
 */
export const asciiOnly = (text: string): string =>
  text.replace(/[^\x20-\x7e\n]/gu, (it) => codePoint(unpictured(it.codePointAt(0) ?? 0)));

function unpictured(code: number): number {
  if (code === DELETE_PICTURE) return DELETE;
  return code >= CONTROL_PICTURES && code < CONTROL_PICTURES + 0x20
    ? code - CONTROL_PICTURES
    : code;
}
