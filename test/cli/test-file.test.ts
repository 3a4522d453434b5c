import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { main } from '../../src/main.ts';
import { recordingIo } from '../support/transcript.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'meshpath-tests-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const TESTS = 'tests: [{request: "https://bookinfo.example.com/reviews", expect: {to: ü}}]\n';

test.for([
  [
    'UTF-16, as PowerShell writes it',
    Buffer.from(`\uFEFF${TESTS}`, 'utf16le'),
    /to: wanted ü, got/,
  ],
  ['UTF-8 with its mark', Buffer.from(`\uFEFF${TESTS}`), /to: wanted ü, got/],
  ['Latin-1', Buffer.from(TESTS, 'latin1'), /tests\.yaml is no text in UTF-8 or UTF-16\./],
] as const)('a file of tests in %s', async ([, bytes, wanted]) => {
  const file = join(FOLDER, 'tests.yaml');
  writeFileSync(file, bytes);
  const { io, stdout, stderr } = recordingIo();
  await main(['test', file, '--demo'], io);
  expect(stdout() + stderr()).toMatch(wanted);
});
