import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { asciiOnly, printable } from '../../src/text/printable.ts';
import { fit, truncate, truncateStart, widthOf, wrap } from '../../src/text/width.ts';

const SRC = join(import.meta.dirname, '../../src');

describe('printable', () => {
  test.for([
    ['escape sequence', '\u001b[31mred', '␛[31mred'],
    ['newline and tab', 'a\n\tb', 'a␊␉b'],
    ['delete', 'a\u007f', 'a␡'],
    ['C1', '\u009b31m', '<U+009B>31m'],
    ['bidirectional override', 'a\u202eb', 'a<U+202E>b'],
    ['zero-width space', 'a\u200bb', 'a<U+200B>b'],
    ['soft hyphen', 'a\u00adb', 'a<U+00AD>b'],
    ['Hangul filler', 'a\u3164b', 'a<U+3164>b'],
    ['tag characters', 'a\u{e0041}', 'a<U+E0041>'],
    ['no-break space', 'a\u00a0b', 'a<U+00A0>b'],
    ['line separator', 'a\u2028b', 'a<U+2028>b'],
    ['lone surrogate', 'a\ud800b', 'a<U+D800>b'],
    ['noncharacter', 'a\ufffeb', 'a<U+FFFE>b'],
  ] as const)('%s', ([, text, wanted]) => {
    expect(printable(text)).toBe(wanted);
  });

  test('leaves letters of every script as they are', () => {
    expect(printable('bücher 本 😀 é')).toBe('bücher 本 😀 é');
  });

  test('for terminals without Unicode only ASCII is left', () => {
    expect(asciiOnly('bücher\nok')).toBe('b<U+00FC>cher\nok');
    // The control, and not its picture.
    expect(asciiOnly(printable('\u001b[31mred\u007f'))).toBe('<U+001B>[31mred<U+007F>');
  });

  test('our own words have no sign that ASCII terminals would get as a code point', () => {
    const found = ['checks', 'text'].flatMap((folder) =>
      readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
        .filter((it) => it.endsWith('.ts') && it !== 'health.ts')
        .flatMap((file) => {
          const code = readFileSync(join(SRC, folder, file), 'utf8');
          const words = code.replaceAll(/\/\*[^]*?\*\/|^ *\/\/.*$/gm, '');
          return [...words.matchAll(/[^\n\x20-\x7e→…]/gu)].map((it) => `${file}: ${it[0]}`);
        }),
    );
    expect(found).toEqual([]);
  });
});

describe('widths', () => {
  test('wide characters take two columns and are never halved', () => {
    expect(widthOf('本a')).toBe(3);
    expect(truncate('本本本', 4)).toBe('本…');
    expect(fit('本本本', 4)).toBe('本… ');
    expect(truncateStart('abcdef', 4)).toBe('…def');
  });

  test('graphemes stay whole', () => {
    expect(truncate('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  });

  test('where there is no room for anything, there is nothing', () => {
    expect(truncate('abc', 0)).toBe('');
    expect(truncate('abc', 1)).toBe('…');
  });

  test('lines are broken at spaces, long words cut', () => {
    expect(wrap('the quick brown', 9)).toEqual(['the quick', 'brown']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('本本', 1)).toEqual(['本', '本']);
    expect(wrap('', 5)).toEqual(['']);
  });
});
