import { spawnSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { BASH } from '../../src/cli/completion-scripts.ts';

/** What bash puts into a line in which `typed` stands, of what meshpath answers. */
function completed(typed: string, answer: readonly string[]): readonly string[] {
  const script = `${BASH}
meshpath() { printf '%s\\n' "$ANSWER"; }
COMP_LINE=$TYPED COMP_POINT=\${#TYPED}
_meshpath 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, TYPED: typed, ANSWER: answer.join('\n') };
  return spawnSync('bash', ['-c', script], { encoding: 'utf8', env }).stdout.trim().split('\n');
}

test.skipIf(process.platform === 'win32')('bash quotes what it would run', () => {
  const words = ['with space', '$(touch here)', "it's", 'prod', ':4'];
  expect(completed('meshpath list --context ', words)).toEqual([
    String.raw`with\ space`,
    String.raw`\$\(touch\ here\)`,
    String.raw`it\'s`,
    'prod',
  ]);
});

test.skipIf(process.platform === 'win32')('bash is given what follows the last colon', () => {
  const words = ['https://shop.example.com/', 'https://web.example.com/\ta page', ':4'];
  expect(completed('meshpath trace https://', words)).toEqual([
    '//shop.example.com/',
    '//web.example.com/',
  ]);
});
