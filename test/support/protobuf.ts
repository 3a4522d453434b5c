import { isRaw, type Raw } from '../../src/inventory/raise.ts';
import { MAGIC, RAW } from '../../src/sources/cluster/protobuf/envelope.ts';
import { LIST_META } from '../../src/sources/cluster/protobuf/kinds.ts';
import { type Form, listOf, type Message } from '../../src/sources/cluster/protobuf/message.ts';

/** What an API server sends for this. */
export const encodeObject = (form: Message, object: Raw): Buffer =>
  inEnvelope(encode(form, object));

export const encodeList = (item: Message, { metadata, items }: Raw): Buffer =>
  inEnvelope(
    Buffer.concat([...encodeField(1, LIST_META, metadata), ...encodeField(2, listOf(item), items)]),
  );

const inEnvelope = (object: Buffer): Buffer =>
  Buffer.concat([
    MAGIC,
    lengthed(1, Buffer.from('what it is')),
    lengthed(RAW, object),
    lengthed(3, Buffer.alloc(0)),
    lengthed(4, Buffer.alloc(0)),
  ]);

/** With fields that nobody reads in between, as a newer server would have them. */
function encode({ fields }: Message, object: Raw): Buffer {
  const parts = [...fields].flatMap((field, number) => {
    const value = field === undefined ? undefined : object[field.name];
    return field === undefined || value === undefined ? [] : encodeField(number, field.form, value);
  });
  return Buffer.concat([...parts, ...UNREAD]);
}

function encodeField(number: number, form: Form, value: unknown): readonly Buffer[] {
  if (typeof form === 'object') {
    if (form.type === 'message') return [lengthed(number, encode(form, raw(value)))];
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.flatMap((it) => encodeField(number, form.item, it));
  }
  switch (form) {
    case 'text':
      return [lengthed(number, Buffer.from(String(value)))];
    case 'labels':
      return Object.entries(raw(value)).map(([key, it]) =>
        lengthed(
          number,
          Buffer.concat([lengthed(1, Buffer.from(key)), lengthed(2, Buffer.from(String(it)))]),
        ),
      );
    case 'presence':
      return [lengthed(number, Buffer.from('whatever'))];
    case 'time':
      return [lengthed(number, numbered(1, BigInt(Date.parse(String(value)) / 1000)))];
    case 'flag':
    case 'said flag':
    case 'integer':
    case 'said integer':
      return [numbered(number, BigInt(Number(value)))];
  }
}

const raw = (value: unknown): Raw => (isRaw(value) ? value : {});

const lengthed = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([varint(BigInt((number << 3) | 2)), varint(BigInt(bytes.length)), bytes]);

const numbered = (number: number, value: bigint): Buffer =>
  Buffer.concat([varint(BigInt(number << 3)), varint(value)]);

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(bytes);
}

/** One of each wire type, under numbers that no message has. */
const UNREAD = [
  lengthed(900, Buffer.from('unread')),
  numbered(901, -1n),
  Buffer.concat([varint(BigInt((902 << 3) | 1)), Buffer.alloc(8, 7)]),
  Buffer.concat([varint(BigInt((903 << 3) | 5)), Buffer.alloc(4, 7)]),
];
