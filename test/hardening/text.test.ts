import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { isRaw } from '../../src/inventory/raise.ts';
import type { Details } from '../../src/inventory/source.ts';
import { main } from '../../src/main.ts';
import { CRASHING_SHOP } from '../screens/shop.ts';
import { hostileText, UNSEEN } from '../support/hostile-text.ts';
import { runs } from '../support/runs.ts';
import { liveWorld, openScreen } from '../support/screen.ts';
import { recordingIo } from '../support/transcript.ts';
import { rawObjects } from '../support/world.ts';

const ESCAPE = '\u001b';

/** Those that are put into one world, three into each of its texts: ten thousand and more in all by `test:soak`. */
const TEXTS = 81;
const RUNS = runs(1, 10, 125);

const parts = fc.array(hostileText, { minLength: TEXTS, maxLength: TEXTS });
const SHOP = rawObjects(CRASHING_SHOP);

const COMMANDS: readonly (readonly string[])[] = [
  ['list'],
  ['list', '-o', 'wide'],
  ['list', '-o', 'name'],
  ['tree'],
  ['tree', '-o', 'yaml'],
  ['trace', 'https://shop.example.com/reviews/7'],
  ['trace', 'http://nowhere.example.com/'],
  ['trace', 'https://shop.example.com/reviews/7', '-o', 'yaml'],
  ['check'],
  ['check', '-o', 'junit'],
  ['check', '-o', 'sarif'],
  ['list', '-o', 'json'],
  ['snapshot'],
  ['diff', '-', 'test/screens/shop.yaml'],
];

/** Each screen and what may lie over it, from the first one. */
const WAYS: readonly (readonly string[])[] = [
  [],
  ['l'],
  ['Enter'],
  ['Enter', 'o', 'i'],
  ['Enter', 'o', 'y'],
  ['Enter', 'o', 'd'],
  ['Enter', 'o', 'v'],
  ['5', 'u'],
  ['Enter', 'T'],
  ['Enter', 'c'],
  ['2'],
  ['3'],
  ['t'],
  ['5'],
  ['5', 'L'],
  ['\u0010'],
  ['\u000e'],
  [':'],
  ['?'],
];

test('no hostile text gets through a command', () =>
  fc.assert(
    fc.asyncProperty(parts, async (hostile) => {
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: made(hostile) });
      for (const command of COMMANDS) {
        const { io, stdout, stderr } = recordingIo();
        const stdin = (): AsyncIterable<string> => once(text);
        const argv = command[0] === 'diff' ? command : [...command, '-f', '-'];
        await expect(main(argv, io, stdin)).resolves.toBeLessThan(5);
        for (const line of `${stdout()}${stderr()}`.split('\n')) expect(line).not.toMatch(UNSEEN);
      }
    }),
    RUNS,
  ));

test('nor onto a screen', () =>
  fc.assert(
    fc.asyncProperty(parts, async (hostile) => {
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: made(hostile) });
      const world = liveWorld(text, details(hostile));
      const screen = openScreen(world, { columns: 240, rows: 60 });
      await screen.shows('entry point');
      for (const way of WAYS) {
        screen.press(...way);
        await settled();
        for (const line of screen.lines()) expect(line).not.toMatch(UNSEEN);
        screen.press('Escape', 'Escape', 'Escape', '1');
        await settled();
      }
      // What a terminal obeys does not stand on it: nothing but what draws may have been written.
      expect(screen.written()).not.toMatch(OBEYED);
      screen.press('q', 'q', 'q');
      await screen.exit;
    }),
    RUNS,
  ));

/** Titles, clipboards, links, strings of a device; and of C0 and C1 what is no part of drawing. */
const OBEYED = new RegExp(
  String.raw`${ESCAPE}(?:\](?:0|8|52);|[P_^X])|(?![\n\r${ESCAPE}])\p{Cc}`,
  'u',
);

/** Until Ink has drawn what was pressed. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What is fetched for a screen is as hostile. */
const details = (hostile: readonly string[]): Details => ({
  fetchObject: async ({ apiVersion, kind, namespace, name }) => ({
    apiVersion,
    kind,
    metadata: { namespace, name, annotations: Object.fromEntries(hostile.map((it) => [it, it])) },
  }),
  events: async () =>
    hostile.map((it) => ({ type: it, reason: it, message: it, count: 1, from: it })),
  logs: () => lines(hostile),
});

async function* lines(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** Names keep leading to each other: what is equal stays equal. */
function made(hostile: readonly string[]): readonly unknown[] {
  const known = new Map<string, string>();
  const worse = (text: string): string => {
    const middle = Math.ceil(text.length / 2);
    const place = (known.size * 3) % hostile.length;
    const [before, within, after] = hostile.slice(place, place + 3);
    const changed =
      known.get(text) ?? `${before}${text.slice(0, middle)}${within}${text.slice(middle)}${after}`;
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
