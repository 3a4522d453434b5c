import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

import { MESHPATH } from '../commands.ts';

/** The program on the full screen, as somebody has it open. */
export interface Explorer {
  /** Epoch milliseconds of its start. */
  readonly started: number;
  /** Milliseconds from the start, or from now, until something on the screen matches. */
  until(pattern: RegExp, from?: number): Promise<number>;
  text(): string;
  press(key: string): void;
  /** Milliseconds of processor time so far. */
  cpu(): number;
  /** Ends it, and gives what the probe has to tell. */
  quit(): Promise<Probed>;
}

export interface Probed {
  /** The longest time in which no key would have been heard, in milliseconds. */
  readonly stall: number;
  /** Epoch milliseconds. */
  readonly firstAnswer?: number;
  readonly megabytes: number;
}

const GUARD_MS = 300_000;
const COLUMNS = 120;
const ROWS = 40;
let count = 0;

/** To look for stalls all the time costs some hundredths of a core: not where that is what is measured. */
export function openExplorer(kubeconfig: string, { stalls = true } = {}): Explorer {
  const probe = join(tmpdir(), `meshpath-probe-${process.pid}-${(count += 1)}.json`);
  const screen = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  const started = Date.now();
  const args = ['--import', import.meta.resolve('./probe.mjs'), MESHPATH];
  const pty = spawn(process.execPath, [...args, '--kubeconfig', kubeconfig], {
    name: 'xterm-256color',
    cols: COLUMNS,
    rows: ROWS,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TERM: 'xterm-256color',
      MESHPATH_PROBE: probe,
      ...(!stalls && { MESHPATH_PROBE_QUIET: '1' }),
    },
  });
  screen.onData((data) => pty.write(data));
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  const watchers = new Set<() => void>();
  pty.onData((data) =>
    screen.write(data, () => {
      for (const it of watchers) it();
    }),
  );
  const text = (): string =>
    Array.from(
      { length: ROWS },
      (_, row) =>
        screen.buffer.active
          .getLine(screen.buffer.active.viewportY + row)
          ?.translateToString(true) ?? '',
    ).join('\n');
  return {
    started,
    text,
    press: (key) => pty.write(key),
    until: (pattern, from = started) =>
      new Promise((resolve, reject) => {
        const guard = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`no ${pattern} on:\n${text()}`));
        }, GUARD_MS);
        const look = (): void => {
          if (!pattern.test(text())) return;
          clearTimeout(guard);
          watchers.delete(look);
          resolve(Date.now() - from);
        };
        watchers.add(look);
        look();
      }),
    cpu: () => {
      // After the name, which may hold spaces: utime and stime, in hundredths of a second.
      const fields = readFileSync(`/proc/${pty.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    quit: async () => {
      pty.write('q');
      await ended;
      screen.dispose();
      return JSON.parse(readFileSync(probe, 'utf8')) as Probed;
    },
  };
}
