import { expect, test } from 'vitest';

import { UserError } from '../../src/lib/user-error.ts';
import { liveWorld, openScreen, type TestScreen } from '../support/screen.ts';
import { CRASHING_SHOP } from './shop.ts';

const open = async (): Promise<TestScreen> => {
  const screen = openScreen(liveWorld(CRASHING_SHOP));
  await screen.shows('live');
  return screen;
};

/** Main screen, cursor seen, lines wrapped, pasting not in brackets, line mode: as it was before. */
async function expectGivenBack(screen: TestScreen): Promise<void> {
  await screen.exit.catch(() => {});
  const last = (on: string, off: string) =>
    screen.written().lastIndexOf(off) > screen.written().lastIndexOf(on);
  expect(last('\u001B[?1049h', '\u001B[?1049l')).toBe(true);
  expect(last('\u001B[?25l', '\u001B[?25h')).toBe(true);
  expect(last('\u001B[?7l', '\u001B[?7h')).toBe(true);
  expect(last('\u001B[?2004h', '\u001B[?2004l')).toBe(true);
  expect(screen.isRaw()).toBe(false);
}

test.for([
  ['q', 0],
  ['\u0003', 130],
] as const)('key %j', async ([key, exitCode]) => {
  const screen = await open();
  screen.press(key);
  expect(await screen.exit).toBe(exitCode);
  await expectGivenBack(screen);
});

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('%s', async ([signal, exitCode]) => {
  const screen = await open();
  screen.host.emit(signal);
  expect(await screen.exit).toBe(exitCode);
  await expectGivenBack(screen);
});

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('%s as soon as anything is on the screen', async ([signal, exitCode]) => {
  const screen = openScreen(liveWorld(CRASHING_SHOP));
  expect(screen.host.listenerCount(signal)).toBe(1);
  // Else ctrl-c would be echoed, and would not wait for the program to read it.
  expect(screen.rawWhenTaken()).toBe(true);
  screen.host.emit(signal);
  expect(await screen.exit).toBe(exitCode);
  await expectGivenBack(screen);
});

test('stdin that ends', async () => {
  const screen = await open();
  screen.stdin.emit('end');
  expect(await screen.exit).toBe(129);
  await expectGivenBack(screen);
});

test('a reader that is gone is no error', async () => {
  const screen = await open();
  screen.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(await screen.exit).toBe(0);
});

test('listens to nothing any more when it is over', async () => {
  const screen = await open();
  screen.press('q');
  await screen.exit;
  expect(screen.host.eventNames()).toEqual([]);
});

test('a first connection that fails is told by the one who asked for it', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), {
    connect: () => Promise.reject(new UserError('No such context: staging.', 3)),
  });
  await expect(screen.exit).rejects.toThrow('No such context: staging.');
  expect(screen.written().lastIndexOf('\u001B[?1049l')).toBeGreaterThan(0);
});

test('where there are other contexts, they are offered instead', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), {
    connect: () => Promise.reject(new UserError('https://here: its certificate has expired.', 3)),
    contexts: () => Promise.resolve({ names: ['here', 'there'], current: 'here' }),
  });
  await screen.shows('its certificate has expired');
  await screen.shows('C chooses another context (there)');
  screen.press('q');
  await screen.exit;
});

test('a program that asks has the terminal meanwhile, and its answer is awaited', async () => {
  const world = liveWorld(CRASHING_SHOP);
  let asked = '';
  const screen = openScreen(world, {
    connect: async (_context, lendTerminal) => {
      asked = await lendTerminal(() =>
        Promise.resolve(`${screen.terminal.buffer.active.type}, ${screen.isRaw()}`),
      );
      throw new UserError('nobody answered', 3);
    },
    contexts: () => Promise.resolve({ names: ['here', 'there'], current: 'here' }),
  });
  await screen.shows('nobody answered');
  expect(asked).toMatch(/false$/);
  expect(screen.isRaw()).toBe(true);
  screen.press('q');
  await screen.exit;
});

test('ctrl-z gives the terminal back, and takes it again', async () => {
  const screen = await open();
  const kills: string[] = [];
  const stopped = new Promise<void>((resolve) => {
    screen.host.kill = (pid, signal) => {
      kills.push(`${pid} ${signal}`);
      resolve();
    };
  });
  screen.press('\u001A');
  await stopped;
  expect(kills).toEqual(['0 SIGTSTP']);
  await screen.until(() => screen.terminal.buffer.active.type === 'normal');
  expect(screen.isRaw()).toBe(false);
  screen.host.emit('SIGCONT');
  await screen.shows('istio-system/shop');
  expect(screen.terminal.buffer.active.type).toBe('alternate');
  expect(screen.isRaw()).toBe(true);
  screen.press('q');
  await expectGivenBack(screen);
});
