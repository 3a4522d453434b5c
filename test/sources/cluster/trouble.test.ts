import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { main } from '../../../src/main.ts';
import { recordingIo } from '../../support/transcript.ts';

const CERTIFICATES = join(import.meta.dirname, '../../support/certificates');
const folder = mkdtempSync(join(tmpdir(), 'meshpath-trouble-'));
const servers: Server[] = [];
const ports = new Map<string, number>();

beforeAll(async () => {
  for (const name of ['server', 'other-name', 'expired', 'not-yet'])
    await listen(
      name,
      createServer({ cert: certificate(`${name}.crt`), key: certificate(`${name}.key`) }, (_, it) =>
        it.writeHead(401).end(),
      ),
    );
  await listen(
    'http',
    createHttpServer((_, it) => it.end('<html>hello</html>')),
  );
  const proxy = createHttpServer();
  proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Who are you\r\n\r\n'));
  await listen('proxy', proxy);
  for (const [name, script] of Object.entries(PLUGINS)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(async () => {
  for (const it of servers) await once(it.close(), 'close');
  rmSync(folder, { recursive: true });
});

const certificate = (name: string): string => readFileSync(join(CERTIFICATES, name), 'utf8');

async function listen(name: string, server: Server): Promise<void> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ports.set(name, (server.address() as AddressInfo).port);
}

const PLUGINS = {
  rubbish: 'echo "<html>log in</html>"',
  silent: 'true',
  fails: 'echo "the session has ended" >&2; echo "run: log-in again" >&2; exit 7',
  other: `echo '{"apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential"}'`,
  empty: `echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {}}'`,
};

interface Trouble {
  readonly server?: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly env?: Readonly<Record<string, string>>;
}

const CA = join(CERTIFICATES, 'ca.crt');
const OTHER_CA = join(CERTIFICATES, 'other-ca.crt');
const exec = (command: string, more: object = {}): object => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'IfAvailable',
    command: join(folder, command),
    ...more,
  },
});
const pair = (cert: string, key: string): object => ({
  'client-certificate': join(CERTIFICATES, cert),
  'client-key': join(CERTIFICATES, key),
});

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a certificate of another authority': { cluster: { 'certificate-authority': OTHER_CA } },
  'a certificate of no known authority': { cluster: {} },
  'a certificate for another name': { server: 'other-name' },
  'a certificate that has expired': { server: 'expired' },
  'a certificate that is not valid yet': { server: 'not-yet' },
  'an authority that is not there': { cluster: { 'certificate-authority': './none.crt' } },
  'an authority that is no certificate': {
    cluster: { 'certificate-authority': join(folder, 'rubbish') },
  },
  'an authority and no wish for one': {
    cluster: { 'certificate-authority': CA, 'insecure-skip-tls-verify': true },
  },
  'a client key of another certificate': { user: pair('client.crt', 'server.key') },
  'a client key alone': { user: { 'client-key': join(CERTIFICATES, 'client.key') } },
  'a client certificate that is none': { user: pair('README.md', 'client.key') },
  'http where https is': { server: 'http' },
  'https where http is': { cluster: { server: 'http:server' } },
  'a web page where the API server is': { cluster: { server: 'http:http' } },
  'a server that is no URL': { cluster: { server: 'https://:::' } },
  'credentials that are refused': { user: { token: 'old' } },
  'a proxy that refuses': { cluster: { 'certificate-authority': CA, 'proxy-url': 'http:proxy' } },
  'a proxy that is not there': {
    cluster: { 'certificate-authority': CA, 'proxy-url': 'http://127.0.0.1:1' },
  },
  'a proxy of a kind that nobody knows': { cluster: { 'proxy-url': 'ftp://127.0.0.1' } },
  'a proxy that is no URL': { cluster: { 'proxy-url': 'not a url' } },
  'a token file that is not there': { user: { tokenFile: './none' } },
  'a token and a password': { user: { token: 'a', username: 'b', password: 'c' } },
  'groups without a user': { user: { 'as-groups': ['a'] } },
  'a plugin that is not installed': { user: exec('none') },
  'a plugin that is not installed, and how to': {
    user: exec('none', { installHint: 'Get it from https://example.com/plugin.\n' }),
  },
  'a plugin that may not be executed': { user: exec('ca.crt', { command: CA }) },
  'a plugin that prints rubbish': { user: exec('rubbish') },
  'a plugin that prints nothing': { user: exec('silent') },
  'a plugin that fails': { user: exec('fails') },
  'a plugin of another version': { user: exec('other') },
  'a plugin that gives nothing': { user: exec('empty') },
  'a plugin that must ask': { user: exec('empty', { interactiveMode: 'Always' }) },
  'a plugin without interactiveMode': { user: exec('empty', { interactiveMode: undefined }) },
  'a plugin of a version that nobody knows': {
    user: exec('empty', { apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
  },
  'a plugin without a command': { user: exec('empty', { command: undefined }) },
  'a plugin and a provider': { user: { ...exec('empty'), 'auth-provider': { name: 'oidc' } } },
};

/** One sentence or two: what is wrong, in which file and field, and what to do. */
test('what is wrong with a cluster is said, once, with where and what to do', async () => {
  const said: string[] = [];
  for (const [name, trouble] of Object.entries(TROUBLES))
    said.push(`${name}\n  ${await answerTo(trouble)}`);
  await expect(`${said.join('\n')}\n`).toMatchFileSnapshot('trouble.txt');
});

async function answerTo({ server = 'server', cluster, user, env = {} }: Trouble): Promise<string> {
  const withPorts = (value: unknown): unknown =>
    typeof value === 'string'
      ? value.replace(/^(https?):([a-z-]+)$/, (_, scheme: string, name: string) => {
          return `${scheme}://127.0.0.1:${ports.get(name)}`;
        })
      : value;
  const kubeconfig = join(folder, 'kubeconfig');
  const entry = Object.fromEntries(
    Object.entries({
      server: `https://127.0.0.1:${ports.get(server)}`,
      ...(cluster ?? { 'certificate-authority': CA }),
    }).map(([key, value]) => [key, withPorts(value)]),
  );
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [{ name: 'there', cluster: entry }],
      users: [{ name: 'me', user: user ?? {} }],
      contexts: [{ name: 'here', context: { cluster: 'there', user: 'me' } }],
      'current-context': 'here',
    }),
  );
  const { io, stdout, stderr } = recordingIo({ PATH: process.env['PATH'], ...env });
  const code = await main(['list', '--kubeconfig', kubeconfig], { ...io, now: () => Date.now() });
  expect(stdout()).toBe('');
  expect(stderr()).not.toMatch(/^ +at /m);
  expect(code).toBe(3);
  const ported = [...ports].reduce(
    (text, [name, port]) => text.replaceAll(`:${port}`, `:PORT-OF-${name}`),
    stderr(),
  );
  return ported.replaceAll(`${folder}/`, '').replaceAll(`${CERTIFICATES}/`, '').trimEnd();
}
