import { expect, test } from 'vitest';

import { COMMAND_NAMES } from '../../src/cli/commands.ts';
import { LINE_COMMANDS } from '../../src/tui/command-line.ts';
import { type Command, KEYS, keysOn, type Place } from '../../src/tui/keys.ts';
import { keysPage } from './keys-page.ts';

test('each command behind : is one of the command line too, and takes as much', () => {
  const own = LINE_COMMANDS.map((it) => it.name);
  expect(COMMAND_NAMES.filter((it) => !own.includes(it))).toEqual([]);
  const known: readonly string[] = [...COMMAND_NAMES, ...STILL_TO_COME];
  expect(own.filter((it) => !known.includes(it))).toEqual([]);
});

const STILL_TO_COME = ['diff', 'test', 'doctor', 'completion'];

const PLACES = [
  'entry-points',
  'path',
  'routes',
  'findings',
  'trace',
  'pods',
  'used-by',
  'timeline',
  'yaml',
  'describe',
  'events',
  'logs',
  'why',
  'help',
  'explain',
  'copied',
  'palette',
  'picker',
] as const satisfies readonly Place[];

test.for(PLACES)('no key twice on %s', (place) => {
  const keys = keysOn(place).flatMap((it) => it.keys);
  expect(keys.filter((it, index) => keys.indexOf(it) !== index)).toEqual([]);
});

test('each command is in the table once, has words, a key, and a place where it can be pressed', () => {
  const commands: readonly Command[] = KEYS.map((it) => it.command);
  expect(commands.filter((it, index) => commands.indexOf(it) !== index)).toEqual([]);
  const labels: readonly string[] = KEYS.map((it) => it.label);
  expect(labels).not.toContain('');
  const reachable = new Set(PLACES.flatMap((place) => keysOn(place).map((it) => it.command)));
  expect(commands.filter((it) => !reachable.has(it))).toEqual([]);
});

test.for(PLACES)('the keys at the foot of %s have places of their own', (place) => {
  const places = keysOn(place).flatMap((it) => it.footer ?? []);
  expect(new Set(places).size).toBe(places.length);
});

test('docs/keys.md tells the keys as they are', async () => {
  await expect(keysPage(PLACES)).toMatchFileSnapshot('../../docs/keys.md');
});
