import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { type IPty, spawn } from '@lydell/node-pty';

import { median } from './median.ts';
import type { Row } from './table.ts';

export const KEYS = 150;
/** The first ones are pressed before the program is warm. */
const UNCOUNTED = 10;
/** Longer than a frame lasts, so that none waits for the one before. */
const APART_MS = 60;
const SIZE = { cols: 120, rows: 40 };

/** On each key the frame with the next row marked, whole, as a program without any library would. */
const RAW_PROGRAM = `
const frame = require('node:fs').readFileSync(process.argv[1], 'utf8').split('\\n');
let at = 3;
process.stdout.write('\\x1b[?1049h\\x1b[2J\\x1b[H' + frame.join('\\r\\n') + 'ready');
process.stdin.setRawMode(true).on('data', () => {
  at = at === 3 ? 4 : 3;
  process.stdout.write('\\x1b[H' + frame.map((it, row) => row === at ? '\\x1b[7m' + it + '\\x1b[27m' : it).join('\\r\\n') + 'shown' + at);
});`;

/** Milliseconds from each key to its frame, and the bytes of those frames. */
export interface KeyTimes {
  readonly raw: readonly number[];
  readonly own: readonly number[];
  readonly bytes: readonly number[];
}

/** Moves the cursor to and fro, in the explorer and in turn in a program that draws the same frame without any library. */
export async function pressKeys(explorer: Measured): Promise<KeyTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-bench-'));
  const frame = join(folder, 'frame.txt');
  writeFileSync(frame, plainFrame(explorer.screen()));
  const raw = await open(['-e', RAW_PROGRAM, frame], /ready/);
  const pressed: { readonly raw: number; readonly own: number; readonly bytes: number }[] = [];
  for (let key = 0; key < UNCOUNTED + KEYS; key += 1) {
    const floor = await raw.press('j', key % 2 === 0 ? 'shown4' : 'shown3');
    const own = await explorer.press(key % 2 === 0 ? 'j' : 'k', CURSOR);
    pressed.push({ raw: floor.milliseconds, own: own.milliseconds, bytes: own.bytes });
  }
  raw.close();
  rmSync(folder, { recursive: true });
  const counted = pressed.slice(UNCOUNTED);
  return {
    raw: counted.map((it) => it.raw),
    own: counted.map((it) => it.own),
    bytes: counted.map((it) => it.bytes),
  };
}

export const CURSOR = '▌';

export const keyRows = (what: string, { own, raw }: KeyTimes): readonly Row[] => [
  against(`${what}: median`, median(own), median(raw), 18),
  against('… 95th percentile', percentile(own), percentile(raw), 25),
];

const against = (what: string, value: number, floor: number, budget: number): Row => ({
  what,
  figure: `${(value / floor).toFixed(2)} × (${value.toFixed(1)} ms)`,
  value: value / floor,
  budget,
  limit: `≤ ${budget} ×`,
});

export const percentile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

/** A program on a pty. */
export interface Measured {
  readonly pid: number;
  /** All that was written since the last key. */
  screen(): string;
  press(
    key: string,
    until: string,
  ): Promise<{ readonly milliseconds: number; readonly bytes: number }>;
  close(): void;
}

/** `ready` is looked for in what it wrote last. */
export async function open(args: readonly string[], ready: RegExp): Promise<Measured> {
  const pty: IPty = spawn(process.execPath, [...args], {
    name: 'xterm-256color',
    ...SIZE,
    env: { ...process.env, TERM: 'xterm-256color', XDG_STATE_HOME: '/dev/null', NODE_OPTIONS: '' },
  });
  let output = '';
  let onData: (() => void) | undefined;
  pty.onData((data) => {
    output += data;
    onData?.();
  });
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      onData = () => {
        if (holds()) resolve();
      };
      if (holds()) resolve();
    });
  await until(() => ready.test(stripVTControlCharacters(output.slice(-LAST))));
  await pause(1500);
  return {
    pid: pty.pid,
    screen: () => output,
    press: async (key, wanted) => {
      output = '';
      const started = performance.now();
      pty.write(key);
      await until(() => output.includes(wanted));
      const milliseconds = performance.now() - started;
      await pause(APART_MS);
      return { milliseconds, bytes: Buffer.byteLength(output) };
    },
    close: () => pty.kill('SIGKILL'),
  };
}

/** More than a frame. */
const LAST = 20_000;

/** Of a core, while that lasts. */
export async function cpuShare(pid: number, during: () => Promise<void>): Promise<number> {
  const [before, started] = [ticksOf(pid), performance.now()];
  await during();
  return ((ticksOf(pid) - before) * 10) / (performance.now() - started);
}

/** In hundredths of a second, of the program itself and the system for it. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Lines of the size of those that were drawn; what moves the cursor is no part of them. */
function plainFrame(output: string): string {
  const text = stripVTControlCharacters(output);
  const lines = text.split(/\r?\n/).slice(-SIZE.rows);
  return Array.from({ length: SIZE.rows }, (_, row) =>
    (lines[row] ?? '').slice(0, SIZE.cols - 8).padEnd(SIZE.cols - 8),
  ).join('\n');
}
