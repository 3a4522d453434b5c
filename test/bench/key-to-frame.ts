import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { type IPty, spawn } from '@lydell/node-pty';

import { MESHPATH } from './commands.ts';
import { median } from './median.ts';
import { floorRow, type Row } from './table.ts';

const ROWS = 10_000;
const KEYS = 150;
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

/** A key pressed on a pty, until the frame that it changes has come. */
export async function keyToFrameRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-bench-'));
  try {
    const file = join(folder, 'services.json');
    writeFileSync(file, JSON.stringify(services(ROWS)));
    const explorer = await open([MESHPATH, '-f', file], /svc-00040/);
    const frame = join(folder, 'frame.txt');
    writeFileSync(frame, plainFrame(explorer.screen()));
    const raw = await open(['-e', RAW_PROGRAM, frame], /ready/);
    const rawTimes: number[] = [];
    const times: number[] = [];
    const bytes: number[] = [];
    for (let key = 0; key < KEYS; key += 1) {
      const floor = await raw.press('j', key % 2 === 0 ? 'shown4' : 'shown3');
      const own = await explorer.press(key % 2 === 0 ? 'j' : 'k', '▌');
      if (key < 10) continue;
      rawTimes.push(floor.milliseconds);
      times.push(own.milliseconds);
      bytes.push(own.bytes);
    }
    const idle = await cpuShare(explorer.pid, () => pause(3000));
    raw.close();
    explorer.close();
    return [
      floorRow('a raw program’s key to frame, 120x40', rawTimes),
      against('key to changed frame, 10,000 rows: median', median(times), median(rawTimes), 18),
      against('… 95th percentile', percentile(times), percentile(rawTimes), 25),
      { what: '… bytes of a frame when the cursor moves', figure: `${median(bytes)}` },
      { what: '… CPU while nothing happens', figure: `${(idle * 100).toFixed(1)} % of a core` },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Two thousand entry points over twenty thousand Pods, of which 500 change in each second. */
export async function busyRows(): Promise<readonly Row[]> {
  const program = join(import.meta.dirname, 'busy-explorer.ts');
  const rows: Row[] = [];
  for (const changes of [0, 500]) {
    const explorer = await open(['--import', 'tsx', program, String(changes)], /service-/);
    const times: number[] = [];
    const share = await cpuShare(explorer.pid, async () => {
      for (let key = 0; key < KEYS; key += 1)
        times.push((await explorer.press(key % 2 === 0 ? 'j' : 'k', '▌')).milliseconds);
    });
    explorer.close();
    rows.push({
      what: `2,000 entry points, 20,000 Pods, ${changes} changes a second: key to frame, median and 95 %`,
      figure: `${median(times).toFixed(1)} ms, ${percentile(times).toFixed(1)} ms`,
    });
    rows.push({
      what: '… CPU, with 15 keys a second',
      figure: `${(share * 100).toFixed(0)} % of a core`,
    });
  }
  return rows;
}

const against = (what: string, value: number, floor: number, budget: number): Row => ({
  what,
  figure: `${(value / floor).toFixed(2)} × (${value.toFixed(1)} ms)`,
  value: value / floor,
  budget,
  limit: `≤ ${budget} ×`,
});

const percentile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

interface Measured {
  readonly pid: number;
  /** All that was written since the last key. */
  screen(): string;
  press(
    key: string,
    until: string,
  ): Promise<{ readonly milliseconds: number; readonly bytes: number }>;
  close(): void;
}

async function open(args: readonly string[], ready: RegExp): Promise<Measured> {
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
  await until(() => ready.test(output));
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

/** Of a core, while that lasts. */
async function cpuShare(pid: number, during: () => Promise<void>): Promise<number> {
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

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Lines of the size of those that were drawn; what moves the cursor is no part of them. */
function plainFrame(output: string): string {
  const text = stripVTControlCharacters(output);
  const lines = text.split(/\r?\n/).slice(-SIZE.rows);
  return Array.from({ length: SIZE.rows }, (_, row) =>
    (lines[row] ?? '').slice(0, SIZE.cols - 8).padEnd(SIZE.cols - 8),
  ).join('\n');
}

const services = (count: number) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `svc-${String(index).padStart(5, '0')}`, namespace: `ns-${index % 40}` },
    spec: { type: 'LoadBalancer', selector: { app: `app-${index}` }, ports: [{ port: 80 }] },
    status: {
      loadBalancer: { ingress: [{ ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` }] },
    },
  })),
});
