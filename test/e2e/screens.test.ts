import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, expect, test } from 'vitest';

import { bookinfo } from './support/bookinfo.ts';
import { MESHPATH } from './support/meshpath.ts';
import { openTerminal, type Terminal, typeKeys } from './support/terminal.ts';

const cluster = bookinfo();
const open: Terminal[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((it) => it.close()));
});

async function openExplorer(...args: readonly string[]): Promise<Terminal> {
  const terminal = openTerminal(process.execPath, [
    MESHPATH,
    '--kubeconfig',
    cluster.kubeconfig,
    ...args,
  ]);
  open.push(terminal);
  await terminal.until(/● live/);
  return terminal;
}

test('from a red first line to the crashing Pod and its reason in four keys', async () => {
  const pod = await cluster.podOf('app=reviews,version=v2');
  await cluster.during(
    ['annotate', pod, 'test.kube/status=CrashLoopBackOff'],
    ['annotate', pod, 'test.kube/status-'],
    async () => {
      // The cursor stays on its row when others break: whoever opens it on a broken cluster starts at the worst.
      await cluster.untilTree('bookinfo', /CrashLoopBackOff/);
      const terminal = await openExplorer();
      await terminal.until(/^▌.*▲ .*default\/bookinfo/);
      // It says why before any key.
      await terminal.until(/^ ▲ .*CrashLoopBackOff/);
      await typeKeys(terminal, ['\r']);
      await terminal.until(/VirtualService +bookinfo/);
      await typeKeys(terminal, ['o']);
      await terminal.until(/^▌.*✖ reviews-v2-\S+ +CrashLoopBackOff/);
      await terminal.until(/│ ✖ CrashLoopBackOff, exit code 1/);
      await typeKeys(terminal, ['i']);
      await terminal.until(/kubectl (get|describe|logs) .*reviews-v2-/);
      await typeKeys(terminal, ['q', 'T']);
      await terminal.until(/timeline/);
      await terminal.until(/wrote spec|was created|Created|Ready is/);
    },
  );
});

test('YAML of what is read, folded; and what the log says where there is no kubelet', async () => {
  const terminal = await openExplorer();
  await typeKeys(terminal, ['5']);
  await terminal.until(/POD +STATUS/);
  await typeKeys(terminal, ['/', 'reviews-v1', '\r', 'y']);
  await terminal.until(/apiVersion: v1$/);
  await terminal.until(/▸ +managedFields: \(\d+ lines\)$/);
  await typeKeys(terminal, ['G']);
  await terminal.until(/▸ status: \(\d+ lines\)$/);
  await typeKeys(terminal, ['z']);
  await terminal.until(/▾ status:$/);
  await typeKeys(terminal, ['g']);
  await terminal.until(/▾ +managedFields:$/);
  await typeKeys(terminal, ['q', 'L']);
  // The kubelets of these tests run no containers: the server says that it cannot reach them, and meshpath says so.
  await terminal.until(/logs/);
  await terminal.untilGone(/Reading …/);
  await typeKeys(terminal, ['\u001b', '1']);
  await terminal.until(/7 entry points/);
});

test('another context is read in place of the first, and what is forbidden there is said', async () => {
  const terminal = await openExplorer();
  await terminal.until(/7 entry points/);
  await typeKeys(terminal, ['C']);
  await terminal.until(/go to the context/);
  await terminal.until(/viewer/);
  const names = terminal.lines().filter((it) => /^ .{1,3}(admin|viewer|tests)/.test(it));
  const viewer = names.findIndex((it) => it.includes('viewer'));
  await typeKeys(terminal, [...Array.from({ length: viewer }, () => 'j'), '\r']);
  await terminal.until(/^ meshpath +viewer/);
  await terminal.until(/forbidden|only/);
});

test('settings are read, and a mistake in them is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshpath-settings-'));
  try {
    const home = join(folder, 'meshpath');
    mkdirSync(home);
    writeFileSync(join(home, 'config.yaml'), 'thme: dark\ncolumns: [pods, address]\n');
    const terminal = openTerminal(
      process.execPath,
      [MESHPATH, '--kubeconfig', cluster.kubeconfig],
      { env: { XDG_CONFIG_HOME: folder } },
    );
    open.push(terminal);
    await terminal.until(/config\.yaml:1: there is no setting "thme"\. Did you mean theme\?/);
    await terminal.until(/PODS +ADDRESS$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const SOAKS = [
  { columns: 120, rows: 40, flags: [] },
  { columns: 80, rows: 24, flags: ['--ascii'] },
  { columns: 200, rows: 50, flags: [] },
  { columns: 300, rows: 100, flags: [] },
  { columns: 80, rows: 24, flags: [] },
] as const;
const isLanding = process.env['CI'] !== undefined;
const KEYS_EACH = isLanding ? 4000 : 1000;

test.for(isLanding ? SOAKS : SOAKS.slice(0, 2))(
  'thousands of keys in any order, at $columns x $rows $flags, leave a screen, and then the terminal as it was',
  async ({ flags, ...size }) => {
    const pod = await cluster.podOf('app=reviews,version=v2');
    const wish = 'test.kube/status';
    await cluster.during(
      ['annotate', pod, `${wish}=CrashLoopBackOff`],
      ['annotate', pod, `${wish}-`],
      async () => {
        const terminal = openTerminal(
          process.execPath,
          [MESHPATH, '--kubeconfig', cluster.kubeconfig, ...flags],
          size,
        );
        open.push(terminal);
        await terminal.until(/ live/);
        expect(terminal.modes()).toMatchObject({ buffer: 'alternate', wraparound: false });
        let seed = 42 + size.columns;
        const next = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
        for (let count = 1; count <= KEYS_EACH; count += 1) {
          terminal.type(KEYS[next() % KEYS.length] ?? '');
          // Each alone, as fingers do: Esc and a letter in one read would be Alt and that letter.
          await new Promise((resolve) => setTimeout(resolve, count % 50 === 0 ? 20 : 0));
          // The world goes on meanwhile.
          if (count % 500 === 0)
            await cluster.kubectl(
              'annotate',
              '--overwrite',
              pod,
              `${wish}=${count % 1000 === 0 ? 'Running' : 'NotReady'}`,
            );
        }
        await typeKeys(terminal, ['\u001b', '\u001b', '\u001b', '1']);
        await terminal.until(/^ meshpath +admin/);
        expect(terminal.lines().join('\n')).not.toContain('mistake in meshpath');
        // A line that was too long would have pushed another one away.
        expect(terminal.lines()[0]).toMatch(/^ meshpath/);
        await typeKeys(terminal, ['\u0003']);
        await terminal.untilGone(/^ meshpath/);
        expect(terminal.modes()).toMatchObject({
          buffer: 'normal',
          mouse: 'none',
          bracketedPaste: false,
          cursorHidden: false,
          wraparound: true,
        });
      },
    );
  },
);

/** All that the table of keys knows, but for what ends or stops the program or chooses another cluster. */
const KEYS = [
  ...Array.from(
    'jkgGlhzo{}[]-12345/nNeydvLpiTutcmPwbfs0?:\t\r \u0004\u0015\u0006\u0002\u0010\u000E',
  ),
  '\u001b',
  '\u001b[A',
  '\u001b[B',
  '\u001b[C',
  '\u001b[D',
  '\u001b[<64;10;10M',
  '\u001b[<65;10;10M',
  '\u001b[<0;10;10M',
];
