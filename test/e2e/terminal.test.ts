import { expect, test, type TestContext } from 'vitest';

import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';
import { MESHPATH } from './support/meshpath.ts';
import { openShell, type Terminal, type TerminalSize } from './support/terminal.ts';

const cluster = bookinfo();

const MISFORTUNES = import.meta.resolve('./fixtures/misfortunes.mjs');

const meshpath = (...args: readonly string[]): string =>
  `'${process.execPath}' '${MESHPATH}' ${args.join(' ')}`;

/** How a command ended, and how it left the terminal's settings. */
const andTell = (command: string): string =>
  `${command}; echo "ended with $? settings :$(stty -g | cksum)"\r`;

const SETTINGS = /:.*/;

/** A shell with something on its screen, and what a program must not change for good. */
async function openShellFor(
  // Of the test itself: where several run at a time, nobody else knows which of them ends.
  { onTestFinished }: TestContext,
  size: TerminalSize = { columns: 120, rows: 40 },
  variables = 'nothing=',
): Promise<{ readonly terminal: Terminal; readonly before: Before }> {
  const terminal = openShell(size);
  onTestFinished(() => terminal.close());
  await terminal.until(PROMPT);
  terminal.type(`export ${variables}; clear; echo "as it was :$(stty -g | cksum)"\r`);
  const told = await terminal.until(/^as it was \S+/);
  await terminal.until(PROMPT);
  return { terminal, before: { told, modes: terminal.modes() } };
}

const PROMPT = /^\$ ?$/;

interface Before {
  /** The line that the shell has written, settings included. */
  readonly told: string;
  readonly modes: ReturnType<Terminal['modes']>;
}

/** All that a program can leave behind: settings, modes, the cursor, the screen it stood on. */
async function expectAsBefore(terminal: Terminal, { told, modes }: Before): Promise<void> {
  const ended = await terminal.until(/settings :\d/);
  await terminal.until(PROMPT);
  expect(SETTINGS.exec(ended)?.[0]).toBe(SETTINGS.exec(told)?.[0]);
  expect(terminal.modes()).toEqual(modes);
  expect(terminal.lines()[0]).toBe(told);
  expect(terminal.lines()[1]).toMatch(/^\$ \S/);
  expect(terminal.lines().join('\n')).not.toMatch(/entry points/);
}

const kill = (signal: NodeJS.Signals) => (terminal: Terminal) => {
  const [child] = terminal.children();
  if (child === undefined) throw new Error('nothing runs');
  process.kill(child, signal);
};

/** Keys that are pressed, and between them what has to be seen before the next one. */
const story =
  (...steps: readonly (string | RegExp)[]) =>
  async (terminal: Terminal): Promise<void> => {
    for (const step of steps)
      if (typeof step === 'string') terminal.type(step);
      else await terminal.until(step);
  };

const CTRL_C = '\u0003';
const LOADED = /7 entry points/;
const IN_A_PATH = /^ meshpath +admin ▸ http/;
const MISTAKE = /That is a mistake in meshpath, please report it: out of nowhere/;

/** Keys that meet what went wrong, and then end it. */
const sufferAndGoOn = async (terminal: Terminal): Promise<void> => {
  kill('SIGUSR2')(terminal);
  await story('\r', MISTAKE, 'q')(terminal);
  await terminal.untilGone(IN_A_PATH);
  terminal.type(CTRL_C);
};

interface End {
  readonly way: string;
  readonly end: (terminal: Terminal) => void | Promise<void>;
  readonly code: number;
  /** Ends it before anything is read. */
  readonly early?: true;
  /** What goes wrong in it on SIGUSR2, by its name in fixtures/misfortunes.mjs. */
  readonly misfortune?: string;
  /** What is told on the screen that stays. */
  readonly says?: RegExp;
}

const TOLD = /^This is a mistake of meshpath itself, .*Please report it/;

