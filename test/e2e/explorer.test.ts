import { afterEach, expect, test } from 'vitest';

import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';
import { MESHPATH } from './support/meshpath.ts';
import { openTerminal, type Terminal, type TerminalOptions, typeKeys } from './support/terminal.ts';

const cluster = bookinfo();
const open: Terminal[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((it) => it.close()));
});

function openExplorer(options?: TerminalOptions): Terminal {
  const terminal = openTerminal(
    process.execPath,
    [MESHPATH, '--kubeconfig', cluster.kubeconfig],
    options,
  );
  open.push(terminal);
  return terminal;
}

const RED = 1;

/** Puts the cursor on the row. */
async function select(terminal: Terminal, row: RegExp): Promise<void> {
  await terminal.until(row);
  const lines = terminal.lines();
  const way = lines.findIndex((it) => row.test(it)) - lines.findIndex((it) => it.startsWith('▌'));
  await typeKeys(
    terminal,
    Array.from({ length: Math.abs(way) }, () => (way > 0 ? 'j' : 'k')),
  );
  await terminal.until(new RegExp(`^▌.*${row.source}`));
}

test('from the entry points to the Pods, key by key', async () => {
  const terminal = openExplorer();
  await terminal.until(/● live/);
  await terminal.until(/7 entry points/);
  await select(terminal, /istio +default\/bookinfo-gateway/);
  await typeKeys(terminal, ['\r']);
  await terminal.until(/203\.0\.113\.10:80 +LoadBalancer/);
  await terminal.until(/node ports +:31380 +on 3 nodes/);
  await terminal.until(/VirtualService +bookinfo/);
  await select(terminal, /90 % +reviews:9080/);
  await typeKeys(terminal, ['l']);
  await terminal.until(/● reviews-v1-.*Running/);
  await typeKeys(terminal, ['q']);
  await terminal.until(/7 entry points/);
});

test('a Pod that crashes turns the open path red, with reason and time, and green when it is back', async () => {
  const terminal = openExplorer();
  await terminal.until(/● live/);
  await select(terminal, /istio +default\/bookinfo-gateway/);
  await typeKeys(terminal, ['\r']);
  await terminal.until(/● 10 % +reviews:9080 +v2/);
  const pod = await cluster.podOf('app=reviews,version=v2');
  await cluster.during(
    ['annotate', pod, 'test.kube/status=CrashLoopBackOff'],
    ['annotate', pod, 'test.kube/status-'],
    async () => {
      await terminal.until(/✖ 10 % +reviews:9080 +v2/);
      expect(terminal.colourOf('✖', /10 % +reviews:9080/)).toBe(RED);
      await typeKeys(terminal, ['o']);
      await terminal.until(/^▌.*[▲✖]/);
      await select(terminal, /✖ reviews-v2-\S+ +CrashLoopBackOff/);
      // In the pane beside it.
      await terminal.until(/│ restarts +14/);
      await terminal.until(/│ ✖ CrashLoopBackOff, exit code 1/);
      await terminal.until(/│ +for \d+s/);
    },
  );
  await terminal.until(/● 10 % +reviews:9080 +v2/);
  await terminal.untilGone(/✖/);
});

test('the first screen tells what is broken first, and its filter finds it', async () => {
  const terminal = openExplorer();
  await terminal.until(/7 entry points/);
  await cluster.during(
    ['scale', 'deployment/ratings-v1', '--replicas=0'],
    ['scale', 'deployment/ratings-v1', '--replicas=1'],
    async () => {
      await terminal.until(/○ .*ratings-public/);
      await typeKeys(terminal, ['/', 'ratings']);
      await terminal.untilGone(/default\/public/);
      await terminal.until(/ratings-public/);
      await typeKeys(terminal, ['\u001b']);
      await typeKeys(terminal, ['\u001b']);
      await terminal.until(/default\/public/);
    },
  );
});

test('it follows the size of the terminal', async () => {
  const terminal = openExplorer();
  await terminal.until(/7 entry points/);
  for (const [columns, rows] of [
    [80, 24],
    [200, 50],
  ] as const) {
    terminal.resize(columns, rows);
    // The rule below the header goes from edge to edge.
    await terminal.until(new RegExp(`^─{${columns}}$`));
    await terminal.until(/● .*istio +default\//);
    // A picture comes in pieces, its last line last.
    await eventually(() => {
      expect(terminal.lines()[0]).toMatch(/^ meshpath +admin/);
      expect(terminal.lines()[rows - 1]).toMatch(/\? help/);
      return true;
    });
  }
});
