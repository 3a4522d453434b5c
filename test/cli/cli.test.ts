import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseArgs } from '../../src/cli/args.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { main } from '../../src/main.ts';
import { recordingIo, replay } from '../support/transcript.ts';

const HERE = import.meta.dirname;
const transcripts = globSync('*.txt', { cwd: HERE }).toSorted();

test.for(transcripts)('%s', async (name) => {
  const path = join(HERE, name);
  await expect(await replay(readFileSync(path, 'utf8'), HERE)).toMatchFileSnapshot(path);
});

/** What a shell makes of an example, without what it leads to or comes from. */
const words = (example: string): readonly string[] =>
  [...(/meshpath ([^|>)]*)/.exec(example)?.[1] ?? '').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );

const examples = Object.values(COMMANDS).flatMap((it) => it.examples.map(([command]) => command));

test.for(examples)('%s is what the program takes', (example) => {
  expect(() => parseArgs(words(example))).not.toThrow();
});

test.for(COMMANDS.check.examples.map(([command]) => command))(
  '%s names checks',
  async (example) => {
    const source = new Set(['-f', 'manifests/', '-R', '--complete']);
    const { io, stderr } = recordingIo();
    await main([...words(example).filter((it) => !source.has(it)), '--demo'], io);
    expect(stderr()).not.toMatch(/There is no check/);
  },
);

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
