import { isObject } from '../../lib/shape.ts';
import { type Document, type Located, MAX_DEPTH, TOO_DEEP } from './document.ts';
import type { TextFile } from './text-file.ts';

/**
 * The JSON values that follow one another from here. Gives back where the rest begins: the end, or what is no JSON and
 * may still be YAML in braces.
 */
export function* jsonValues(file: TextFile, from: number, to: number): Generator<Document, number> {
  const whole = parsed(file.text.slice(from, to));
  if (whole !== undefined) {
    yield documentOf(file, from, to, whole);
    return to;
  }
  let at = from;
  while (at < to) {
    const end = endOfValue(file.text, at);
    const value = end > to ? undefined : parsed(file.text.slice(at, end));
    if (value === undefined) return at;
    yield documentOf(file, at, end, value);
    at = afterSpace(file.text, end);
  }
  return at;
}

const documentOf = (file: TextFile, from: number, to: number, value: unknown): Document =>
  isDeeperThan(value, MAX_DEPTH)
    ? { type: 'fault', fault: { offset: from, message: TOO_DEEP }, template: false }
    : { type: 'value', located: new JsonValue(file, from, to, value), remarks: [] };

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
function spansOfItems(text: string, offset: number): readonly Span[] {
  let spans: readonly Span[] = [];
  for (let at = afterSpace(text, offset + 1); text.charAt(at) === '"';) {
    const keyEnd = endOfString(text, at);
    const start = afterSpace(text, afterSpace(text, keyEnd) + 1);
    const isItems = text.slice(at, keyEnd) === '"items"' && text.charAt(start) === '[';
    if (isItems) spans = spansIn(text, start);
    const lastEnd = isItems ? (spans.at(-1)?.[1] ?? start + 1) : undefined;
    at = afterComma(
      text,
      lastEnd === undefined ? endOfValue(text, start) : afterSpace(text, lastEnd) + 1,
    );
  }
  return spans;
}

type Span = readonly [from: number, to: number];

function spansIn(text: string, list: number): readonly Span[] {
  const spans: Span[] = [];
  for (let item = afterSpace(text, list + 1); item < text.length;) {
    if (text.charAt(item) === ']') break;
    const end = endOfValue(text, item);
    spans.push([item, end]);
    item = afterComma(text, end);
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

/** Behind the value that begins here, by its brackets alone; past the end of the text where it does not end. */
function endOfValue(text: string, from: number): number {
  if (text.charAt(from) === '"') return endOfString(text, from);
  if (!'{['.includes(text.charAt(from))) return endOfWord(text, from);
  let depth = 0;
  // Over every character of a large file: by their codes.
  for (let at = from; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case BRACE:
      case BRACKET:
        depth++;
        break;
      case BRACE_END:
      case BRACKET_END:
        depth--;
        if (depth === 0) return at + 1;
        break;
      case QUOTE:
        at = endOfString(text, at) - 1;
        break;
      default:
    }
  }
  return text.length + 1;
}

const [BRACE, BRACE_END, BRACKET, BRACKET_END, QUOTE] = [0x7b, 0x7d, 0x5b, 0x5d, 0x22] as const;

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
