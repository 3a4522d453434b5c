import { single } from 'fuzzysort';
import { RE2JS } from 're2js';

import type { Health } from '../model/health.ts';

/** What a row offers to a filter. Made when somebody filters, not before. */
export interface Findable {
  /** All that is seen of it, and what one would know it by. */
  readonly text: string;
  readonly namespaces: readonly string[];
  /** Exact, or with a `*` in front. */
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly kinds: readonly string[];
  readonly health?: Health;
}

export type Filter = (row: Findable) => boolean;

/**
 * Words that must all fit: fuzzy text, `!text`, `ns:`, `host:`, `path:`, `kind:`, `health:broken`, `/regex/`. A name
 * fits what would answer it. Undefined where there is no condition.
 */
export function filterOf(text: string): Filter | undefined {
  const terms = wordsOf(text).map(termOf);
  return terms.length === 0 ? undefined : (row) => terms.every((it) => it(row));
}

/** By blanks, but a regular expression may hold some. */
const wordsOf = (text: string): readonly string[] => text.match(/!?\/[^/]+\/(?=\s|$)|\S+/g) ?? [];

function termOf(word: string): Filter {
  if (word.startsWith('!') && word.length > 1) {
    const term = plainOf(word.slice(1), contains);
    return (row) => !term(row);
  }
  return plainOf(word, looksLike);
}

type TextTest = (wanted: string) => Filter;

function plainOf(word: string, test: TextTest): Filter {
  const pattern = /^\/(.+)\/$/.exec(word)?.[1];
  if (pattern !== undefined) return byPattern(pattern) ?? test(word);
  const [, field = '', value = ''] = /^([a-z]+):(.+)$/i.exec(word) ?? [];
  const wanted = value.toLowerCase();
  const has = (texts: readonly string[]): boolean =>
    texts.some((it) => it.toLowerCase().includes(wanted));
  switch (field.toLowerCase()) {
    case 'ns':
    case 'namespace':
      return ({ namespaces }) => has(namespaces);
    case 'host':
      return ({ hosts }) => has(hosts) || hosts.some((it) => covers(it, wanted));
    case 'path':
      return ({ paths }) => has(paths);
    case 'kind':
      return ({ kinds }) => has(kinds);
    case 'health':
      return ({ health }) => health?.startsWith(wanted) ?? false;
    default:
      return test(word);
  }
}

/** In linear time, as users' patterns are. Undefined where it is none: what is half typed is text. */
function byPattern(pattern: string): Filter | undefined {
  try {
    const expression = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    return ({ text }) => expression.matcher(text).find();
  } catch {
    return undefined;
  }
}

const contains: TextTest = (wanted) => {
  const lower = wanted.toLowerCase();
  return ({ text }) => text.toLowerCase().includes(lower);
};

/** Good enough that scattered letters are no match. */
const THRESHOLD = 0.25;

const looksLike: TextTest = (wanted) => {
  const has = contains(wanted);
  const host = hostIn(wanted);
  return (row) =>
    has(row) ||
    (host !== undefined && row.hosts.some((it) => covers(it, host))) ||
    (single(wanted, row.text)?.score ?? 0) >= THRESHOLD;
};

/** The name in a URL, or a text that could be one. */
function hostIn(text: string): string | undefined {
  const rest = text.toLowerCase().replace(/^[a-z]+:\/\//, '');
  const host = /^(\[[^\]]+\]|[^/:?#]+)/.exec(rest)?.[1];
  return host !== undefined && (host.includes('.') || rest !== text.toLowerCase())
    ? host
    : undefined;
}

const covers = (pattern: string, host: string): boolean =>
  pattern === host ||
  (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1);
