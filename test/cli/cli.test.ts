import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { replay } from '../support/transcript.ts';

const HERE = import.meta.dirname;
const transcripts = globSync('*.txt', { cwd: HERE }).toSorted();

test.for(transcripts)('%s', async (name) => {
  const path = join(HERE, name);
  await expect(await replay(readFileSync(path, 'utf8'), HERE)).toMatchFileSnapshot(path);
});
