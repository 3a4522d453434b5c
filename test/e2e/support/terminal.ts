import { readFileSync } from 'node:fs';

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

import { GUARD_MS } from './eventually.ts';

/** A program on a pty, and a terminal that really interprets what it writes. */
export interface Terminal {
  /** What is on the screen, line by line, without the space at their ends. */
  lines(): readonly string[];
  /** The foreground of the cell in which `text` begins, on the first line that matches: a number of the palette. */
  colourOf(text: string, line: RegExp): number | 'default' | undefined;
  type(keys: string): void;
  /** Waits until something on the screen matches, and gives the line. */
  until(pattern: RegExp): Promise<string>;
  untilGone(pattern: RegExp): Promise<void>;
  resize(columns: number, rows: number): void;
  /** The processes that the shell of `openShell` has started. */
  children(): readonly number[];
  /** What a program can leave behind it. */
  modes(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

const TYPED_APART_MS = 30;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface TerminalOptions extends Partial<TerminalSize> {
  readonly env?: Readonly<Record<string, string>>;
}

export function openTerminal(
  file: string,
  args: readonly string[],
  { columns = 120, rows = 40, env = {} }: TerminalOptions = {},
): Terminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  // Colours are looked at, so nothing around the tests may turn them off.
  const { NO_COLOR: _, ...inherited } = process.env;
  const pty = spawn(file, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    // Whether it is the first start on this machine changes nothing here.
    env: { ...inherited, TERM: 'xterm-256color', XDG_STATE_HOME: '/dev/null', ...env },
  });
  pty.onData((data) => screen.write(data));
  let cursorHidden = false;
  for (const final of ['h', 'l'])
    screen.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      if (parameters.includes(25)) cursorHidden = final === 'l';
      return false;
    });
  // What a terminal answers when it is asked something.
  screen.onData((data) => pty.write(data));
  let ended = false;
  const exit = new Promise<void>((resolve) => {
    pty.onExit(() => {
      ended = true;
      resolve();
    });
  });

  const lines = (): readonly string[] => {
    const buffer = screen.buffer.active;
    return Array.from(
      { length: screen.rows },
      (_unused, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
    );
  };
  /** Looks again whenever something was written, until it finds what it looks for. */
  const wait = <T>(look: () => T | undefined, what: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const guard = setTimeout(() => {
        writes.dispose();
        reject(new Error(`${what} on the screen:\n${lines().join('\n')}`));
      }, GUARD_MS);
      const again = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(guard);
        writes.dispose();
        resolve(found);
      };
      const writes = screen.onWriteParsed(again);
      again();
    });

  return {
    lines,
    colourOf: (text, pattern) => {
      const row = lines().findIndex((it) => pattern.test(it) && it.includes(text));
      const line = screen.buffer.active.getLine(screen.buffer.active.viewportY + row);
      if (row < 0 || line === undefined) return undefined;
      const cell = line.getCell(cellOf(line, text));
      return cell?.isFgDefault() === true ? 'default' : cell?.getFgColor();
    },
    type: (keys) => pty.write(keys),
    until: (pattern) => wait(() => lines().find((it) => pattern.test(it)), `no ${pattern}`),
    untilGone: async (pattern) => {
      await wait(() => !lines().some((it) => pattern.test(it)) || undefined, `still ${pattern}`);
    },
    resize: (newColumns, newRows) => {
      screen.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    children: () =>
      readFileSync(`/proc/${pty.pid}/task/${pty.pid}/children`, 'utf8')
        .split(' ')
        .filter((it) => it !== '')
        .map(Number),
    modes: () => ({ ...modesOf(screen), buffer: screen.buffer.active.type, cursorHidden }),
    close: async () => {
      if (!ended) pty.kill('SIGKILL');
      await exit;
      screen.dispose();
    },
  };
}

/** A shell, as people have it around the program, with a prompt of one `$`. */
export const openShell = (options: TerminalOptions = {}): Terminal =>
  openTerminal('/bin/sh', ['-i'], { ...options, env: { PS1: '$ ', ENV: '', ...options.env } });

/** As hands do it: one after the other. */
export async function typeKeys(terminal: Terminal, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    terminal.type(key);
    await new Promise((resolve) => setTimeout(resolve, TYPED_APART_MS));
  }
}

const modesOf = ({ modes }: xterm.Terminal): Readonly<Record<string, unknown>> => ({
  applicationCursorKeys: modes.applicationCursorKeysMode,
  applicationKeypad: modes.applicationKeypadMode,
  bracketedPaste: modes.bracketedPasteMode,
  insert: modes.insertMode,
  mouse: modes.mouseTrackingMode,
  origin: modes.originMode,
  sendFocus: modes.sendFocusMode,
  synchronized: modes.synchronizedOutputMode,
  wraparound: modes.wraparoundMode,
});

/** Wide characters before `text` take two cells each. */
function cellOf(line: xterm.IBufferLine, text: string): number {
  for (let cell = 0; cell < line.length; cell += 1)
    if (line.translateToString(true, cell).startsWith(text)) return cell;
  return 0;
}
