import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { BadAnswer } from '../connection/failure.ts';
import { LARGEST_OBJECT } from '../connection/largest-object.ts';
import { DEPTH_STEPS } from './json-depth.ts';

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const LIST_START = '['.charCodeAt(0);

/** How deep one is inside of a list, of its items, of an item and of its metadata. */
const LIST = 1;
const ITEMS = 2;
const ITEM = 3;
const METADATA = 4;

/** The key that is looked for at each depth. */
const KEYS: readonly (Buffer | undefined)[] = [
  undefined,
  Buffer.from('items'),
  undefined,
  Buffer.from('metadata'),
  Buffer.from('managedFields'),
];

/** Takes a list apart as it comes. */
export interface ListReader {
  /** The items that are whole now. */
  push(chunk: Uint8Array): readonly Raw[];
  /** The list without its items. */
  finish(): unknown;
}

export interface ListItemsOptions {
  parse(text: string): unknown;
  /** Half of a Pod, and nothing that is read: not parsed at all. */
  readonly leaveOutManagedFields: boolean;
  /** The list up to its items, as soon as it has come. */
  onHead(text: string): void;
}

/**
 * Takes a list apart as it comes, item by item: no page is held whole, or parsed in one go while the keyboard waits.
 * Only bytes are looked at, since what structures JSON is part of no longer character. What is no JSON is found when
 * an item, or what is left of the list, is parsed.
 */
export class ListItems implements ListReader {
  private readonly options: ListItemsOptions;
  private bytes = Buffer.allocUnsafe(1 << 17);
  /** Of the bytes that are held, so many are filled. */
  private end = 0;
  /** The next one to look at. */
  private at = 0;
  /** Where what is not handed on yet begins. */
  private from = 0;
  private depth = 0;
  private stringFrom = 0;
  private isInString = false;
  /** Whether the last string was the key that is looked for. */
  private isAtKey = false;
  private isInItems = false;
  private isInMetadata = false;
  private isLeftOut = false;
  /** The present item up to what was left out of it. */
  private itemHead = '';
  private rest = '';

  constructor(options: ListItemsOptions) {
    this.options = options;
  }

  push(chunk: Uint8Array): readonly Raw[] {
    this.append(chunk);
    const items: Raw[] = [];
    const { bytes, end } = this;
    let { at, isInString } = this;
    // Each byte of a cluster comes by here: what happens at most of them stands in this loop itself.
    while (at < end) {
      if (isInString) {
        let byte = bytes[at];
        while (at < end && byte !== QUOTE) {
          at += byte === BACKSLASH ? 2 : 1;
          byte = bytes[at];
        }
        if (at >= end) break;
        isInString = false;
        this.isAtKey = this.isKey(at);
        at += 1;
        continue;
      }
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        isInString = true;
        this.stringFrom = at + 1;
      } else if (byte >= LIST_START) {
        const step = DEPTH_STEPS[byte];
        if (step === 1) this.open(byte, at);
        else if (step === -1) this.close(at, items);
      }
      at += 1;
    }
    this.at = at;
    this.isInString = isInString;
    return items;
  }

  finish(): unknown {
    return this.options.parse(this.rest + this.textTo(this.end));
  }

  private open(byte: number, at: number): void {
    const { depth, isAtKey, isInItems } = this;
    if (byte === LIST_START && depth === LIST && isAtKey) {
      this.isInItems = true;
      this.rest += this.textTo(at + 1);
      this.options.onHead(this.rest);
    } else if (isInItems && depth === ITEMS) {
      this.from = at;
      this.itemHead = '';
    } else if (isInItems && depth === ITEM) {
      this.isInMetadata = isAtKey;
    } else if (byte === LIST_START && depth === METADATA && isAtKey && this.leavesOut()) {
      this.isLeftOut = true;
      this.itemHead += `${this.textTo(at)}null`;
    }
    this.depth += 1;
    this.isAtKey = false;
  }

  private leavesOut(): boolean {
    return this.options.leaveOutManagedFields && this.isInItems && this.isInMetadata;
  }

  private close(at: number, items: Raw[]): void {
    this.depth -= 1;
    if (!this.isInItems) return;
    if (this.depth === METADATA && this.isLeftOut) {
      this.isLeftOut = false;
      this.from = at + 1;
    } else if (this.depth === ITEMS) {
      const item = this.options.parse(this.itemHead + this.textTo(at + 1));
      if (isRaw(item)) items.push(item);
      this.from = at + 1;
    } else if (this.depth === LIST) {
      this.isInItems = false;
      this.from = at;
    }
  }

  private isKey(end: number): boolean {
    const key = KEYS[this.depth];
    return (
      key?.length === end - this.stringFrom &&
      this.bytes.compare(key, 0, key.length, this.stringFrom, end) === 0
    );
  }

  private textTo(end: number): string {
    return this.bytes.toString('utf8', this.from, end);
  }

  private append(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.bytes.length) this.makeRoom(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Lets go of what was handed on. */
  private makeRoom(wanted: number): void {
    const held = this.end - this.from;
    if (held > LARGEST_OBJECT) throw new BadAnswer('it sends an object without an end');
    const room = 2 * (held + wanted);
    const target = room > this.bytes.length ? Buffer.allocUnsafe(room) : this.bytes;
    this.bytes.copy(target, 0, this.from, this.end);
    this.bytes = target;
    this.end = held;
    this.at -= this.from;
    this.stringFrom -= this.from;
    this.from = 0;
  }
}
