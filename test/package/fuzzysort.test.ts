import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import * as fuzzysort from 'fuzzysort';
import { afterAll, expect, test } from 'vitest';

// @ts-expect-error -- a script of the build, which has no types
import { editedFile } from '../../.scripts/slim/slim.mjs';

const folder = mkdtempSync(join(tmpdir(), 'meshpath-fuzzysort-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TEXTS = ['entry points', 'Ingress shop/front', 'Gateway istio-system/public', 'rév iews', ''];
const SEARCHES = ['e', 'in', 'shop front', 'gtw', 'istio public', 'reviews', 'zz', ' ', 'pt n'];

test('what is bundled of fuzzysort finds what all of it does', async () => {
  const file = join(folder, 'fuzzysort.mjs');
  writeFileSync(file, (editedFile as (file: string) => string)('fuzzysort/fuzzysort.js'));
  const bundled = (await import(pathToFileURL(file).href)) as typeof fuzzysort;
  for (const search of SEARCHES) expect(found(bundled, search)).toEqual(found(fuzzysort, search));
});

function found({ go, single }: typeof fuzzysort, search: string): unknown {
  const items = TEXTS.map((text) => ({ text }));
  return [
    go(search, items, { key: 'text', limit: 3, threshold: 0.2 }).map((it) => [
      it.obj.text,
      it.score,
    ]),
    TEXTS.map((it) => single(search, it)?.score),
  ];
}
