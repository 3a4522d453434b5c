import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { RE2JS } from 're2js';
import { afterAll, expect, test } from 'vitest';

// @ts-expect-error -- a script of the build, which has no types
import { DATA, editedFile } from '../../.scripts/slim/slim.mjs';
import { explodingPatterns } from '../support/exploding-patterns.ts';

const folder = mkdtempSync(join(tmpdir(), 'meshpath-re2js-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PATTERNS = [
  [
    '/a.*',
    '^/a$',
    '/(a|b)+/c?',
    '[^/]+',
    '(?i)/ABC',
    '\\d{2,4}',
    '\\pL+',
    '\\p{Greek}',
    '(?P<n>a)b',
  ],
  ['a\\b', '[[:alpha:]]+', '(', '(?=a)', '\\1', 'a**', '[z-a]', '(?<n>x)', '.*\\.php$', '(?s).'],
  ['(?m)^a$', '\\x{10FFFF}', '\\Qa.b\\E', 'a{1001}'],
].flat();
const TEXTS = ['', '/', '/a', '/A', '/abc', '/a/b/c', 'αβγ', '2026', 'a.b', 'ab', '/x.php', 'a\nb'];

test('what is bundled of re2js answers as all of it does', async () => {
  const file = join(folder, 're2js.mjs');
  const code = (editedFile as (file: string) => string)('re2js/build/index.js');
  for (const [name, bytes] of DATA as ReadonlyMap<string, Buffer>)
    writeFileSync(join(folder, name), bytes);
  writeFileSync(file, code);
  const bundled = (await import(pathToFileURL(file).href)) as { readonly RE2JS: typeof RE2JS };
  const exploding = explodingPatterns.map(([it]) => it).filter((_, index) => index % 40 === 0);
  for (const pattern of [...PATTERNS, ...exploding])
    for (const flags of [0, RE2JS.CASE_INSENSITIVE])
      expect(answersOf(bundled.RE2JS, pattern, flags)).toEqual(answersOf(RE2JS, pattern, flags));
});

function answersOf(engine: typeof RE2JS, pattern: string, flags: number): unknown {
  let compiled: RE2JS;
  try {
    compiled = engine.compile(pattern, flags);
  } catch (error) {
    return String(error);
  }
  return TEXTS.map((text) => {
    const matcher = compiled.matcher(text);
    const found = matcher.find();
    return [
      compiled.matches(text),
      compiled.matcher(text).lookingAt(),
      compiled.matcher(text).replaceAll('<x>'),
      found && Array.from({ length: matcher.groupCount() + 1 }, (_, it) => matcher.group(it)),
    ];
  });
}
