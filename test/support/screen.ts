import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

import xterm from '@xterm/headless';

import { everythingWasRead, inventoryOf } from '../../src/inventory/inventory.ts';
import { KIND_NAMES, resourceName } from '../../src/inventory/kinds.ts';
import type { Details, ResourceState, Source } from '../../src/inventory/source.ts';
import { type Clock, createSession } from '../../src/session/session.ts';
import type { ExplorerOptions } from '../../src/tui/options.ts';
import { startExplorer } from '../../src/tui/start.ts';
import { CASE_NOW, objectsOf, rawObjects } from './world.ts';

/** A world that a test changes while somebody looks at it. */
export interface LiveWorld {
  readonly source: Source;
  set(yaml: string): void;
  setState(state: ResourceState['state']): void;
}

export function liveWorld(yaml: string, details?: Details): LiveWorld {
  let objects = objectsOf(rawObjects(yaml)).objects;
  let state: ResourceState['state'] = 'live';
  let onChange: (() => void) | undefined;
  return {
    source: {
      origin: { type: 'cluster', context: 'shop-prod' },
      open: async (listener) => {
        onChange = listener;
        listener();
      },
      read: () => ({
        inventory: inventoryOf(objects, everythingWasRead),
        resources: KIND_NAMES.map((kind) => ({
          kind,
          resource: resourceName(kind),
          state,
          count: objects[kind]?.length ?? 0,
        })),
        problems: [],
        now: CASE_NOW,
      }),
      close: async () => {},
      ...(details !== undefined && { details }),
    },
    set: (next) => {
      objects = objectsOf(rawObjects(next)).objects;
      onChange?.();
    },
    setState: (next) => {
      state = next;
      onChange?.();
    },
  };
}

/** Time that goes on when a test says so. */
export interface TestClock extends Clock {
  advance(milliseconds: number): void;
}

function testClock(start = CASE_NOW): TestClock {
  let now = start;
  let timers: { readonly at: number; readonly call: () => void }[] = [];
  return {
    now: () => now,
    after: (milliseconds, call) => {
      const timer = { at: now + milliseconds, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((it) => it !== timer);
      };
    },
    advance: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const [next] = timers.filter((it) => it.at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((it) => it !== next);
        now = Math.max(now, next.at);
        next.call();
      }
      now = end;
    },
  };
}

export interface TestScreen {
  /** As tmux would name them: `j`, `Enter`, `Escape`; whatever is no name is typed as it is. */
  press(...keys: readonly string[]): void;
  lines(): readonly string[];
  text(): string;
  /** Resolves as soon as the screen shows it. */
  shows(wanted: string | RegExp): Promise<void>;
  lacks(unwanted: string | RegExp): Promise<void>;
  until(holds: () => boolean): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  readonly host: EventEmitter & { kill(pid: number, signal: string): void; readonly pid: number };
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly clock: TestClock;
  /** All that was written, escape codes and all. */
  written(): string;
  readonly isRaw: () => boolean;
  /** Whether keys came one by one already when the first of it was written. */
  readonly rawWhenTaken: () => boolean | undefined;
  readonly exit: Promise<number>;
  terminal: xterm.Terminal;
}

const NAMED: Readonly<Record<string, string>> = {
  Enter: '\r',
  Escape: '\u001B',
  Tab: '\t',
  Space: ' ',
  Down: '\u001B[B',
  Up: '\u001B[A',
  Left: '\u001B[D',
  Right: '\u001B[C',
  Backspace: '\u007F',
};

export interface ScreenOptions extends Partial<ExplorerOptions> {
  readonly columns?: number;
  readonly rows?: number;
}

/** The real explorer on a terminal that really interprets what it writes. */
export function openScreen(world: LiveWorld, options: ScreenOptions = {}): TestScreen {
  const { columns = 80, rows = 24, ...rest } = options;
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    // As the line discipline of a real terminal does.
    convertEol: true,
  });
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  let all = '';
  const stdout = Object.assign(new PassThrough(), { columns, rows, isTTY: true });
  stdout.on('data', (chunk: Buffer) => {
    rawWhenTaken ??= isRaw;
    all += chunk.toString();
    terminal.write(chunk, () => changes.emit('change'));
  });
  let isRaw = false;
  let rawWhenTaken: boolean | undefined;
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => {
      isRaw = raw;
    },
    ref: () => {},
    unref: () => {},
  });
  const host = Object.assign(new EventEmitter(), {
    pid: 1,
    kill: (_pid: number, _signal: string): void => {},
  });
  const clock = testClock();
  const exit = startExplorer({
    connect: async () => createSession(world.source, clock),
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    host,
    clock,
    namespaces: [],
    toJson: async (_snapshot, entryPoint) => JSON.stringify({ entryPoint }),
    colour: false,
    ascii: false,
    theme: 'dark',
    mouse: true,
    plain: false,
    explain: false,
    settingsMistakes: [],
    isFirstStart: false,
    ...rest,
  });
  const lines = (): readonly string[] => {
    const { active } = terminal.buffer;
    return Array.from({ length: terminal.rows }, (_, index) =>
      (active.getLine(active.baseY + index)?.translateToString(true) ?? '').trimEnd(),
    );
  };
  const text = (): string => lines().join('\n');
  const has = (wanted: string | RegExp): boolean =>
    typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text());
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => changes.once('change', resolve));
  };
  return {
    press: (...keys) => {
      // Apart, as fingers do: Esc and a letter in one read would be Alt and that letter.
      for (const key of keys) stdin.write(NAMED[key] ?? key);
    },
    lines,
    text,
    shows: (wanted) => until(() => has(wanted)),
    lacks: (unwanted) => until(() => !has(unwanted)),
    until,
    resize: async (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit('resize');
    },
    host,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    clock,
    written: () => all,
    isRaw: () => isRaw,
    rawWhenTaken: () => rawWhenTaken,
    exit,
    terminal,
  };
}
