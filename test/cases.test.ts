import { basename, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { paintOf } from '../src/cli/print/paint.ts';
import { printTree } from '../src/cli/print/tree.ts';
import { worstFirst } from '../src/model/worst-first.ts';
import { treeOf } from '../src/text/tree.ts';
import { caseFolders, caseRequests, CASES, caseWorld } from './support/cases.ts';
import { expectedOf, seenIn } from './support/request-case.ts';

const PLAIN = paintOf({ colour: false, ascii: false });

describe.each(caseFolders)('%s', (folder) => {
  const world = caseWorld(folder);
  const requests = caseRequests(folder);

  test('the tree', async () => {
    const tree = treeOf(world.exposure, worstFirst(world.exposure.entryPoints));
    await expect(printTree(tree, PLAIN)).toMatchFileSnapshot(join(CASES, folder, 'tree.txt'));
  });

  test.each(requests)('$request $headers', (row) => {
    expect(seenIn(world, row)).toEqual(expectedOf(row));
  });

  test('the objects are whole', () => {
    expect(world.notes).toEqual([]);
  });
});

test('each case is named for the clauses that it covers', () => {
  const names = caseFolders.map((it) => basename(it));
  const clauses = /^([SING]\d+[a-z]?-)+[a-z0-9-]+$|^bookinfo-|^upstream-/;
  expect(names.filter((it) => !clauses.test(it))).toEqual([]);
});
