import { expect, test } from 'vitest';

import { liveWorld, openScreen, type TestScreen } from '../support/screen.ts';
import { CRASHING_SHOP, HEALTHY_SHOP } from './shop.ts';

/** Leaves the explorer as a person would, and says how it ended. */
async function leave(screen: TestScreen): Promise<number> {
  screen.press('\u0003');
  return screen.exit;
}

const SIZES = [
  { name: '80x24', columns: 80, rows: 24 },
  { name: '120x40', columns: 120, rows: 40 },
  { name: '200x50', columns: 200, rows: 50 },
  { name: 'ascii', columns: 120, rows: 40, ascii: true },
];

test.for(SIZES)('from a bad first line to the crashing Pod, at $name', async (size) => {
  const { name, ...options } = size;
  const screen = openScreen(liveWorld(CRASHING_SHOP), options);
  await screen.shows('live');
  await screen.shows('istio-system/shop');
  await expect(screen.text()).toMatchFileSnapshot(`frames/entry-points-${name}.txt`);
  screen.press('/', 'istio', 'Enter');
  await screen.lacks('new-front');
  screen.press('Enter');
  await screen.shows('VirtualService');
  screen.press('o');
  await screen.shows(/Pod shop\/reviews-v2-1/);
  await expect(screen.text()).toMatchFileSnapshot(`frames/path-${name}.txt`);
  for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(options.columns);
  expect(await leave(screen)).toBe(130);
});

test('the cursor stays on its row while the world changes, and what changed flashes', async () => {
  const world = liveWorld(CRASHING_SHOP);
  const screen = openScreen(world, { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('/', 'istio', 'Enter', 'Enter');
  await screen.shows('VirtualService');
  screen.press('o');
  await screen.shows(/▌.*reviews-v2-1/);
  const line = screen.lines().findIndex((it) => it.includes('▌'));
  world.set(HEALTHY_SHOP);
  screen.clock.advance(500);
  await screen.shows(/▌.*\[●\]reviews-v2-1/);
  expect(screen.lines().findIndex((it) => it.includes('▌'))).toBe(line);
  screen.clock.advance(2000);
  await screen.lacks('[●]');
  await leave(screen);
});

test('the first start explains itself in three lines, until somebody goes on', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { isFirstStart: true });
  await screen.shows('live');
  await screen.shows('Each row is a way into this cluster');
  await screen.shows('Esc closes this.');
  screen.press('j', 'Escape');
  await screen.lacks('Each row is a way');
  await leave(screen);
});

test('what is wrong with the settings is told at once, and all of it by ?', async () => {
  const settingsMistakes = [1, 2, 3, 4, 5].map(
    (line) => `config.yaml:${line}: no setting ${line}.`,
  );
  const screen = openScreen(liveWorld(CRASHING_SHOP), {
    settingsMistakes,
    entryPointColumns: ['pods', 'address'],
  });
  await screen.shows('5 mistakes in the settings, see ? or `meshpath doctor`: config.yaml:1:');
  await screen.shows(/PODS +ADDRESS\n/);
  screen.press('?');
  for (const line of [1, 2, 3, 4, 5]) await screen.shows(`no setting ${line}.`);
  await expect(screen.text()).toMatchFileSnapshot('frames/settings-mistakes-80x24.txt');
  await leave(screen);
});

test('for a screen reader each thing is said once, in words and line by line', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { plain: true, columns: 100, rows: 50 });
  await screen.shows(/1 of 2: broken, pending, lb web\/new-front, 0\/0 Pods/);
  screen.press('j');
  await screen.shows(/2 of 2: degraded, http:\/\/shop\.example\.com/);
  screen.press('Enter');
  await screen.shows(/1 of \d+: .*203\.0\.113\.7/);
  screen.press('o');
  await screen.shows(/: broken, .*reviews-v2-1\s+CrashLoopBackOff/);
  screen.press('i');
  await screen.shows(
    /> why\n.*\nPod shop\/reviews-v2-1\nbroken[^]*look at it with\n +kubectl get /,
  );
  // That time goes on is nothing to be said.
  screen.clock.advance(60_000);
  screen.press('Escape');
  expect(screen.terminal.buffer.active.type).toBe('normal');
  expect(screen.text()).not.toMatch(/[│─▌●✖]/);
  screen.press(':', 'check');
  await screen.shows('command: check');
  screen.press('Escape', '?');
  await screen.shows('ctrl-z, suspend');
  expect(screen.written()).not.toContain('read 1m ago');
  await leave(screen);
});

