import { type Document, type Located, MAX_DEPTH, TOO_DEEP } from './document.ts';
import type { TextFile } from './text-file.ts';

/**
 * The JSON values that follow one another from here. Gives back where the rest begins: the end, or what is no JSON and
 * may still be YAML in braces.
 */
export function* jsonValues(file: TextFile, from: number, to: number): Generator<Document, number> {
  let at = from;
  while (at < to) {
    const end = endOfValue(file.text, at);
    const value = end > to ? undefined : parsed(file.text.slice(at, end));
    if (value === undefined) return at;
    yield isDeeperThan(value, MAX_DEPTH)
      ? { type: 'fault', fault: { offset: at, message: TOO_DEEP }, template: false }
      : { type: 'value', located: new JsonValue(file, at, end, value), remarks: [] };
    at = afterSpace(file.text, end);
  }
  return at;
}

class JsonValue implements Located {
  readonly value: unknown;
  readonly offset: number;
  private readonly file: TextFile;
  private readonly end: number;

  constructor(file: TextFile, offset: number, end: number, value: unknown) {
    this.file = file;
    this.offset = offset;
    this.end = end;
    this.value = value;
  }

  get place() {
    return { file: this.file, from: this.offset, to: this.end, path: [] };
  }

  items(): readonly Located[] {
    const { value } = this;
    const items: unknown = isObject(value) && Object.hasOwn(value, 'items') ? value['items'] : [];
    if (!Array.isArray(items)) return [];
    const spans = spansOfItems(this.file.text, this.offset);
    return items.map((item: unknown, index) => {
      const [from = this.offset, to = this.end] = spans[index] ?? [];
      return new JsonValue(this.file, from, to, item);
    });
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nothing that JSON can hold is undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((it) => isDeeperThan(it, depth - 1));
}

/** Where the text of each item stands in the last field `items` of the object at `offset`. */
function spansOfItems(text: string, offset: number): readonly (readonly [number, number])[] {
  let spans: (readonly [number, number])[] = [];
  for (let at = afterSpace(text, offset + 1); text.charAt(at) === '"';) {
    const keyEnd = endOfString(text, at);
    const start = afterSpace(text, afterSpace(text, keyEnd) + 1);
    if (text.slice(at, keyEnd) === '"items"' && text.charAt(start) === '[') {
      spans = [];
      for (let item = afterSpace(text, start + 1); item < text.length;) {
        if (text.charAt(item) === ']') break;
        const end = endOfValue(text, item);
        spans.push([item, end]);
        item = afterComma(text, end);
      }
    }
    at = afterComma(text, endOfValue(text, start));
  }
  return spans;
}

const afterComma = (text: string, end: number): number => {
  const at = afterSpace(text, end);
  return text.charAt(at) === ',' ? afterSpace(text, at + 1) : at;
};

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}

const OPENS = new Set(['{', '[']);
const CLOSES = new Set(['}', ']']);
const SIGN = /["{}[\]]/g;

/** Behind the value that begins here, by its brackets alone; past the end of the text where it does not end. */
function endOfValue(text: string, from: number): number {
  if (text.charAt(from) === '"') return endOfString(text, from);
  if (!OPENS.has(text.charAt(from))) return endOfWord(text, from);
  let depth = 0;
  SIGN.lastIndex = from;
  for (let match = SIGN.exec(text); match !== null; match = SIGN.exec(text)) {
    const [sign] = match;
    if (OPENS.has(sign)) depth++;
    else if (CLOSES.has(sign)) depth--;
    else SIGN.lastIndex = endOfString(text, match.index);
    if (depth === 0) return SIGN.lastIndex;
  }
  return text.length + 1;
}

function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charAt(at - 1 - escapes) === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length + 1;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !',]} \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}
