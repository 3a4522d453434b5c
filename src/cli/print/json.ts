/** One document, indented; what cannot be seen is escaped, so that the true value is there and harms no terminal. */
export const printJson = (document: unknown): string =>
  `${escapeUnseen(JSON.stringify(document, undefined, 2))}\n`;

/** The same in one line. */
export const printJsonLine = (document: unknown): string =>
  `${escapeUnseen(JSON.stringify(document))}\n`;

/** `JSON.stringify` escapes C0 and lone surrogates itself. */
export const escapeUnseen = (json: string): string => json.replace(UNSEEN, escaped);

const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const escaped = (character: string): string =>
  character
    .split('')
    .map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
