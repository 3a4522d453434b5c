import { escapeUnseen } from '../../lib/escape-unseen.ts';

/** One document, indented; what cannot be seen is escaped, so that the true value is there and harms no terminal. */
export const printJson = (document: unknown): string =>
  `${escapeUnseen(JSON.stringify(document, undefined, 2))}\n`;

/** The same in one line. */
export const printJsonLine = (document: unknown): string =>
  `${escapeUnseen(JSON.stringify(document))}\n`;
