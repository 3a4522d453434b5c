import { afterEach, expect, test } from 'vitest';

import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';
import { MESHPATH } from './support/meshpath.ts';
import { openShell, type Terminal, typeKeys } from './support/terminal.ts';

const cluster = bookinfo();
const open: Terminal[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((it) => it.close()));
});

const MISFORTUNES = import.meta.resolve('./fixtures/misfortunes.mjs');

const run = (...args: readonly string[]): string =>
  `'${process.execPath}' --import '${MISFORTUNES}' '${MESHPATH}' ${args.join(' ')}; echo "ended with $?"\r`;

async function shell(size: { readonly columns: number; readonly rows: number }): Promise<Terminal> {
  const terminal = openShell(size);
  open.push(terminal);
  await terminal.until(/^\$ ?$/);
  terminal.type('clear; echo "settings before :$(stty -g | cksum)"\r');
  await terminal.until(/^settings before \S+/);
  return terminal;
}

const settings = async (terminal: Terminal, when: string): Promise<string | undefined> =>
  /:.*/.exec(await terminal.until(new RegExp(`^settings ${when} \\S+`)))?.[0];

const kill = (signal: NodeJS.Signals) => (terminal: Terminal) => {
  const [child] = terminal.children();
  if (child === undefined) throw new Error('nothing runs');
  process.kill(child, signal);
};
const pressing =
  (...keys: readonly string[]) =>
  (terminal: Terminal): Promise<void> =>
    typeKeys(terminal, keys);
const press = (keys: string) => (terminal: Terminal) => terminal.type(keys);

const MISTAKE = /That is a mistake in meshpath, please report it: out of nowhere/;

/** Keys that meet what went wrong, and then end it. */
const sufferAndGoOn = async (terminal: Terminal): Promise<void> => {
  kill('SIGUSR2')(terminal);
  await typeKeys(terminal, ['\r']);
  await terminal.until(MISTAKE);
  await typeKeys(terminal, ['q']);
  await terminal.untilGone(/^ meshpath +admin ▸ http/);
  terminal.type('\u0003');
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
  { way: 'q', end: press('q'), code: 0 },
  { way: 'q in a path, and again', end: pressing('\r', 'q', 'q'), code: 0 },
  { way: ':q', end: pressing(':', 'q', '\r'), code: 0 },
  { way: 'ctrl-c', end: press('\u0003'), code: 130 },
  { way: 'ctrl-c in a filter', end: pressing('/', 'a', '\u0003'), code: 130 },
  { way: 'ctrl-c in a picker', end: pressing('c', '\u0003'), code: 130 },
  { way: 'ctrl-c in the help', end: pressing('?', '\u0003'), code: 130 },
  { way: 'ctrl-c before it is loaded', end: press('\u0003'), code: 130, early: true },
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
const SETTINGS = TERMS.flatMap((term) => SIZES.map((size) => ({ term, size })));

/** Each way in each terminal before a change lands; else each in another one. */
const CASES = ENDS.flatMap((it, index) =>
  SETTINGS.filter(
    (_, setting) => process.env['CI'] !== undefined || setting === index % SETTINGS.length,
  ).map((setting) => ({ ...it, ...setting })),
);

test.each(CASES)(
  'after $way the terminal ($term, $size.columns x $size.rows) is as it was',
  async ({ end, code, early, misfortune = '', says, term, size }) => {
    const terminal = await shell(size);
    const before = { modes: terminal.modes(), settings: await settings(terminal, 'before') };

    terminal.type(`export TERM=${term} MISFORTUNE=${misfortune}; clear; echo "as it was"\r`);
    await terminal.until(/^as it was$/);
    terminal.type(run('--kubeconfig', cluster.kubeconfig));
    await terminal.until(early === true ? /^ meshpath/ : /7 entry points/);
    expect(terminal.modes()).toMatchObject({ buffer: 'alternate' });
    await end(terminal);

    await terminal.until(new RegExp(`^ended with ${code}$`));
    if (says !== undefined) await terminal.until(says);
    terminal.type('echo "settings after :$(stty -g | cksum)"\r');
    expect(await settings(terminal, 'after')).toBe(before.settings);
    // What stood there stands there again, and nothing of the program.
    await terminal.until(/^as it was$/);
    expect(terminal.lines().join('\n')).not.toMatch(/entry points/);
    expect(terminal.modes()).toEqual(before.modes);
  },
);

test('ctrl-z gives the terminal back, and fg draws the screen again', async () => {
  const terminal = await shell({ columns: 120, rows: 40 });
  const before = { modes: terminal.modes(), settings: await settings(terminal, 'before') };
  terminal.type(run('--kubeconfig', cluster.kubeconfig));
  await terminal.until(/7 entry points/);
  terminal.type('\u001a');
  await terminal.until(/^settings before/);
  // The shell says what became of its job before it takes the next line.
  await terminal.until(/Stopped/);
  await terminal.until(/^\$ ?$/);
  terminal.type('echo "settings after :$(stty -g | cksum)"\r');
  expect(await settings(terminal, 'after')).toBe(before.settings);
  expect(terminal.modes()).toEqual(before.modes);
  terminal.type('fg\r');
  await terminal.until(/7 entry points/);
  terminal.type('q');
  await terminal.untilGone(/7 entry points/);
});

test('a window that is closed ends it', async () => {
  const terminal = await shell({ columns: 120, rows: 40 });
  terminal.type(run('--kubeconfig', cluster.kubeconfig));
  await terminal.until(/7 entry points/);
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

test('a cluster that cannot be reached is a sentence, and the terminal is as it was', async () => {
  const terminal = await shell({ columns: 120, rows: 40 });
  const before = terminal.modes();
  terminal.type(run('--kubeconfig', '/nowhere/config'));
  await terminal.until(/^ended with 3$/);
  await terminal.until(/\/nowhere\/config/);
  expect(terminal.modes()).toEqual(before);
});
