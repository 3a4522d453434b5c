import { afterEach, expect, test } from 'vitest';

import { bookinfo } from './support/bookinfo.ts';
import { MESHPATH } from './support/meshpath.ts';
import { openShell, type Terminal } from './support/terminal.ts';

const cluster = bookinfo();
const open: Terminal[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((it) => it.close()));
});

const run = (...args: readonly string[]): string =>
  `'${process.execPath}' '${MESHPATH}' ${args.join(' ')}; echo "ended with $?"\r`;

async function shell(size: { readonly columns: number; readonly rows: number }): Promise<Terminal> {
  const terminal = openShell(size);
  open.push(terminal);
  await terminal.until(/^\$ ?$/);
  terminal.type('clear; echo "settings before $(stty -g)"\r');
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
const press = (keys: string) => (terminal: Terminal) => terminal.type(keys);

const ENDS = [
  { way: 'q', end: press('q'), code: 0 },
  { way: 'ctrl-c', end: press('\u0003'), code: 130 },
  { way: 'SIGINT', end: kill('SIGINT'), code: 130 },
  { way: 'SIGTERM', end: kill('SIGTERM'), code: 143 },
  { way: 'SIGHUP', end: kill('SIGHUP'), code: 129 },
] as const;

test.each(ENDS)('after $way the terminal is as it was', async ({ end, code }) => {
  const terminal = await shell({ columns: 120, rows: 40 });
  const before = { modes: terminal.modes(), settings: await settings(terminal, 'before') };

  terminal.type(run('--kubeconfig', cluster.kubeconfig));
  await terminal.until(/7 entry points/);
  expect(terminal.modes()).toMatchObject({ buffer: 'alternate' });
  end(terminal);

  await terminal.until(new RegExp(`^ended with ${code}$`));
  terminal.type('echo "settings after $(stty -g)"\r');
  expect(await settings(terminal, 'after')).toBe(before.settings);
  // What stood there stands there again, and nothing of the program.
  await terminal.until(/^settings before/);
  expect(terminal.lines().join('\n')).not.toMatch(/entry points/);
  expect(terminal.modes()).toEqual(before.modes);
});

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
  terminal.type('echo "settings after $(stty -g)"\r');
  expect(await settings(terminal, 'after')).toBe(before.settings);
  expect(terminal.modes()).toEqual(before.modes);
  terminal.type('fg\r');
  await terminal.until(/7 entry points/);
  terminal.type('q');
  await terminal.untilGone(/7 entry points/);
});

test('a cluster that cannot be reached is a sentence, and the terminal is as it was', async () => {
  const terminal = await shell({ columns: 120, rows: 40 });
  const before = terminal.modes();
  terminal.type(run('--kubeconfig', '/nowhere/config'));
  await terminal.until(/^ended with 3$/);
  await terminal.until(/\/nowhere\/config/);
  expect(terminal.modes()).toEqual(before);
});
