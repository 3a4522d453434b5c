import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { BadAnswer } from '../connection/failure.ts';
import { type Field, LEN, type Message, message, type Scalar, VARINT } from './message.ts';

/** Of these nothing is read. */
const I64 = 1;
const I32 = 5;

const LONGEST_VARINT = 10;

const TOO_LONG = 'a value is longer than what it stands in';

export const broken = (why: string): BadAnswer =>
  new BadAnswer(`it answers with broken protocol buffers: ${why}`);

const NOTHING = Buffer.alloc(0);

/** Goes through the fields of a message. */
export class Cursor {
  bytes: Buffer;
  at = 0;
  /** By their seconds: the times of one Pod are mostly the same. */
  private readonly times = new Map<number, string>();
  /** Short ones by a hash of their bytes, the last of each: most of a Pod's stand in the one before. */
  private readonly texts = Array.from<string | undefined>({ length: KNOWN_TEXTS });

  constructor(bytes: Buffer = NOTHING) {
    this.bytes = bytes;
  }

  /** Goes on with other bytes; what it knows of texts and times stays. */
  over(bytes: Buffer): this {
    this.bytes = bytes;
    this.at = 0;
    return this;
  }

  /** An integer of 64 bits; exact up to 2^53. */
  varint(): number {
    const { bytes, at: from } = this;
    let byte = bytes[from] ?? cutOff();
    this.at = from + 1;
    // Nearly all: tags, lengths, flags.
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = bytes[this.at] ?? cutOff();
      this.at += 1;
      value += (byte & 0x7f) * scale;
      // Those below zero take all ten bytes.
      if (this.at - from === LONGEST_VARINT) return signed(bytes.subarray(from, this.at));
    }
    return value;
  }

  /** Where a value that begins here with its length ends. */
  endOfValue(end: number): number {
    const length = this.varint();
    if (this.at + length > end) throw broken(TOO_LONG);
    return this.at + length;
  }

  skip(wireType: number, end: number): void {
    switch (wireType) {
      case VARINT:
        this.skipVarint();
        break;
      case I64:
        this.at += 8;
        break;
      case LEN:
        this.at = this.endOfValue(end);
        break;
      case I32:
        this.at += 4;
        break;
      default:
        throw broken(`there is no wire type ${wireType}`);
    }
    if (this.at > end) throw broken('a value is cut off');
  }

  private skipVarint(): void {
    const { bytes, at: from } = this;
    let at = from;
    while ((bytes[at] ?? cutOff()) >= 0x80 && at - from < LONGEST_VARINT - 1) at += 1;
    this.at = at + 1;
  }

  text(end: number): string {
    const { bytes, at: from, texts } = this;
    this.at = end;
    if (end - from > LONGEST_KNOWN) return bytes.toString('utf8', from, end);
    let hash = 0;
    for (let at = from; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const place = hash & (KNOWN_TEXTS - 1);
    const known = texts[place];
    if (known !== undefined && isWritten(known, bytes, from, end)) return known;
    const text = bytes.toString('utf8', from, end);
    texts[place] = text;
    return text;
  }

  /** RFC 3339, to the second. */
  time(seconds: number): string | undefined {
    if (Math.abs(seconds) > MOST_SECONDS) return undefined;
    const known = this.times.get(seconds) ?? rfc3339(seconds);
    this.times.set(seconds, known);
    return known;
  }
}

const LONGEST_KNOWN = 40;
/** A power of two. */
const KNOWN_TEXTS = 2048;

/** Characters beyond ASCII take several bytes, and are not compared. */
function isWritten(text: string, bytes: Uint8Array, from: number, end: number): boolean {
  if (text.length !== end - from) return false;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 || byte !== text.charCodeAt(at - from)) return false;
  }
  return true;
}

/** Whether a number that begins there is whole, as far as bytes have come. */
export function isWholeVarint(bytes: Uint8Array, at: number, size: number): boolean {
  const end = Math.min(size, at + LONGEST_VARINT);
  for (let place = at; place < end; place += 1) if ((bytes[place] ?? 0) < 0x80) return true;
  return end === at + LONGEST_VARINT;
}

