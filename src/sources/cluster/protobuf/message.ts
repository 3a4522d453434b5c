import { plainMaker } from '../../../lib/plain.ts';

/**
 * What is read of a message of protocol buffers, under the names that JSON has for it. Numbers are those of
 * `generated.proto` in k8s.io/api and k8s.io/apimachinery; what is not named is skipped unseen.
 */
export interface Message {
  readonly type: 'message';
  /** By their numbers. */
  readonly fields: readonly (Field | undefined)[];
  /** Makes what is read of it, empty. */
  readonly Made: new () => Record<string, unknown>;
}

export interface Field {
  readonly name: string;
  readonly form: Form;
  /** As its values are told apart on the wire. */
  readonly wireType: number;
}

/** Wire types: https://protobuf.dev/programming-guides/encoding/#structure */
export const VARINT = 0;
export const LEN = 2;

export type Form = Scalar | Message | ListOf;

/**
 * `time` is `meta.v1.Time`, in JSON as RFC 3339 to the second; `number or text` an `intstr.IntOrString`; `labels` a map
 * of texts; `presence` whatever is there, unseen; `bytes` are handed on as they are. JSON leaves out what is empty, but for
 * what it always says.
 */
export type Scalar =
  | 'text'
  | 'said text'
  | 'integer'
  | 'said integer'
  | 'flag'
  | 'said flag'
  | 'time'
  | 'number or text'
  | 'labels'
  | 'presence'
  | 'bytes';

export interface ListOf {
  readonly type: 'list';
  readonly item: 'text' | Message;
}

export const listOf = (item: ListOf['item']): ListOf => ({ type: 'list', item });

/** From names in JSON to numbers and forms. */
export function message(fields: Readonly<Record<string, readonly [number, Form]>>): Message {
  const byNumber: (Field | undefined)[] = [];
  for (const [name, [number, form]] of Object.entries(fields))
    byNumber[number] = { name, form, wireType: NUMBERS.has(form) ? VARINT : LEN };
  return { type: 'message', fields: byNumber, Made: plainMaker() };
}

const NUMBERS: ReadonlySet<Form> = new Set(['integer', 'said integer', 'flag', 'said flag']);
