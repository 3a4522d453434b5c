import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';

import { HEALTHS } from '../../src/model/health.ts';
import { NARROW } from '../../src/text/narrow.ts';
import { createTheme } from '../../src/tui/theme.ts';
import { runs } from '../support/runs.ts';

const narrow = Array.from({ length: 0x10000 }, (_, it) => String.fromCharCode(it)).filter((it) =>
  NARROW.test(it),
);

test('what is called narrow is as wide as it is long, whatever stands beside what', () => {
  expect(narrow.length).toBeGreaterThan(300);
  for (const it of narrow) expect(stringWidth(it), it).toBe(1);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...narrow)), (characters) => {
      expect(stringWidth(characters.join(''))).toBe(characters.length);
    }),
    runs(200, 2000),
  );
});

test('what Unicode must be asked of is not', () => {
  for (const it of ['\u00A9', '\u00AD', '\u0301', '\u200D', '\uFE0F', '\u25FE', '界', '😀', '\x1B'])
    expect(NARROW.test(it), it).toBe(false);
});

test('every sign of a theme is narrow', () => {
  const { signs, healthSign } = createTheme({ name: 'dark', colour: true, ascii: false });
  for (const it of [...Object.values(signs), ...HEALTHS.map(healthSign)])
    expect(NARROW.test(it), it).toBe(true);
});
