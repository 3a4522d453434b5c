import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import * as fc from 'fast-check';

import type { Source } from '../../../src/inventory/source.ts';
import { type FilesOptions, filesSource } from '../../../src/sources/files/files-source.ts';

export const NOW = Date.parse('2026-11-05T12:00:00Z');

export async function* streamOf(
  ...chunks: readonly (string | Uint8Array)[]
): AsyncGenerator<string | Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** What standard input holds, opened. */
export const openText = (
  text: string | Uint8Array,
  options: Partial<FilesOptions> = {},
): Promise<Source> => opened({ paths: ['-'], stdin: streamOf(text), ...options });

export async function opened(options: Partial<FilesOptions>): Promise<Source> {
  const source = filesSource({
    paths: [],
    recursive: false,
    complete: false,
    stdin: streamOf(),
    now: () => NOW,
    ...options,
  });
  await source.open(() => {});
  return source;
}

/** A folder with these files, for as long as `use` takes. */
export async function inFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-files-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const service = (name: string, namespace?: string): string =>
  [
    'apiVersion: v1',
    'kind: Service',
    `metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}`,
    'spec: {ports: [{port: 80}]}',
    '',
  ].join('\n');

/** `namespace/name` of the Services that were read. */
export const servicesOf = (source: Source): readonly string[] =>
  source
    .read()
    .inventory.list('Service')
    .map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}`);

/** `file:line:column message` of each problem. */
export const problemsOf = (source: Source): readonly string[] =>
  source
    .read()
    .problems.map(({ file = '', line, column, message }) =>
      line === undefined ? `${file} ${message}` : `${file}:${line}:${column} ${message}`,
    );

/** Text of any characters that text may have: controls, marks and planes beyond the first. */
export const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xff }),
      fc.integer({ min: 0, max: 0xd7ff }),
      fc.integer({ min: 0x2000, max: 0x206f }),
      fc.integer({ min: 0xe000, max: 0x10ffff }),
    ),
    { maxLength: 100 },
  )
  .map((codes) => String.fromCodePoint(...codes));
