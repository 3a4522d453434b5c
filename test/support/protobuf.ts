import { isRaw, type Raw } from '../../src/inventory/raise.ts';
import { MAGIC, RAW } from '../../src/sources/cluster/protobuf/envelope.ts';
import { LIST_META, STATUS, WATCH_EVENT } from '../../src/sources/cluster/protobuf/kinds.ts';
import type { Form, Message } from '../../src/sources/cluster/protobuf/message.ts';

/** Bytes in pieces, so that those of large lists are copied once. */
export type Pieces = readonly Buffer[];

/** What an API server sends for this. */
export const encodeObject = (form: Message, object: Raw): Buffer =>
  inEnvelope(encode(form, object));

/** What an API server sends for an event of a watch. */
export const encodeEvent = (form: Message, { type, object }: Raw): Buffer =>
  encodeEventOf(type, encode(type === 'ERROR' ? STATUS : form, raw(object)));

/** The same, of an object that is encoded already. */
export function encodeEventOf(type: unknown, object: Pieces): Buffer {
  const sent = inEnvelope(object);
  return framed(Buffer.concat(encode(WATCH_EVENT, { type, object: { raw: sent } })));
}

/** With its length before it. */
export function framed(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
}

export const encodeList = (item: Message, { metadata, items }: Raw): Buffer =>
  encodeListOf(
    metadata,
    listIn(items).map((it) => encode(item, raw(it))),
  );

/** The same, of items that are encoded already. */
export const encodeListOf = (metadata: unknown, items: readonly Pieces[]): Buffer =>
  inEnvelope([...encodeField(1, LIST_META, metadata), ...items.flatMap((it) => lengthed(2, it))]);

const inEnvelope = (object: Pieces): Buffer =>
  Buffer.concat([
    MAGIC,
    ...lengthed(1, [Buffer.from('what it is')]),
    ...lengthed(RAW, object),
    ...lengthed(3, []),
    ...lengthed(4, []),
  ]);

/**
 * What nobody reads of the object stands in fields that nobody reads, an item of a list in each, as JSON: so there is as
 * much to skip as there is of a real one. And there are some of each wire type, as a newer server would have them.
 */
export function encode({ fields }: Message, object: Raw): Pieces {
  const read = [...fields].flatMap((field, number) => {
    const value = field === undefined ? undefined : object[field.name];
    return field === undefined || value === undefined ? [] : encodeField(number, field.form, value);
  });
  const names = new Set(fields.map((it) => it?.name));
  const unread = Object.entries(object)
    .filter(([name]) => !names.has(name))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .flatMap((it) => lengthed(UNREAD, [Buffer.from(JSON.stringify(it))]));
  return [Buffer.concat([...read, ...unread, ...UNREAD_FIELDS])];
}

export function encodeField(number: number, form: Form, value: unknown): Pieces {
  if (typeof form === 'object') {
    if (form.type === 'message') return lengthed(number, encode(form, raw(value)));
    return listIn(value).flatMap((it) => encodeField(number, form.item, it));
  }
  switch (form) {
    case 'text':
    case 'said text':
      // What is of another type in JSON cannot be said here.
      return typeof value === 'string' ? lengthed(number, [Buffer.from(value)]) : [];
    case 'number or text':
      return lengthed(number, [
        ...numbered(1, typeof value === 'string' ? 1n : 0n),
        ...numbered(2, BigInt(typeof value === 'number' ? value : 0)),
        ...lengthed(3, [Buffer.from(typeof value === 'string' ? value : '')]),
      ]);
    case 'labels':
      return Object.entries(raw(value)).flatMap(([key, it]) =>
        lengthed(number, [
          ...lengthed(1, [Buffer.from(key)]),
          ...lengthed(2, [Buffer.from(String(it))]),
        ]),
      );
    case 'bytes':
      return lengthed(number, Buffer.isBuffer(value) ? [value] : []);
    case 'presence':
      return lengthed(number, [Buffer.from('whatever')]);
    case 'time':
      return lengthed(number, numbered(1, BigInt(Date.parse(String(value)) / 1000)));
    case 'flag':
    case 'said flag':
    case 'integer':
    case 'said integer':
      return typeof value === 'number' || typeof value === 'boolean'
        ? numbered(number, BigInt(value))
        : [];
  }
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const raw = (value: unknown): Raw => (isRaw(value) ? value : {});

export const lengthed = (number: number, pieces: Pieces): Pieces => [
  varint(BigInt((number << 3) | 2)),
  varint(BigInt(pieces.reduce((sum, it) => sum + it.length, 0))),
  ...pieces,
];

const numbered = (number: number, value: bigint): Pieces => [
  varint(BigInt(number << 3)),
  varint(value),
];

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(bytes);
}

/** A number that no message has; and the three after it. */
const UNREAD = 900;

/** One of each wire type. */
const UNREAD_FIELDS: Pieces = [
  ...lengthed(UNREAD, [Buffer.from('unread')]),
  ...numbered(UNREAD + 1, -1n),
  varint(BigInt(((UNREAD + 2) << 3) | 1)),
  Buffer.alloc(8, 7),
  varint(BigInt(((UNREAD + 3) << 3) | 5)),
  Buffer.alloc(4, 7),
];
