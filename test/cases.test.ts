import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { expectedOf, type RequestCase, seenIn } from './support/request-case.ts';
import { worldOf } from './support/world.ts';

const CASES = join(import.meta.dirname, 'cases');
const folders = globSync('**/objects.yaml', { cwd: CASES }).map(dirname).toSorted();

describe.each(folders)('%s', (folder) => {
  const path = join(CASES, folder);
  const world = worldOf(readFileSync(join(path, 'objects.yaml'), 'utf8'));
  const requests = join(path, 'requests.yaml');
  const table = existsSync(requests)
    ? (parse(readFileSync(requests, 'utf8')) as RequestCase[])
    : [];

  test.each(table)('$request $headers', (row) => {
    expect(seenIn(world, row)).toEqual(expectedOf(row));
  });

  test('the objects are whole', () => {
    expect(world.notes).toEqual([]);
  });
});

test('each case is named for the clauses that it covers', () => {
  const names = folders.map((it) => basename(it));
  expect(
    names.filter((it) => !/^([SING]\d+[a-z]?-)+[a-z0-9-]+$|^bookinfo-|^upstream-/.test(it)),
  ).toEqual([]);
});