test('a name that the terminal draws wider than it was reckoned moves nothing', async () => {
  // A consonant sign that stands on its own: no width by one table, a cell by another.
  const wide = '\uA9BD'.repeat(60);
  const screen = openScreen(liveWorld(CRASHING_SHOP.replaceAll('new-front', `new-front${wide}`)));
  await screen.shows('live');
  screen.press('j');
  await screen.shows(/▌.*istio/);
  expect(screen.lines()[0]).toContain('entry points');
  expect(screen.lines()[3]).toContain('new-front');
  await leave(screen);
});

test('what is stale says since when', async () => {
  const world = liveWorld(CRASHING_SHOP);
  const screen = openScreen(world);
  await screen.shows('live');
  world.setState('stale');
  screen.clock.advance(500);
  await screen.shows('stale, retrying');
  await leave(screen);
});

test('help shows the keys, Esc closes it, and Esc at the first screen stays', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 120, rows: 50 });
  await screen.shows('live');
  screen.press('?');
  await screen.shows('ctrl-z');
  await expect(screen.text()).toMatchFileSnapshot('frames/help-120x50.txt');
  screen.press('?');
  await screen.lacks('ctrl-z');
  screen.press('-');
  await screen.shows('There is no view before this one.');
  await leave(screen);
});

test('a URL finds what would answer it', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 120, rows: 40 });
  await screen.shows('new-front');
  screen.press('/', 'http://shop.example.com/reviews');
  await screen.shows('1 row');
  await screen.shows('istio-system/shop');
  await leave(screen);
});

test('ns: fits what a rule of another namespace leads to, on each screen', async () => {
  const world = liveWorld(`${CRASHING_SHOP}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: billing, namespace: shop}
spec:
  hosts: [billing.example.com]
  gateways: [istio-system/shop]
  http: [{route: [{destination: {host: pay.team-pay.svc.cluster.local, port: {number: 80}}}]}]
---
apiVersion: v1
kind: Service
metadata: {name: pay, namespace: team-pay}
spec: {selector: {app: pay}, ports: [{port: 80}]}
`);
  const screen = openScreen(world, { columns: 120, rows: 40 });
  await screen.shows('new-front');
  screen.press('/', 'ns:team-pay', 'Enter');
  await screen.shows('1 row');
  await screen.shows('istio-system/shop');
  await screen.lacks('new-front');
  screen.press('2', '/', 'ns:team-pay', 'Enter');
  await screen.shows('1 row');
  await screen.shows('pay.team-pay');
  await screen.lacks('reviews');
  await leave(screen);
});

test.for([
  [40, 10],
  [20, 5],
] as const)('a window of %ix%i says what is wrong with it', async ([columns, rows]) => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns, rows });
  await screen.shows(/too\s+small/);
  await screen.resize(80, 24);
  await screen.shows('istio-system/shop');
  await leave(screen);
});

test('a request is answered as it is typed', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('4', '\u0015', 'GET http://shop.example.com/reviews/7');
  await screen.shows('10 % of such requests fail');
  await expect(screen.text()).toMatchFileSnapshot('frames/trace-120x40.txt');
  screen.press('Backspace', '\u0015', 'http://shop.example.com:81/');
  await screen.shows('connection refused');
  await leave(screen);
});