const cutOff = (): never => {
  throw broken('a number is cut off');
};

const signed = (varint: Uint8Array): number =>
  Number(
    BigInt.asIntN(
      64,
      varint.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n),
    ),
  );

/** A message as JSON would have it. */
export function decode({ fields, Made }: Message, cursor: Cursor, end: number): Raw {
  const read: Record<string, unknown> = new Made();
  while (cursor.at < end) {
    const tag = cursor.varint();
    const wireType = tag & 7;
    const field = fields[tag >>> 3];
    if (field === undefined || wireType !== field.wireType) cursor.skip(wireType, end);
    else readField(read, field, cursor, wireType === LEN ? cursor.endOfValue(end) : end);
  }
  if (cursor.at > end) throw broken(TOO_LONG);
  return read;
}

function readField(
  read: Record<string, unknown>,
  { name, form }: Field,
  cursor: Cursor,
  end: number,
): void {
  if (form === 'labels') {
    const known = read[name];
    const labels = isLabels(known) ? known : {};
    read[name] = labels;
    readEntry(labels, cursor, end);
  } else if (typeof form === 'string') {
    const value = valueOf(form, cursor, end);
    if (value !== undefined) read[name] = value;
  } else if (form.type === 'message') read[name] = decode(form, cursor, end);
  else {
    const known = read[name];
    const list: unknown[] = Array.isArray(known) ? known : (read[name] = []);
    list.push(form.item === 'text' ? cursor.text(end) : decode(form.item, cursor, end));
  }
}

/** Numbers of fields with the type of their values. */
const KEY = (1 << 3) | LEN;
const VALUE = (2 << 3) | LEN;
const SECONDS = (1 << 3) | VARINT;

/** What this made itself. */
const isLabels = (value: unknown): value is Record<string, string> => isRaw(value);

/** Of a map. */
function readEntry(labels: Record<string, string>, cursor: Cursor, end: number): void {
  let key = '';
  let value = '';
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === KEY) key = cursor.text(cursor.endOfValue(end));
    else if (tag === VALUE) value = cursor.text(cursor.endOfValue(end));
    else cursor.skip(tag & 7, end);
  }
  if (cursor.at > end) throw broken(TOO_LONG);
  labels[key] = value;
}

/** Of a moment; 0 where it does not say them. */
function readSeconds(cursor: Cursor, end: number): number {
  let seconds = 0;
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === SECONDS) seconds = cursor.varint();
    else cursor.skip(tag & 7, end);
  }
  if (cursor.at > end) throw broken(TOO_LONG);
  return seconds;
}

/** k8s.io/apimachinery/pkg/util/intstr: all three are always there, and the type says which of the others counts. */
const NUMBER_OR_TEXT = message({
  type: [1, 'integer'],
  intVal: [2, 'said integer'],
  strVal: [3, 'said text'],
});

/** Undefined where JSON leaves it out. */
function valueOf(form: Exclude<Scalar, 'labels'>, cursor: Cursor, end: number): unknown {
  switch (form) {
    case 'text':
      return cursor.text(end) || undefined;
    case 'said text':
      return cursor.text(end);
    case 'integer':
      return cursor.varint() || undefined;
    case 'said integer':
      return cursor.varint();
    case 'flag':
      return cursor.varint() !== 0 || undefined;
    case 'said flag':
      return cursor.varint() !== 0;
    case 'presence':
      cursor.at = end;
      return {};
    case 'bytes': {
      const from = cursor.at;
      cursor.at = end;
      return cursor.bytes.subarray(from, end);
    }
    case 'time': {
      const seconds = readSeconds(cursor, end);
      return seconds === 0 ? undefined : cursor.time(seconds);
    }
    case 'number or text': {
      const { type, intVal = 0, strVal = '' } = decode(NUMBER_OR_TEXT, cursor, end);
      return type === undefined ? intVal : strVal;
    }
  }
}

/** Farther from now there is no date in JavaScript. */
const MOST_SECONDS = 8_640_000_000_000;

/** Through bytes, so that it is one string, and not parts of others that are kept with it. */
const rfc3339 = (seconds: number): string =>
  Buffer.from(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')).toString('latin1');
