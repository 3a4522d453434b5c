import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

import { settingsIn } from '../../src/cli/settings-file.ts';
import { COLUMN_NAMES, readSettings, SETTING_NAMES } from '../../src/cli/settings.ts';

const FILES = join(import.meta.dirname, 'files');

const SCHEMA = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../src/report/schema.json'), 'utf8'),
).$defs.Settings;

test('a file of settings is read', () => {
  const yaml = 'theme: light\nmouse: false\nnamespaces: [shop, web]\ncolumns: [pods, address]\n';
  const { settings, mistakes } = readSettings(yaml, 'config.yaml');
  expect(mistakes).toEqual([]);
  expect(settings).toEqual({
    theme: 'light',
    mouse: false,
    namespaces: ['shop', 'web'],
    columns: ['pods', 'address'],
  });
});

test.for([
  ['theme: blue\nmouse: false', 'config.yaml:1: theme takes auto, dark or light.'],
  ['mouse: false\nthem: dark', 'config.yaml:2: there is no setting "them". Did you mean theme?'],
  ['mouse: false\nnamespaces: shop', 'config.yaml:2: namespaces takes a list of namespaces.'],
  ['mouse: false\nascii: "yes"', 'config.yaml:2: ascii takes true or false.'],
])('of %j a mistake is named, and the rest is used', ([yaml = '', mistake]) => {
  const { settings, mistakes } = readSettings(yaml, 'config.yaml');
  expect(mistakes).toEqual([mistake]);
  expect(settings).toEqual({ mouse: false });
});

test.for(['- a', '"text"', 'a: [', '\u0000', ''])('%j is no reason to fail', (yaml) => {
  const { settings, mistakes } = readSettings(yaml, 'config.yaml');
  expect(settings).toEqual({});
  expect(mistakes.length > 0).toBe(yaml !== '');
});

test('a file that cannot be read is named', async () => {
  const file = join(FILES, 'folder-for-a-file/meshpath/config.yaml');
  const env = { XDG_CONFIG_HOME: join(FILES, 'folder-for-a-file') };
  const { mistakes } = await settingsIn(env);
  expect(mistakes).toEqual([
    `${file} cannot be read: EISDIR: illegal operation on a directory, read.`,
  ]);
  expect(await settingsIn({ XDG_CONFIG_HOME: join(FILES, 'nowhere') })).toEqual({
    settings: {},
    mistakes: [],
  });
});

test('the schema knows the same settings', () => {
  expect(Object.keys(SCHEMA.properties)).toEqual(SETTING_NAMES);
  expect(SCHEMA.properties.columns.items.enum).toEqual(COLUMN_NAMES);
  const validate = new Ajv2020({ strict: true }).compile(SCHEMA);
  expect(validate({ theme: 'auto', ascii: true, columns: ['age'], namespaces: ['shop'] })).toBe(
    true,
  );
  expect(validate({ theme: 'blue' })).toBe(false);
});