test('x looks what is really there, after it said what it sends', async () => {
  const sent: string[] = [];
  const screen = openScreen(liveWorld(CRASHING_SHOP), {
    columns: 120,
    rows: 40,
    probe: async (request, names) => {
      sent.push(`${request.method} ${request.host}${request.path} ${names.join()}`);
      const address = '203.0.113.7';
      return {
        request,
        at: '2026-11-01T12:00:00Z',
        names: [{ name: request.host, addresses: [address] }],
        connection: { type: 'refused', address, code: 'ECONNREFUSED' },
      };
    },
  });
  await screen.shows('live');
  screen.press('4', '\u0015', 'http://shop.example.com/login', 'Enter');
  await screen.shows('shop/shop');
  screen.press('x');
  await screen.shows(/x once more looks .* sends one HEAD/);
  expect(sent).toEqual([]);
  screen.press('x');
  await screen.shows('what is really there');
  expect(sent).toHaveLength(1);
  await leave(screen);
});

test('at 80 columns the whole of what x will do is said, anew each time, and of what it found', async () => {
  const sent: string[] = [];
  const screen = openScreen(liveWorld(CRASHING_SHOP), {
    probe: async (request) => {
      sent.push(request.method);
      const address = '203.0.113.7';
      return {
        request,
        at: '2026-11-01T12:00:00Z',
        names: [{ name: request.host, addresses: [address] }],
        connection: { type: 'open', address },
        answer: { status: 503 },
      };
    },
  });
  await screen.shows('live');
  screen.press('4', '\u0015', 'POST http://shop.example.com/login/to/the/shop', 'Enter', 'x');
  await screen.shows(/sends one POST\s+\/login\/to\/the\/shop\./);
  // Something else in between: what was said is on the screen no more.
  screen.press('j');
  await screen.lacks('x once more');
  screen.press('x');
  await screen.shows(/sends one POST/);
  expect(sent).toEqual([]);
  screen.press('x');
  await screen.shows(/503/);
  expect(sent).toEqual(['POST']);
  await screen.shows(/▌ what is really there\n/);
  await screen.shows(/✖ answer /);
  await screen.shows(/the gateway has other rules than these objects[^…]*or\s+refused them\./);
  await leave(screen);
});

test('a request may be typed as on the command line, and --probe is said to be a key', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('4', '\u0015', "http://shop.example.com/reviews/7 -X POST -H 'x: a b' -H 'y: c'");
  await screen.shows('10 % of such requests fail');
  screen.press('Escape', ':', 'trace http://shop.example.com/reviews/7 --probe', 'Enter');
  await screen.shows(/reviews\/7\n[^]*\n x looks what is really there\./);
  await leave(screen);
});

test('what a narrow screen cuts of the selected line of an answer is told below', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP));
  await screen.shows('live');
  screen.press('4', '\u0015', 'http://shop.example.com/reviews/7', 'Enter', 'g');
  await screen.shows(/─\n 203\.0\.113\.7:80: LoadBalancer istio-system\/istio-ingressgateway/);
  await leave(screen);
});

test('each hop is explained where somebody asks', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('j', 'Enter', 'm');
  await screen.shows('kube-proxy on every node');
  await expect(screen.text()).toMatchFileSnapshot('frames/explained-120x40.txt');
  await leave(screen);
});

test('a command that is longer than the screen is shown as one that a shell takes', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 60, clipboardNote: 'No.' });
  await screen.shows('live');
  screen.press('j', 'c');
  await screen.shows('curl -i');
  screen.press('3');
  await screen.shows(/\ncurl -i --resolve \S+ \\\n {2}http:\/\/shop\.example\.com\/\n/);
  await leave(screen);
});

test('what is chosen in a picker is copied through the terminal', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('j', 'c');
  await screen.shows('curl -i');
  screen.press('2');
  await screen.shows('Copied: http://shop.example.com/');
  const text = Buffer.from('http://shop.example.com/').toString('base64');
  await screen.until(() => screen.written().includes(`\u001B]52;c;${text}\u0007`));
  await leave(screen);
});

test('a failing read of one object says so, and goes back by Esc', async () => {
  const screen = openScreen(liveWorld(CRASHING_SHOP), { columns: 120, rows: 40 });
  await screen.shows('live');
  screen.press('j', 'v');
  await screen.shows('Files hold neither events nor logs');
  screen.press('Escape');
  await screen.shows('2 entry points');
  await leave(screen);
});
