import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describe, expect, test } from 'vitest';

const MAIN = pathToFileURL(join(import.meta.dirname, '../../src/main.ts')).href;
const FULL = '/dev/full';

/** The program in a process of its own; whatever is written to a full disk fails. */
function run(argv: readonly string[], full: 'stdout' | 'stderr') {
  const script = `const { main } = await import('${MAIN}'); process.exitCode = await main(${JSON.stringify(argv)})`;
  const disk = openSync(FULL, 'w');
  return spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', full === 'stdout' ? disk : 'pipe', full === 'stderr' ? disk : 'pipe'],
  });
}

describe.skipIf(!existsSync(FULL))('on a disk that is full', () => {
  test.for([['help'], ['check', '-f', 'files/shop.yaml'], ['diff', 'files', 'files']])(
    'the answer of %s is missed, with a sentence',
    (argv) => {
      const { status, stderr } = run(argv, 'stdout');
      expect(stderr).toMatch(/error: The answer cannot be written: no space left on device\.\n$/);
      expect(stderr).not.toContain('    at ');
      expect(status).toBe(3);
    },
  );

  test('notes are lost, and the answer is not', () => {
    const { status, stdout } = run(['list', '-o', 'name', '-f', 'files/broken.yaml'], 'stderr');
    expect(stdout).not.toBe('');
    expect(status).toBe(0);
  });
});
