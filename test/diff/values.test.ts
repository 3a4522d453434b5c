import { expect, test } from 'vitest';

import { pathCells, textCells, UNNAMED } from '../../src/diff/values.ts';

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
  expect(textCells(conditions, [UNNAMED])).toEqual([UNNAMED, exact, wanted]);
});

test.for([
  ['prefix', 'a', 'suffix', 'b', 'ab'],
  ['prefix', 'a', 'regex', '[a-z]+', 'a0'],

  ['exact', 'ab', 'regex', '(?i)ab', 'AB'],
  ['present', '', 'regex', '.+', ''],
] as const)(
  'of %s %s and %s %s a text is found that only one takes, or both',
  ([a, b, c, d, it]) => {
    const conditions = [
      { type: a, value: b },
      { type: c, value: d },
    ] as const;
    expect(textCells(conditions, [], ['0', ''])).toContain(it);
  },
);

test('of a pattern the plainest text comes first', () => {
  expect(textCells([{ type: 'regex', value: '[a-z]+(/[0-9]+)?' }], [])[0]).toBe('x/0');
});

test('paths are found that a prefix and a pattern take together, in either case', () => {
  const admin = pathCells(
    [
      { type: 'prefix', value: '/api' },
      { type: 'regex', value: '/[^/]+/admin' },
    ],
    ['envoy'],
  );
  expect(admin).toContain('/api/admin');
  const upper = pathCells(
    [
      { type: 'segment-prefix', value: '/api' },
      { type: 'regex-start', value: '/api(/|$)(.*)', ignoreCase: true },
    ],
    ['nginx', 'envoy'],
  );
  expect(upper).toContain('/API/X');
});
