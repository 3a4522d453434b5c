import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { COLUMN_NAMES, readSettings, SETTING_NAMES } from '../src/cli/settings.ts';
import { main } from '../src/main.ts';
import { recordingIo } from './support/transcript.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync('docs/*.md', { cwd: ROOT }),
];

const page = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const blockOf = (file: string, language: string, holds: string): string =>
  [...page(file).matchAll(/^```(\w+)\n(.*?)^```$/gms)].find(
    ([, its, block]) => its === language && block?.includes(holds),
  )?.[2] ?? `${file} has no such block`;

/** As the place where Markdown is read makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');

test.for(PAGES)('%s leads to what is there', (file) => {
  const links = [...page(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, it = '']) => it);
  const own = links.filter((it) => !/^https?:/.test(it));
  const broken = own.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(ROOT, target))) return true;
    const headings = [...page(target).matchAll(/^#+ (.+)$/gm)].map(([, it = '']) => anchorOf(it));
    return anchor !== undefined && !headings.includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('the settings that are shown are all that there are', () => {
  const { settings, mistakes } = readSettings(blockOf('docs/settings.md', 'yaml', 'theme:'), 'it');
  expect(mistakes).toEqual([]);
  expect(Object.keys(settings)).toEqual(SETTING_NAMES);
  for (const column of COLUMN_NAMES) expect(page('docs/settings.md')).toContain(column);
});

test.for([
  ['docs/trace.md', 'GET https://', 'trace https://bookinfo.example.com/reviews'],
  ['docs/check.md', 'where ', 'check'],
] as const)('%s shows what the program says', async ([file, holds, command]) => {
  const { io, stdout } = recordingIo();
  await main([...command.split(' '), '--demo=subset-without-pods'], io);
  expect(stdout()).toContain(blockOf(file, 'text', holds));
});
