import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import type { CredentialOptions } from '../../../src/sources/cluster/credentials/credential.ts';
import {
  type Credentials,
  credentialsOf,
} from '../../../src/sources/cluster/credentials/credentials.ts';
import type { ChosenContext } from '../../../src/sources/cluster/kubeconfig/kubeconfig.ts';
import { chanceOf } from '../../support/chance.ts';
import { type TestClock, virtualClock } from '../../support/faults/clocks.ts';

const folder = mkdtempSync(join(tmpdir(), 'meshpath-credentials-'));
const plugin = join(folder, 'plugin');
const answer = join(folder, 'answer');
const calls = join(folder, 'calls');

beforeAll(() => {
  writeFileSync(plugin, `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >> ${calls}\ncat ${answer}\n`);
  chmodSync(plugin, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Opened {
  readonly clock: TestClock;
  readonly credentials: Credentials;
}

function open(user: object, more: Partial<CredentialOptions> = {}): Opened {
  writeFileSync(calls, '');
  const clock = virtualClock(chanceOf(1));
  const context: ChosenContext = {
    name: 'here',
    from: 'kubeconfig',
    cluster: { server: 'https://cluster.test', 'tls-server-name': 'name.test', extensions: [] },
    user: { 'as-groups': [], 'as-user-extra': {}, ...user },
    namespace: 'default',
  };
  const options = { clock, environment: process.env, interactive: () => false, ...more };
  return { clock, credentials: credentialsOf(context, options) };
}

const exec = (version: string, more: object = {}): object => ({
  exec: {
    apiVersion: `client.authentication.k8s.io/${version}`,
    command: plugin,
    args: [],
    env: [],
    interactiveMode: 'IfAvailable',
    ...more,
  },
});

function give(version: string, status: object): void {
  const apiVersion = `client.authentication.k8s.io/${version}`;
  writeFileSync(answer, JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));
}

const callsSoFar = (): readonly string[] =>
  readFileSync(calls, 'utf8')
    .split('\n')
    .filter((it) => it !== '');

const tokenOf = async ({ credentials }: Opened): Promise<unknown> =>
  (await credentials.get()).headers['authorization'];

test.each(['v1', 'v1beta1'])(
  'a plugin of %s is asked once, and again before its token ends',
  async (version) => {
    const opened = open(exec(version));
    const expirationTimestamp = new Date(opened.clock.now() + 600_000).toISOString();
    give(version, { token: 'first', expirationTimestamp });
    await expect(Promise.all([tokenOf(opened), tokenOf(opened)])).resolves.toEqual([
      'Bearer first',
      'Bearer first',
    ]);
    expect(callsSoFar()).toHaveLength(1);

    give(version, { token: 'second' });
    await opened.clock.pass(500_000);
    await expect(tokenOf(opened)).resolves.toBe('Bearer first');
    await opened.clock.pass(95_000);
    // All who come at once wait for one renewal.
    const tokens = await Promise.all([tokenOf(opened), tokenOf(opened), tokenOf(opened)]);
    expect(new Set(tokens)).toEqual(new Set(['Bearer second']));
    expect(callsSoFar()).toHaveLength(2);
  },
);

test('what is refused is renewed, but not for every request', async () => {
  const opened = open(exec('v1'));
  give('v1', { token: 'old' });
  const refused = await opened.credentials.get();
  give('v1', { token: 'new' });
  await expect(
    Promise.all([opened.credentials.renew(refused), opened.credentials.renew(refused)]),
  ).resolves.toEqual([true, true]);
  await expect(tokenOf(opened)).resolves.toBe('Bearer new');
  expect(callsSoFar()).toHaveLength(2);

  const alsoRefused = await opened.credentials.get();
  await expect(opened.credentials.renew(alsoRefused)).resolves.toBe(false);
  expect(callsSoFar()).toHaveLength(2);
  await opened.clock.pass(10_000);
  await expect(opened.credentials.renew(alsoRefused)).resolves.toBe(true);
  expect(callsSoFar()).toHaveLength(3);
});

test('a plugin that fails is not asked for every request', async () => {
  const opened = open(exec('v1'));
  writeFileSync(answer, 'rubbish');
  await expect(tokenOf(opened)).rejects.toThrow('no ExecCredential');
  await expect(tokenOf(opened)).rejects.toThrow('no ExecCredential');
  expect(callsSoFar()).toHaveLength(1);
  give('v1', { token: 'mended' });
  await opened.clock.pass(10_000);
  await expect(tokenOf(opened)).resolves.toBe('Bearer mended');
});

test('a plugin is told of the cluster where it asks for that', async () => {
  give('v1', { token: 'a' });
  await tokenOf(open(exec('v1', { provideClusterInfo: true })));
  const [told = ''] = callsSoFar();
  expect(JSON.parse(told)).toMatchObject({
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      cluster: { server: 'https://cluster.test', 'tls-server-name': 'name.test' },
    },
  });
});

test('a plugin that must ask is lent the terminal', async () => {
  give('v1', { token: 'a' });
  let lent = 0;
  const opened = open(exec('v1', { interactiveMode: 'Always' }), {
    interactive: () => true,
    lendTerminal: (during) => {
      lent += 1;
      return during();
    },
  });
  await expect(tokenOf(opened)).resolves.toBe('Bearer a');
  expect(lent).toBe(1);
});

test('a certificate of a plugin is used', async () => {
  give('v1', { clientCertificateData: 'cert', clientKeyData: 'key' });
  const { certificate } = await open(exec('v1')).credentials.get();
  expect(certificate).toEqual({ cert: 'cert', key: 'key' });
});

test('a token file is read again', async () => {
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'one\n');
  const opened = open({ tokenFile });
  await expect(tokenOf(opened)).resolves.toBe('Bearer one');
  writeFileSync(tokenFile, 'two\n');
  await expect(tokenOf(opened)).resolves.toBe('Bearer one');
  await opened.clock.pass(70_000);
  await expect(tokenOf(opened)).resolves.toBe('Bearer two');
});

test('who is impersonated: the kubeconfig says it, and flags over it', async () => {
  const user = {
    as: 'somebody',
    'as-groups': ['g'],
    'as-uid': '7',
    'as-user-extra': { Why: ['x'] },
  };
  await expect(open(user).credentials.get()).resolves.toEqual({
    headers: {
      'impersonate-user': 'somebody',
      'impersonate-group': ['g'],
      'impersonate-uid': '7',
      'impersonate-extra-why': ['x'],
    },
  });
  const flags = { as: 'else', asGroups: ['h', 'i'] };
  const { headers } = await open(user, flags).credentials.get();
  expect(headers).toMatchObject({ 'impersonate-user': 'else', 'impersonate-group': ['h', 'i'] });
});
