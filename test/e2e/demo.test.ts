import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

// @ts-expect-error -- a script, which has no types
import { play, readTape, svgOf } from '../../.scripts/demo.mjs';

interface Frame {
  readonly rows: readonly (readonly { readonly text: string }[])[];
}

const ROOT = join(import.meta.dirname, '../..');
const textsOf = (frame: Frame): string =>
  frame.rows
    .map((runs) =>
      runs
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n');

/** What differs from one time to the next: ages, and the names of Pods. */
const lasting = (text: string): readonly string[] =>
  [...text.matchAll(/[a-z][\w.-]*\/[\w.-]+|https?:\/\/[\w.:-]+/g)].map(([it]) => it);

test('the tape plays, and the picture in the README shows what it shows', async () => {
  const tape: unknown = readTape(readFileSync(join(ROOT, 'demo.tape'), 'utf8'));
  const { frames, exitCode } = (await play(tape)) as { frames: Frame[]; exitCode: number };
  expect(exitCode).toBe(0);
  expect(frames.map(textsOf).join('\n')).toMatch(/▲/);
  const drawn = readFileSync(join(ROOT, 'docs/demo.svg'), 'utf8').replaceAll(/<[^>]*>/g, ' ');
  const missing = lasting(textsOf(frames[0] ?? { rows: [] })).filter((it) => !drawn.includes(it));
  expect(missing, 'npm run demo:record draws it anew').toEqual([]);
  expect(svgOf(frames, 'a tape')).toContain('<svg');
});
