import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

// @ts-expect-error -- a script of the build, which has no types
import { editedFile } from '../../.scripts/slim/slim.mjs';

/** What Ink draws a frame with: it has no types of its own for outsiders. */
interface Output {
  write(x: number, y: number, text: string, options: { transformers: readonly never[] }): void;
  clip(area: Area): void;
  unclip(): void;
  get(): { readonly output: string; readonly height: number };
}
type OutputClass = new (size: { width: number; height: number }) => Output;
interface Area {
  readonly x1?: number;
  readonly x2?: number;
  readonly y1?: number;
  readonly y2?: number;
}

const ink = createRequire(import.meta.url).resolve('ink');
const folder = mkdtempSync(join(tmpdir(), 'meshpath-ink-'));
afterAll(() => rmSync(folder, { recursive: true }));

const own = await classOf(join(dirname(ink), 'output.js'));
const bundled = await classOf(fileWith('ink/build/output.js'));

const SIZE = { width: 12, height: 4 };
const VISIBLE = ['a', 'bc', ' ', '\n', '漢', '👩‍👩‍👧', 'e\u0301', '\u00AD', 'some words'];
const STYLES = ['1', '22', '31', '39', '7', '27'].map((it) => `\u001B[${it}m`);
const text = fc
  .array(fc.constantFrom(...VISIBLE, ...STYLES), { maxLength: 8 })
  .map((it) => it.join(''));
const from = fc.integer({ min: -2, max: 4 });
const to = fc.integer({ min: 2, max: SIZE.width + 2 });
const area = fc.record({ x1: from, x2: to, y1: from, y2: to }, { requiredKeys: ['x1', 'x2'] });
const part = fc.record({ x: from, y: from, text, area: fc.option(area) });

test('frames one after the other are drawn as Ink draws each alone, whatever is kept from one to the next', () => {
  fc.assert(
    fc.property(fc.array(fc.array(part, { maxLength: 6 }), { maxLength: 6 }), (frames) => {
      // Each of these twice, so that the second finds what the first one left.
      for (const parts of frames.flatMap((it) => [it, it]))
        expect(drawn(bundled, parts)).toEqual(drawn(own, parts));
    }),
  );
});

test('what no frame asks for any more is let go of', () => {
  const caches = Array.from({ length: 4 }, (_, count) => {
    const output = new bundled(SIZE) as Output & { readonly caches: Caches };
    output.write(0, 0, `frame ${count}`, { transformers: [] });
    output.get();
    return output.caches;
  });
  expect(caches.map((it) => [...it.styledChars.keys()])).toEqual([
    ['frame 0'],
    ['frame 1'],
    ['frame 2'],
    ['frame 3'],
  ]);
  expect(caches.map((it) => it.styledChars.before === undefined)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

interface Caches {
  readonly styledChars: Map<string, unknown> & { readonly before?: unknown };
}

function drawn(output: OutputClass, parts: readonly Part[]): unknown {
  const frame = new output(SIZE);
  for (const { x, y, text: it, area: clip } of parts) {
    if (clip !== null) frame.clip(clip);
    frame.write(x, y, it, { transformers: [] });
    if (clip !== null) frame.unclip();
  }
  return frame.get();
}

type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;

/** The file as it is bundled, which finds the packages that Ink finds. */
function fileWith(name: string): string {
  const file = join(folder, 'output.mjs');
  const code = (editedFile as (file: string) => string)(name)
    .replaceAll(/(?<=^import .* from )'([^']+)'/gm, (_, it: string) =>
      JSON.stringify(import.meta.resolve(it)),
    )
    .replace(/^\/\/# sourceMappingURL=.*$/m, '');
  writeFileSync(file, code);
  return file;
}

async function classOf(file: string): Promise<OutputClass> {
  const { default: it } = (await import(pathToFileURL(file).href)) as { default: OutputClass };
  return it;
}