const ENDS: readonly End[] = [
  { way: 'q', end: story('q'), code: 0 },
  { way: 'q in a path, and again', end: story('\r', IN_A_PATH, 'q', LOADED, 'q'), code: 0 },
  { way: ':q', end: story(':', /^ :/, 'q', /^ : ?q/, '\r'), code: 0 },
  { way: 'ctrl-c', end: story(CTRL_C), code: 130 },
  { way: 'ctrl-c in a filter', end: story('/', /↵ keep/, 'a', /^ \/a/, CTRL_C), code: 130 },
  { way: 'ctrl-c in a picker', end: story('c', /^ copy/, CTRL_C), code: 130 },
  { way: 'ctrl-c in the help', end: story('?', /^ tree( |$)/, CTRL_C), code: 130 },
  { way: 'ctrl-c before it is loaded', end: story(CTRL_C), code: 130, early: true },
  { way: 'SIGINT', end: kill('SIGINT'), code: 130 },
  { way: 'SIGTERM', end: kill('SIGTERM'), code: 143 },
  { way: 'SIGHUP', end: kill('SIGHUP'), code: 129 },
  { way: 'SIGQUIT', end: kill('SIGQUIT'), code: 131 },
  {
    way: 'an exception that nothing catches',
    misfortune: 'exception',
    end: kill('SIGUSR2'),
    code: 70,
    says: TOLD,
  },
  {
    way: 'a rejection that nothing handles',
    misfortune: 'rejection',
    end: kill('SIGUSR2'),
    code: 70,
    says: TOLD,
  },
  { way: 'process.exit', misfortune: 'exit', end: kill('SIGUSR2'), code: 3 },
  { way: 'an exception in a screen', misfortune: 'screen', end: sufferAndGoOn, code: 130 },
  { way: 'an exception in the frame', misfortune: 'frame', end: sufferAndGoOn, code: 130 },
];

const TERMS = ['xterm-256color', 'xterm', 'screen-256color', 'vt100'];
const SIZES = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
];
const TERMINALS = TERMS.flatMap((term) => SIZES.map((size) => ({ term, size })));

/** Each way in each terminal before a change lands; else each in another one. */
const CASES = ENDS.flatMap((it, index) =>
  TERMINALS.filter(
    (_, terminal) => process.env['CI'] !== undefined || terminal === index % TERMINALS.length,
  ).map((terminal) => ({ ...it, ...terminal })),
);

// Some at a time: each waits for the program to start, and for the cluster.
test.concurrent.for(CASES)(
  'after $way the terminal ($term, $size.columns x $size.rows) is as it was',
  async ({ end, code, early, misfortune, says, term, size }, context) => {
    const { terminal, before } = await openShellFor(context, size, `TERM=${term}`);
    const options = misfortune === undefined ? '' : `--import=${MISFORTUNES}`;
    const variables = `MISFORTUNE=${misfortune ?? ''} NODE_OPTIONS='${options}'`;

    terminal.type(andTell(`${variables} ${meshpath('--kubeconfig', cluster.kubeconfig)}`));
    await terminal.until(early === true ? /^ meshpath/ : LOADED);
    expect(terminal.modes()).toMatchObject({ buffer: 'alternate', cursorHidden: true });
    await end(terminal);

    await terminal.until(new RegExp(`^ended with ${code} `));
    if (says !== undefined) await terminal.until(says);
    await expectAsBefore(terminal, before);
  },
);

test('ctrl-z gives the terminal back, and fg draws the screen again', async (context) => {
  const { terminal, before } = await openShellFor(context);
  terminal.type(`${meshpath('--kubeconfig', cluster.kubeconfig)}\r`);
  await terminal.until(LOADED);
  terminal.type('\u001a');
  // The shell says what became of its job before it takes the next line.
  await terminal.until(/Stopped/);
  await terminal.until(PROMPT);
  terminal.type(andTell('true'));
  await expectAsBefore(terminal, before);
  terminal.type('fg\r');
  await terminal.until(LOADED);
  terminal.type('q');
  await terminal.untilGone(LOADED);
});

test('a window that is closed ends it', async (context) => {
  const { terminal } = await openShellFor(context);
  terminal.type(`${meshpath('--kubeconfig', cluster.kubeconfig)}\r`);
  await terminal.until(LOADED);
  const [child = 0] = terminal.children();
  await terminal.close();
  await eventually(() => (isRunning(child) ? undefined : true), 'its end');
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a cluster that cannot be reached is a sentence, and the terminal is as it was', async (context) => {
  const { terminal, before } = await openShellFor(context);
  terminal.type(andTell(meshpath('--kubeconfig', '/nowhere/config')));
  await terminal.until(/^ended with 3 /);
  await terminal.until(/\/nowhere\/config/);
  await expectAsBefore(terminal, before);
});
