import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { isRaw } from '../../src/inventory/raise.ts';
import { main } from '../../src/main.ts';
import { CRASHING_SHOP } from '../screens/shop.ts';
import { hostileText, UNSEEN } from '../support/hostile-text.ts';
import { runs } from '../support/runs.ts';
import { liveWorld, openScreen } from '../support/screen.ts';
import { recordingIo } from '../support/transcript.ts';
import { rawObjects } from '../support/world.ts';

/** So many different texts of a world are made hostile at a time: ten thousand where a change lands. */
const TEXTS = 25;
const RUNS = runs(2, 400);

const suffixes = fc.array(hostileText, { minLength: TEXTS, maxLength: TEXTS });
const SHOP = rawObjects(CRASHING_SHOP);

const COMMANDS: readonly (readonly string[])[] = [
  ['list'],
  ['list', '-o', 'wide'],
  ['list', '-o', 'name'],
  ['tree'],
  ['tree', '-o', 'yaml'],
  ['trace', 'https://shop.example.com/reviews/7'],
  ['trace', 'http://nowhere.example.com/'],
  ['check'],
  ['list', '-o', 'json'],
  ['snapshot'],
];

test('no hostile text gets through a command', () =>
  fc.assert(
    fc.asyncProperty(suffixes, fc.nat(), async (hostile, pick) => {
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: made(hostile) });
      // A few commands for each world, so that all are met again and again.
      for (const offset of [0, 3, 7]) {
        const command = COMMANDS[(pick + offset) % COMMANDS.length] ?? [];
        const { io, stdout, stderr } = recordingIo();
        const stdin = (): AsyncIterable<string> => once(text);
        await expect(main([...command, '-f', '-'], io, stdin)).resolves.toBeLessThan(5);
        for (const line of `${stdout()}${stderr()}`.split('\n')) expect(line).not.toMatch(UNSEEN);
      }
    }),
    RUNS,
  ));

test('nor onto a screen', () =>
  fc.assert(
    fc.asyncProperty(suffixes, async (hostile) => {
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: made(hostile) });
      const screen = openScreen(liveWorld(text), { columns: 120, rows: 40 });
      await screen.shows('entry point');
      for (const keys of [[], ['Enter'], ['o'], ['5'], ['2'], ['3']]) {
        screen.press(...keys);
        await screen.shows(/\S/);
        for (const line of screen.lines()) expect(line).not.toMatch(UNSEEN);
      }
      screen.press('q', 'q', 'q');
      await screen.exit;
    }),
    runs(1, 20),
  ));

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** Names keep leading to each other: what is equal stays equal. */
function made(hostile: readonly string[]): readonly unknown[] {
  const known = new Map<string, string>();
  const worse = (text: string): string => {
    const place = known.size % hostile.length;
    const changed = known.get(text) ?? `${text}${hostile[place]}`;
    known.set(text, changed);
    return changed;
  };
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return FREE.has(key) ? worse(value) : value;
    if (Array.isArray(value)) return value.map((it) => walk(it, key));
    if (!isRaw(value)) return value;
    const inner = LABELS.has(key) ? () => 'label' : (name: string) => name;
    return Object.fromEntries(
      Object.entries(value).map(([name, it]) => [name, walk(it, inner(name))]),
    );
  };
  return SHOP.map((it) => walk(it, ''));
}

/** Fields in which anything may stand. */
const FREE = new Set(
  'name namespace host hosts hostname subset exact prefix path message reason nodeName label ip image'.split(
    ' ',
  ),
);
const LABELS = new Set(['labels', 'selector', 'matchLabels', 'annotations']);
