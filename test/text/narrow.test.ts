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
  expect(narrow.filter((it) => stringWidth(it) !== 1)).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...narrow)), (characters) => {
      expect(stringWidth(characters.join(''))).toBe(characters.length);
    }),
    runs(200, 2000),
  );
});

test.each(['\u00A9', '\u00AD', '\u0301', '\u200D', '\uFE0F', '\u25FE', '界', '😀', '\x1B'])(
  'Unicode must be asked of %j',
  (character) => {
    expect(NARROW.test(character)).toBe(false);
  },
);

test('every sign of a theme is narrow', () => {
  const { signs, healthSign } = createTheme({ name: 'dark', colour: true, ascii: false });
  const shown = [...Object.values(signs), ...HEALTHS.map(healthSign)];
  expect(shown.filter((it) => !NARROW.test(it))).toEqual([]);
});
