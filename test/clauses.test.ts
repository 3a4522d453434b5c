import { basename } from 'node:path';

import { expect, test } from 'vitest';

import { caseFolders } from './support/cases.ts';

/** The clauses of the routing rules: how Services, Ingresses, Istio and the Gateway API decide where a request goes. */
const CLAUSES = [
  'S1 S1a S2 S3 S4 S5 S6 S7 S8 S9',
  'I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15',
  numbered('N', 53),
  `${numbered('G', 19)} G17a`,
].flatMap((it) => it.split(' '));

function numbered(letter: string, last: number): string {
  return Array.from({ length: last }, (_, index) => `${letter}${index + 1}`).join(' ');
}

test('every clause of the routing rules has a case', () => {
  const covered = new Set(
    caseFolders.flatMap((it) =>
      basename(it)
        .split('-')
        .filter((part) => /^[SING]\d+[a-z]?$/.test(part)),
    ),
  );
  expect(CLAUSES.filter((it) => !covered.has(it))).toEqual([]);
});
