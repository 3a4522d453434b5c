import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';

import { bookinfo } from './support/bookinfo.ts';
import { meshpath } from './support/meshpath.ts';

const cluster = bookinfo();
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshpath-'));
  file = join(folder, 'snapshot.yaml');
  const { code, stderr } = await cluster.meshpath('snapshot', file);
  if (code !== 0) throw new Error(stderr);
});

test.for([
  ['--json'],
  ['tree', 'reviews', '-o', 'json'],
  ['list', '-n', 'istio-system', '-o', 'json'],
  ['trace', 'http://203.0.113.10/productpage', '-o', 'json'],
  ['trace', 'http://203.0.113.10/reviews', '-H', 'end-user: jason', '-o', 'json'],
  ['trace', 'http://nowhere.example.com/', '-o', 'json'],
])('answers as the cluster did, byte for byte: %s', async (command) => {
  const [live, kept] = await Promise.all([
    cluster.meshpath(...command),
    meshpath(...command, '-f', file),
  ]);
  expect(withoutSource(kept.stdout)).toBe(withoutSource(live.stdout));
  expect(kept.code).toBe(live.code);
});

test('is for its owner alone', async () => {
  const { mode } = await stat(file);
  expect(mode & 0o077).toBe(0);
});

test('a snapshot of a snapshot is the same one', async () => {
  const { stdout } = await meshpath('snapshot', '-f', file);
  expect(items(stdout)).toBe(items(await readFile(file, 'utf8')));
});

test('nothing of Secrets or of the kubeconfig is in it', async () => {
  const config = parse(await readFile(cluster.kubeconfig, 'utf8')) as {
    readonly users: { name: string; user: Record<string, unknown> }[];
  };
  const tokens = config.users.flatMap(({ user }) =>
    ['token', 'password', 'client-key-data'].flatMap((it) => user[it] ?? []),
  );
  expect(tokens.length).toBeGreaterThan(0);
  config.users.push({
    name: 'planted',
    user: {
      token: 'CANARY-token',
      // `CANARY-key`, in base 64 as kubectl wants it.
      'client-key-data': 'Q0FOQVJZLWtleQ==',
      password: 'CANARY-password',
      exec: { command: 'CANARY-exec', env: [{ name: 'A', value: 'CANARY-env' }] },
      'auth-provider': { name: 'oidc', config: { 'refresh-token': 'CANARY-refresh' } },
    },
  });
  const planted = join(folder, 'kubeconfig');
  await writeFile(planted, stringify(config));
  const all = await Promise.all(
    [['snapshot'], ['--json'], ['tree']].map((it) => meshpath(...it, '--kubeconfig', planted)),
  );
  for (const { code, stdout, stderr } of all) {
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/CANARY|Q0FOQVJZ/);
    expect(stdout).not.toContain('hidden-from-everyone');
    for (const token of tokens) expect(stdout + stderr).not.toContain(token);
  }
});

/** Behind the head. */
const items = (text: string): string => text.slice(text.indexOf('\n---\n'));

/** The one thing that may differ. */
const withoutSource = (json: string): string => json.replace(/"source": \{[^}]*\}/, '');
