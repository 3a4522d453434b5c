import { spawn } from '@lydell/node-pty';

import { MESHPATH } from './commands.ts';
import { floorRow, ratioRow, type Row } from './table.ts';

const ROUNDS = 15;

/** The least a program of the whole screen does: its own screen, and a word on it. */
const RAW_PROGRAM = `process.stdout.write('\\x1b[?1049h\\x1b[2J\\x1b[Hmeshpath');
process.stdin.setRawMode(true).on('data', () => process.exit());`;

/** In a terminal: from the start to the header, and to the first entry point, of the demo. */
export async function firstFrameRows(): Promise<readonly Row[]> {
  const raw: number[] = [];
  const paint: number[] = [];
  const frame: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const floor = await timesTo(['-e', RAW_PROGRAM], [/meshpath/]);
    const demo = await timesTo([MESHPATH, '--demo'], [/meshpath/, /productpage|bookinfo/]);
    // The first one fills the compile cache.
    if (round === 0) continue;
    raw.push(...floor);
    paint.push(...demo.slice(0, 1));
    frame.push(...demo.slice(1));
  }
  return [
    floorRow('a raw program’s first frame, on a pty', raw),
    ratioRow('`meshpath --demo`: first paint', paint, raw, 2),
    ratioRow('`meshpath --demo`: first entry point', frame, raw, 6),
  ];
}

/** Milliseconds until each of the patterns has come. */
function timesTo(args: readonly string[], patterns: readonly RegExp[]): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const times: number[] = [];
    let output = '';
    const pty = spawn(process.execPath, [...args], {
      name: 'xterm-256color',
      cols: 120,
      rows: 40,
      env: { ...process.env, TERM: 'xterm-256color' },
    });
    pty.onData((data) => {
      output += data;
      while (patterns[times.length]?.test(output) === true) times.push(performance.now() - started);
      // Who is killed leaves no compile cache behind.
      if (times.length === patterns.length) pty.write('q');
    });
    pty.onExit(() => {
      if (times.length === patterns.length) resolve(times);
      else reject(new Error(`${args.join(' ')} ended early:\n${output}`));
    });
  });
}
