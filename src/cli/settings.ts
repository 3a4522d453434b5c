import { isMap, LineCounter, parseDocument, type YAMLMap } from 'yaml';

import { listing } from '../lib/words.ts';
import { printable } from '../text/printable.ts';
import { didYouMean, suggest } from './suggest.ts';

/** What somebody wants always; a flag counts for more. */
export interface Settings {
  readonly theme?: 'auto' | 'dark' | 'light';
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  /** Explains each hop in a sentence from the start. */
  readonly explain?: boolean;
  readonly namespaces?: readonly string[];
  /** Of the entry points, in this order. */
  readonly columns?: readonly ColumnName[];
}

export const COLUMN_NAMES = [
  'address',
  'kind',
  'entry',
  'routes',
  'pods',
  'since',
  'at',
  'age',
] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

export interface ReadSettings {
  readonly settings: Settings;
  /** What could not be used, each with its line; the rest is. */
  readonly mistakes: readonly string[];
}

type Reading<T> = { readonly value: T } | { readonly wanted: string };
type Reader<T> = (value: unknown) => Reading<T>;

const flag: Reader<boolean> = (value) =>
  typeof value === 'boolean' ? { value } : { wanted: 'true or false' };

const oneOf =
  <const T extends string>(...values: readonly T[]): Reader<T> =>
  (value) => {
    const found = values.find((it) => it === value);
    return found === undefined ? { wanted: listing(values, 'or') } : { value: found };
  };

const listOf =
  <T>(item: Reader<T>, what: string): Reader<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) return { wanted: `a list of ${what}` };
    const read = value.map(item);
    const wrong = read.findIndex((it) => 'wanted' in it);
    if (wrong >= 0) return { wanted: `a list of ${what}` };
    return { value: read.flatMap((it) => ('value' in it ? [it.value] : [])) };
  };

const text: Reader<string> = (value) =>
  typeof value === 'string' && value !== '' ? { value } : { wanted: 'a name' };

/** Every setting; `Settings` in the schema tells editors the same. */
const READERS = {
  theme: oneOf('auto', 'dark', 'light'),
  ascii: flag,
  mouse: flag,
  explain: flag,
  namespaces: listOf(text, 'namespaces'),
  columns: listOf(oneOf(...COLUMN_NAMES), listing(COLUMN_NAMES, 'or')),
} satisfies { readonly [K in keyof Settings]-?: Reader<NonNullable<Settings[K]>> };

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of READERS are those of Settings
export const SETTING_NAMES = Object.keys(READERS) as readonly (keyof Settings)[];

/** What a file says; a mistake in one setting loses that one alone. */
export function readSettings(yaml: string, file: string): ReadSettings {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter });
  const lineAt = (offset: number | undefined): string =>
    `${file}:${lineCounter.linePos(offset ?? 0).line}`;
  if (document.errors.length > 0)
    return {
      settings: {},
      mistakes: document.errors.map(({ message, pos: [offset] }) =>
        printable(`${lineAt(offset)}: ${message.split('\n')[0] ?? ''}`),
      ),
    };
  const { contents } = document;
  if (contents === null) return { settings: {}, mistakes: [] };
  if (!isMap(contents)) return { settings: {}, mistakes: [`${file}: settings have names.`] };
  return readAll(contents, lineAt);
}

function readAll(map: YAMLMap, lineAt: (offset: number | undefined) => string): ReadSettings {
  const settings: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const { key, value } of map.items) {
    const name = String(key);
    const line = lineAt(rangeOf(key)?.[0]);
    const known = SETTING_NAMES.find((it) => it === name);
    if (known === undefined) {
      const meant = suggest(name, SETTING_NAMES);
      mistakes.push(`${line}: there is no setting "${name}".${didYouMean(meant)}`);
      continue;
    }
    const read: Reading<unknown> = READERS[known](jsOf(value));
    if ('value' in read) settings[known] = read.value;
    else mistakes.push(`${line}: ${name} takes ${read.wanted}.`);
  }
  return { settings, mistakes: mistakes.map(printable) };
}

const jsOf = (node: unknown): unknown =>
  typeof node === 'object' && node !== null && 'toJSON' in node && typeof node.toJSON === 'function'
    ? node.toJSON()
    : node;

const rangeOf = (node: unknown): readonly number[] | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? node.range
    : undefined;
