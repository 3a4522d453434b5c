import { expect, test } from 'vitest';

import { textCells } from '../../src/diff/values.ts';

test.for([
  ['2', '[23]', '3'],
  ['x', '.', 'y'],
  ['v0', String.raw`v\d`, 'v1'],
  ['x-0', String.raw`\w-[0-9]`, 'y-1'],
] as const)('beside %s a text is found that %s takes too', ([exact, regex, wanted]) => {
  const conditions = [
    { type: 'exact', value: exact } as const,
    { type: 'regex', value: regex } as const,
  ];
  expect(textCells(conditions, [])).toEqual([exact, wanted]);
});

test('of a pattern the plainest text comes first', () => {
  expect(textCells([{ type: 'regex', value: '[a-z]+(/[0-9]+)?' }], [])).toEqual(['x/0']);
});
