import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { everythingWasRead, inventoryOf } from '../../src/inventory/inventory.ts';
import { isRaw, type Raw } from '../../src/inventory/raise.ts';
import { exposureReport } from '../../src/report/exposure.ts';
import { snapshotOf } from '../../src/session/session.ts';
import { treeOf } from '../../src/text/tree.ts';
import { parseRequest } from '../../src/trace/request.ts';
import { createTracer } from '../../src/trace/trace.ts';
import { CASES, caseFolders } from '../support/cases.ts';
import { hostileText } from '../support/hostile-text.ts';
import { runs } from '../support/runs.ts';
import { CASE_NOW, objectsOf, rawObjects } from '../support/world.ts';

/** What stands in a field instead of what belongs there. */
const instead = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    '*',
    ' ',
    -1,
    0,
    65_536,
    1e308,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    [null],
    [[]],
    [{}],
    { a: null },
    '(',
    '(a+)+$',
    '10s',
    '50%',
    '/../..',
    'a.b.c.d.e.f',
    '::',
  ),
  hostileText,
);

const DONE = Symbol('gone');

test('an object of which any field holds anything is answered for all the same', () => {
  const reader = texts();
  fc.assert(
    fc.property(
      fc.nat(caseFolders.length - 1),
      fc.array(fc.tuple(fc.nat(), fc.option(instead)), {
        minLength: 1,
        maxLength: 20,
        size: 'max',
      }),
      (index, changes) => {
        const world = changes.reduce(
          (raws, [place, value]) => mutated(raws, place, value ?? DONE),
          reader(index),
        );
        expect(() => answerAll(world)).not.toThrow();
      },
    ),
    // A hundred thousand fields by `test:soak`.
    runs(30, 500, 10_000),
  );
});

function texts(): (index: number) => readonly Raw[] {
  const read = new Map<number, readonly Raw[]>();
  return (index) => {
    const known = read.get(index);
    if (known !== undefined) return known;
    const file = join(CASES, caseFolders[index] ?? '', 'objects.yaml');
    const raws = rawObjects(readFileSync(file, 'utf8'));
    read.set(index, raws);
    return raws;
  };
}

/** All that is made of objects: judged, checked, told in JSON and as a tree, and asked for each host. */
function answerAll(raws: readonly Raw[]): void {
  const { objects } = objectsOf(raws);
  const state = {
    inventory: inventoryOf(objects, everythingWasRead),
    resources: [],
    problems: [],
    now: CASE_NOW,
  };
  const { exposure, findings } = snapshotOf({ origin: { type: 'files' }, read: () => state });
  exposureReport({
    source: { type: 'files' },
    unavailable: [],
    exposure,
    entryPoints: exposure.entryPoints,
    findings,
  });
  treeOf(exposure, exposure.entryPoints);
  const tracer = createTracer(exposure);
  const hosts = new Set(
    exposure.entryPoints.flatMap((it) => it.routes.flatMap(({ hosts: all }) => all)),
  );
  for (const host of ['a.example.com', ...hosts]) {
    const parsed = parseRequest({ url: `https://${host.replace('*', 'x')}/a/b?c=d` });
    if ('value' in parsed) tracer(parsed.value);
  }
}

/** One field of all there are, wherever it is: its value, or the field itself, is put otherwise. */
function mutated(raws: readonly Raw[], place: number, value: unknown): readonly Raw[] {
  const total = raws.reduce((sum, it) => sum + count(it), 0);
  let left = place % Math.max(total, 1);
  const walk = (it: unknown): unknown => {
    if (left === 0) {
      left -= 1;
      return value;
    }
    left -= 1;
    if (Array.isArray(it)) return it.map(walk).filter((item) => item !== DONE);
    if (!isRaw(it)) return it;
    return Object.fromEntries(
      Object.entries(it).flatMap(([key, item]) => {
        const changed = walk(item);
        return changed === DONE ? [] : [[key, changed]];
      }),
    );
  };
  return raws.map(walk).filter(isRaw);
}

const count = (value: unknown): number =>
  1 +
  (Array.isArray(value)
    ? value.reduce((sum: number, it) => sum + count(it), 0)
    : isRaw(value)
      ? Object.values(value).reduce((sum: number, it) => sum + count(it), 0)
      : 0);
