import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { EXIT } from '../src/cli/exit-codes.ts';
import { main } from '../src/main.ts';
import { recordingIo } from './support/transcript.ts';

const FILE = join(import.meta.dirname, 'secrets.yaml');

test('thirty places in which a secret can hide', () => {
  const canaries = readFileSync(FILE, 'utf8').match(/CANARY-[a-z-]+/g) ?? [];
  expect(new Set(canaries).size).toBe(canaries.length);
  expect(canaries.length).toBeGreaterThanOrEqual(30);
});

test.for([
  ['snapshot'],
  ['list', '-o', 'wide'],
  ['list', '-o', 'json'],
  ['list', '-o', 'yaml'],
  ['check'],
  ['check', '-o', 'sarif'],
  ['tree'],
  ['trace', 'https://shop.example.com/'],
  ['trace', 'https://shop.example.com/', '-o', 'json'],
])('nothing of them comes out: %s', async (command) => {
  const { io, stdout, stderr } = recordingIo();
  await expect(main([...command, '-f', FILE, '--complete'], io)).resolves.not.toBe(EXIT.bug);
  expect(stdout()).toContain('shop');
  expect(stdout() + stderr()).not.toContain('CANARY');
  // Had one of the objects not been read, its secrets would prove nothing.
  expect(stderr()).toBe('');
});
