import type { Raw } from '../../../inventory/raise.ts';
import { BadAnswer } from '../connection/failure.ts';
import { LARGEST_OBJECT } from '../connection/largest-object.ts';
import type { ListReader } from '../reflector/list-items.ts';
import { broken, Cursor, decode, isWholeVarint } from './decode.ts';
import { MAGIC, RAW } from './envelope.ts';
import { LIST_META } from './kinds.ts';
import { LEN, type Message } from './message.ts';

/** The fields of every list of k8s.io/api. */
const METADATA = 1;
const ITEMS = 2;

export interface ProtobufListItemsOptions {
  /** Of an item. */
  readonly message: Message;
  /** The list's own metadata, which come before its items. */
  onMetadata(metadata: Raw): void;
}

/**
 * Takes a list apart as it comes, item by item. Each says how long it is, and of each only what is read is looked at:
 * a fraction of the work that JSON is.
 */
export class ProtobufListItems implements ListReader {
  private readonly options: ProtobufListItemsOptions;
  private readonly cursor = new Cursor(Buffer.allocUnsafe(1 << 17));
  /** Of the bytes that are held, so many are filled. */
  private size = 0;
  /** So many are needed before it can go on. */
  private wanted = MAGIC.length;
  private part: 'magic' | 'envelope' | 'list' | 'end' = 'magic';
  /** Bytes of the list that are still to be taken. */
  private left = 0;
  private metadata: Raw = {};

  constructor(options: ProtobufListItemsOptions) {
    this.options = options;
  }

  push(chunk: Uint8Array): readonly Raw[] {
    if (this.part === 'end') return [];
    this.append(chunk);
    if (this.size < this.wanted) return [];
    const items: Raw[] = [];
    let at = this.part === 'magic' ? this.takeMagic() : 0;
    for (let field = this.fieldAt(at); field !== undefined; field = this.fieldAt(at))
      at = this.isList(field) ? this.enterList(field) : this.take(field, items);
    this.cursor.bytes.copyWithin(0, at, this.size);
    this.size -= at;
    return items;
  }

  finish(): unknown {
    if (this.part !== 'end') throw broken('a list is cut off');
    return { metadata: this.metadata, items: [] };
  }

  private append(chunk: Uint8Array): void {
    const size = this.size + chunk.length;
    const { bytes } = this.cursor;
    if (size > bytes.length) {
      this.cursor.bytes = Buffer.allocUnsafe(2 * size);
      bytes.copy(this.cursor.bytes, 0, 0, this.size);
    }
    this.cursor.bytes.set(chunk, this.size);
    this.size = size;
  }

  private takeMagic(): number {
    const { length } = MAGIC;
    if (!this.cursor.bytes.subarray(0, length).equals(MAGIC))
      throw broken('it begins with something else');
    this.part = 'envelope';
    return length;
  }

  /** Undefined where more bytes are needed, or none. Of the list itself its beginning is enough. */
  private fieldAt(at: number): FoundField | undefined {
    const { cursor, size } = this;
    if (this.part === 'list' && this.left <= 0) this.part = 'end';
    if (this.part === 'end') return undefined;
    this.wanted = size - at + 1;
    cursor.at = at;
    if (!isWholeVarint(cursor.bytes, at, size)) return undefined;
    const tag = cursor.varint();
    if (!isWholeVarint(cursor.bytes, cursor.at, size)) return undefined;
    if ((tag & 7) !== LEN) throw broken('a list holds something else than objects');
    const end = cursor.endOfValue(Number.POSITIVE_INFINITY);
    const field = { number: tag >>> 3, at, from: cursor.at, end };
    if (end <= size || this.isList(field)) return field;
    this.wanted = end - at;
    if (this.wanted > LARGEST_OBJECT) throw new BadAnswer('it sends an object without an end');
    return undefined;
  }

  private isList({ number }: FoundField): boolean {
    return this.part === 'envelope' && number === RAW;
  }

  private enterList({ from, end }: FoundField): number {
    this.part = 'list';
    this.left = end - from;
    return from;
  }

  private take({ number, at, end }: FoundField, items: Raw[]): number {
    if (this.part === 'list') {
      this.left -= end - at;
      if (number === ITEMS) items.push(decode(this.options.message, this.cursor, end));
      else if (number === METADATA) {
        this.metadata = decode(LIST_META, this.cursor, end);
        this.options.onMetadata(this.metadata);
      }
    }
    return end;
  }
}

/** Places are those of the bytes that are held. */
interface FoundField {
  readonly number: number;
  readonly at: number;
  /** Where its value begins. */
  readonly from: number;
  readonly end: number;
}
