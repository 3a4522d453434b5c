import { RE2JS } from 're2js';

import { once } from '../lib/once.ts';
import type { StringMatch } from '../model/match.ts';

/** A regular expression of a user's object, as RE2 reads it: linear in time, whatever the pattern. */
export interface Pattern {
  /** The whole text. */
  matches(text: string): boolean;
  /** From the start of the text, not necessarily to its end. */
  startsAt(text: string): boolean;
  /** Every occurrence, with `\1` (RE2) for groups. */
  replaceAll(text: string, substitution: string): string;
  /** What is found somewhere in the text put into `substitution`, with `$1` for groups (nginx); undefined where nothing is. */
  extract(text: string, substitution: string): string | undefined;
}

/** `undefined` where RE2 refuses the pattern: lookaround, backreferences, bad syntax. */
export function compilePattern(pattern: string, ignoreCase = false): Pattern | undefined {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return undefined;
  }
  return {
    matches: (text) => compiled.matches(text),
    startsAt: (text) => compiled.matcher(text).lookingAt(),
    replaceAll: (text, substitution) =>
      compiled
        .matcher(text)
        .replaceAll((...groups: readonly unknown[]) => expand(substitution, '\\', groups)),
    extract: (text, substitution) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) =>
        matcher.group(index),
      );
      return expand(substitution, '$', groups);
    },
  };
}

/** In the place of `compilePattern` for one pattern that many texts are asked of. */
export function compiledOnce({
  value,
  ignoreCase,
}: Pick<StringMatch, 'value' | 'ignoreCase'>): typeof compilePattern {
  return once(() => compilePattern(value, ignoreCase));
}

/** Puts groups in: `\1` or `$1` by the sign; a sign before anything else stands for itself. */
const expand = (substitution: string, sign: '\\' | '$', groups: readonly unknown[]): string =>
  substitution.replace(sign === '$' ? /\$(\d)/g : /\\(\d|\\)/g, (_, it: string) => {
    if (it === '\\') return '\\';
    const group = groups[Number(it)];
    return typeof group === 'string' ? group : '';
  });
