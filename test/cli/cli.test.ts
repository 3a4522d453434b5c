import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { main } from '../../src/main.ts';
import { recordingIo, replay } from '../support/transcript.ts';

const HERE = import.meta.dirname;
const transcripts = globSync('*.txt', { cwd: HERE }).toSorted();

test.for(transcripts)('%s', async (name) => {
  const path = join(HERE, name);
  await expect(await replay(readFileSync(path, 'utf8'), HERE)).toMatchFileSnapshot(path);
});

test('a mistake of its own is shown as one, once, with how to report it', async () => {
  const { io, stdout, stderr } = recordingIo();
  const broken = {
    ...io,
    now: () => {
      throw new Error('the clock is gone');
    },
  };
  await expect(main(['list', '-f', join(HERE, 'files/shop.yaml')], broken)).resolves.toBe(70);
  expect(stdout()).toBe('');
  expect(stderr()).toMatch(/mistake of meshpath itself.*report it/);
  expect(stderr()).toMatch(/the clock is gone/);
});
