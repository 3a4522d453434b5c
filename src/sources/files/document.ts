import type { TextFile } from './text-file.ts';

/** A value of a file that knows where it stands. */
export interface Located {
  readonly value: unknown;
  /** Of its first character in the file. */
  readonly offset: number;
  readonly place: Place;
  /** The items of its field `items`, where that is a list. */
  items(): readonly Located[];
}

/** From where its text can be parsed again, when a field is looked for. */
export interface Place {
  readonly file: TextFile;
  /** A stretch of the file that holds one document or one JSON value. */
  readonly from: number;
  readonly to: number;
  /** From that document to the value. */
  readonly path: readonly (string | number)[];
}

/** Why a document could not be used. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

export type Document =
  | { readonly type: 'value'; readonly located: Located; readonly remarks: readonly Fault[] }
  | {
      readonly type: 'fault';
      readonly fault: Fault;
      /** It holds what a template engine would replace. */
      readonly template: boolean;
    };

/** Depth of nested lists and objects in a document. */
export const MAX_DEPTH = 100;

export const TOO_DEEP = `it is nested more than ${MAX_DEPTH} levels deep`;
