import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { CATALOGUE } from '../src/checks/catalogue.ts';
import { usesOf } from '../src/checks/uses.ts';
import { findingsIn, watched } from './support/checked.ts';
import { checksPage } from './support/checks-page.ts';
import { worldOf } from './support/world.ts';

const HERE = join(import.meta.dirname, 'checks');
const files = globSync('**/*.yaml', { cwd: HERE }).toSorted();
const textOf = (file: string): string => readFileSync(join(HERE, file), 'utf8');

/** A line that a finding must point to ends in `# ✖ id`; several ids are separated by commas. */
const expectedIn = (file: string): readonly string[] =>
  textOf(file)
    .split('\n')
    .flatMap((line, index) =>
      (/# ✖ (.*)$/.exec(line)?.[1] ?? '')
        .split(', ')
        .filter((it) => it !== '')
        .map((id) => `${index + 1} ${id}`),
    );

describe.each(files)('%s', (file) => {
  const all = findingsIn(join(HERE, file));

  test('finds what is marked, and nothing else', async () => {
    const found = (await all).filter((it) => it.severity !== 'info' || hasMark(file, it.check));
    expect(found.map((it) => `${it.line} ${it.check}`).toSorted(byLine)).toEqual(expectedIn(file));
  });

  test('says', async () => {
    const own = (await all).filter(
      (it) => `${it.check}.yaml` === file || file.startsWith(`${it.check}-`),
    );
    expect(own.length).toBeGreaterThan(0);
    const words = own.map(({ line, severity, path, message, hint, impact, command, fix }) => ({
      line,
      severity,
      path,
      message,
      hint,
      impact,
      command,
      fix,
    }));
    await expect(
      `${words.map((it) => JSON.stringify(it, null, 2)).join('\n')}\n`,
    ).toMatchFileSnapshot(join(HERE, file.replace(/\.yaml$/, '.txt')));
  });
});

const hasMark = (file: string, id: string): boolean =>
  expectedIn(file).some((it) => it.endsWith(` ${id}`));
const byLine = (a: string, b: string): number =>
  Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);

describe('the catalogue', () => {
  const ids = CATALOGUE.map((it) => it.id);

  test('is in order, and no id stands twice', () => {
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });

  test('is what docs/checks.md says', async () => {
    await expect(checksPage()).toMatchFileSnapshot(join(HERE, '../../docs/checks.md'));
  });

  test.each(CATALOGUE)('$id is named, explained, and has examples', (check) => {
    expect(check.id).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(check.summary).toMatch(/\.$/);
    expect(check.explain.length).toBeGreaterThan(100);
    const own = files.filter((it) => it === `${check.id}.yaml` || it.startsWith(`${check.id}-`));
    expect(own).not.toEqual([]);
    // What must stay silent stands beside it.
    expect(own.flatMap((it) => textOf(it).match(/^ *# silent: /gm) ?? [])).not.toEqual([]);
  });

  let known: ReturnType<typeof subjects> | undefined;

  test.each(CATALOGUE)('$id reads the kinds that it declares', (check) => {
    const asked = new Set<string>();
    known ??= subjects();
    for (const { inventory, ...subject } of known) {
      const { reader, asked: kinds } = watched(inventory);
      // A check does its work as it is asked for findings.
      for (const _ of check.run({ ...subject, objects: reader }));
      for (const kind of kinds) asked.add(kind);
    }
    expect([...asked].toSorted()).toEqual([...check.reads].toSorted());
  });
});

const subjects = () =>
  files.map((it) => worldOf(textOf(it))).map((it) => ({ ...it, uses: usesOf(it.exposure) }));
