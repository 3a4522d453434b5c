import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as body } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { getJson } from '../../../src/sources/cluster/connection/api.ts';
import { undiciTransport } from '../../../src/sources/cluster/connection/undici-transport.ts';
import { credentialsOf } from '../../../src/sources/cluster/credentials/credentials.ts';
import {
  chooseContext,
  type ChosenContext,
  type Environment,
  loadKubeconfig,
} from '../../../src/sources/cluster/kubeconfig/kubeconfig.ts';
import { chanceOf } from '../../support/chance.ts';
import { BEGIN, type TestClock, virtualClock } from '../../support/faults/clocks.ts';
import { connectProxy, socksProxy } from '../../support/proxies.ts';

/** Ways to one's own API server that work: what comes over them, it tells. Those that do not stand in trouble.test.ts. */
const CERTIFICATES = join(import.meta.dirname, '../../support/certificates');
const folder = mkdtempSync(join(tmpdir(), 'meshpath-connection-'));
const servers: Server[] = [];
const sockets = new Set<Socket>();
const tunnels: string[] = [];
let ports: Readonly<Record<string, number>> = {};

const file = (name: string): string => join(CERTIFICATES, name);
const text = (name: string): string => readFileSync(file(name), 'utf8');
const data = (name: string): string => readFileSync(file(name)).toString('base64');
const pair = (name: string) => ({ cert: text(`${name}.crt`), key: text(`${name}.key`) });

/** What an API server is told of who asks. */
interface Told {
  readonly authorization?: string;
  readonly client?: string;
  readonly name?: string;
}

function tell({ socket, headers: { authorization } }: IncomingMessage, answer: ServerResponse) {
  const tls = socket as TLSSocket & { servername?: string | false };
  const client = tls.getPeerCertificate().subject?.CN;
  const name = tls.servername;
  const told = { authorization, client, ...(typeof name === 'string' && { name }) };
  answer.setHeader('content-type', 'application/json').end(JSON.stringify(told));
}

const onTunnel = (it: string): void => void tunnels.push(it);

beforeAll(async () => {
  const asking = { requestCert: true, rejectUnauthorized: false, ca: text('ca.crt') };
  ports = {
    server: await listen(createServer({ ...pair('server'), ...asking }, tell)),
    elsewhere: await listen(createServer({ ...pair('other-name'), ...asking }, tell)),
    http: await listen(connectProxy(onTunnel)),
    https: await listen(connectProxy(onTunnel, pair('server'))),
    socks: await listen(socksProxy(onTunnel)),
    issuer: await listen(createServer(pair('server'), (...it) => void issue(...it))),
  };
});
beforeEach(() => {
  tunnels.length = 0;
  asked.length = 0;
  refreshed = {};
});
afterAll(async () => {
  for (const it of sockets) it.destroy();
  for (const it of servers) await once(it.close(), 'close');
  rmSync(folder, { recursive: true });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Way {
  readonly cluster?: object;
  readonly user?: object;
  readonly environment?: Environment;
}

/** In the order of requests. */
async function ask(
  context: ChosenContext,
  environment: Environment = {},
  clock: TestClock = virtualClock(chanceOf(1)),
  before: readonly (() => Promise<void>)[] = [async () => {}],
): Promise<readonly Told[]> {
  const credentials = credentialsOf(context, { clock, environment, interactive: () => false });
  const transport = undiciTransport(context, credentials, environment);
  const { signal } = new AbortController();
  const told: Told[] = [];
  try {
    for (const it of before) {
      await it();
      const api = { transport, clock, patience: Number.POSITIVE_INFINITY };
      told.push((await getJson(api, { path: '/', accept: 'application/json', signal })) as Told);
    }
  } finally {
    await transport.close();
  }
  return told;
}

const contextOf = ({ cluster = {}, user = {} }: Way): ChosenContext => ({
  name: 'here',
  from: 'kubeconfig',
  cluster: {
    server: `https://127.0.0.1:${ports['server']}`,
    'certificate-authority': file('ca.crt'),
    extensions: [],
    ...cluster,
  },
  user: { 'as-groups': [], 'as-user-extra': {}, ...user },
  namespace: 'default',
});

const USERS: Readonly<Record<string, readonly [user: () => object, told: Told]>> = {
  'a token': [() => ({ token: 'abc' }), { authorization: 'Bearer abc' }],
  'a password': [
    () => ({ username: 'a', password: 'b:c' }),
    { authorization: `Basic ${btoa('a:b:c')}` },
  ],
  'a client certificate in files': [
    () => ({ 'client-certificate': file('client.crt'), 'client-key': file('client.key') }),
    { client: 'somebody' },
  ],
  'a client certificate in the kubeconfig': [
    () => ({
      'client-certificate-data': data('client.crt'),
      'client-key-data': data('client.key'),
    }),
    { client: 'somebody' },
  ],
};

test.each(Object.entries(USERS))('with %s', async (_name, [user, told]) => {
  await expect(ask(contextOf({ user: user() }))).resolves.toEqual([told]);
});

test('an authority in the kubeconfig', async () => {
  const cluster = {
    'certificate-authority': undefined,
    'certificate-authority-data': data('ca.crt'),
  };
  await expect(ask(contextOf({ cluster }))).resolves.toEqual([{}]);
});

test('a server that goes by another name', async () => {
  const cluster = {
    server: `https://127.0.0.1:${ports['elsewhere']}`,
    'tls-server-name': 'elsewhere.example.com',
  };
  await expect(ask(contextOf({ cluster }))).resolves.toEqual([{ name: 'elsewhere.example.com' }]);
});

test('a server that nobody vouches for, where that is wished', async () => {
  const cluster = {
    server: `https://127.0.0.1:${ports['elsewhere']}`,
    'certificate-authority': undefined,
    'insecure-skip-tls-verify': true,
  };
  await expect(ask(contextOf({ cluster }))).resolves.toEqual([{}]);
});

/** The name is known to the proxy alone, and the certificate is for another one. */
const behind = () => ({
  server: `https://api.test:${ports['server']}`,
  'tls-server-name': 'localhost',
});

test.each([
  ['http://127.0.0.1', 'http', ''],
  ['http://me:p%40ss@127.0.0.1', 'http', ' me:p@ss'],
  ['https://localhost', 'https', ''],
  ['socks5://127.0.0.1', 'socks', ''],
  ['socks5://me:p%40ss@127.0.0.1', 'socks', ' me:p@ss'],
  ['socks5h://127.0.0.1', 'socks', ''],
])('through the proxy %s', async (url, proxy, user) => {
  const cluster = { ...behind(), 'proxy-url': `${url}:${ports[proxy]}` };
  await expect(ask(contextOf({ cluster, user: { token: 'abc' } }))).resolves.toEqual([
    { authorization: 'Bearer abc', name: 'localhost' },
  ]);
  expect(tunnels).toEqual([`api.test:${ports['server']}${user}`]);
});

test('through the proxy that the environment names', async () => {
  const environment = { HTTPS_PROXY: `127.0.0.1:${ports['http']}`, NO_PROXY: 'other.test' };
  await ask(contextOf({ cluster: behind() }), environment);
  expect(tunnels).toEqual([`api.test:${ports['server']}`]);
});

test('in a Pod: its service account, whose token is renewed', async () => {
  const account = mkdtempSync(join(folder, 'account-'));
  const token = (it: string) => async () => writeFileSync(join(account, 'token'), `${it}\n`);
  await token('one')();
  writeFileSync(join(account, 'namespace'), 'shop');
  writeFileSync(join(account, 'ca.crt'), text('ca.crt'));
  const environment = {
    HOME: account,
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: String(ports['server']),
  };
  const context = chooseContext(
    loadKubeconfig({ environment, serviceAccount: account }),
    undefined,
  );
  expect(context).toMatchObject({ name: 'in-cluster', namespace: 'shop' });
  const clock = virtualClock(chanceOf(1));
  const later = () => clock.pass(70_000);
  await expect(
    ask(context, environment, clock, [token('one'), token('two'), later]),
  ).resolves.toEqual(['one', 'one', 'two'].map((it) => ({ authorization: `Bearer ${it}` })));
});

/** An id token as an issuer gives it. Nobody here looks at the signature. */
function idToken(name: string, seconds: number): string {
  const claims = { sub: name, exp: BEGIN / 1000 + seconds };
  return [{ alg: 'RS256' }, claims, 'signature']
    .map((it) => Buffer.from(JSON.stringify(it)).toString('base64url'))
    .join('.');
}

const asked: unknown[] = [];
let refreshed: object = {};

const issuer = (): string => `https://localhost:${ports['issuer']}`;

/** Renews tokens of whom it knows: by the secret in the form alone, as some do. */
async function issue(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const form = Object.fromEntries(new URLSearchParams(await body(request)));
  asked.push(request.method === 'GET' ? (request.url ?? '') : { ...form });
  if (request.method === 'POST' && 'authorization' in request.headers)
    return void answer.writeHead(401).end();
  answer
    .setHeader('content-type', 'application/json')
    .end(
      JSON.stringify(
        request.method === 'POST'
          ? { id_token: idToken('renewed', 600), ...refreshed }
          : { issuer: issuer(), token_endpoint: `${issuer()}/token` },
      ),
    );
}

const oidc = (seconds: number, more: object = {}) => ({
  'auth-provider': {
    name: 'oidc',
    config: {
      'client-id': 'meshpath',
      'id-token': idToken('first', seconds),
      'idp-issuer-url': issuer(),
      'idp-certificate-authority': file('ca.crt'),
      'refresh-token': 'r&d',
      ...more,
    },
  },
});

const subjectOf = ({ authorization = '' }: Told): unknown =>
  JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()).sub;

test('an id token of OpenID Connect', async () => {
  const told = await ask(contextOf({ user: oidc(600) }));
  expect(told.map(subjectOf)).toEqual(['first']);
  expect(asked).toEqual([]);
});

test('one that has ended is renewed where the issuer says, and what it gives anew is kept', async () => {
  const clock = virtualClock(chanceOf(1));
  const later = () => clock.pass(700_000);
  refreshed = { refresh_token: 'next' };
  const told = await ask(contextOf({ user: oidc(-1) }), {}, clock, [later, later]);
  expect(told.map(subjectOf)).toEqual(['renewed', 'renewed']);
  const form = { grant_type: 'refresh_token', client_id: 'meshpath' };
  const place = '/.well-known/openid-configuration';
  expect(asked.filter((it) => it !== place)).toEqual(
    ['r&d', 'next'].map((token) => ({ ...form, refresh_token: token })),
  );
});

test('a client with a secret says it', async () => {
  const user = oidc(-1, { 'client-secret': 'hush' });
  const told = await ask(contextOf({ user }));
  expect(told.map(subjectOf)).toEqual(['renewed']);
  expect(asked.at(-1)).toMatchObject({ client_secret: 'hush' });
});

test.each([
  ['nothing to renew it with', { 'refresh-token': '' }, 'has no refresh-token'],
  ['an issuer by another name', { 'idp-issuer-url': 'elsewhere' }, 'is about another issuer'],
  ['an issuer without TLS', { 'idp-issuer-url': 'http://127.0.0.1' }, 'is not https'],
])('refused: %s', async (_what, more, why) => {
  const issuerUrl = `https://127.0.0.1:${ports['issuer']}`;
  const config = Object.fromEntries(
    Object.entries(more).map(([key, value]) => [key, value === 'elsewhere' ? issuerUrl : value]),
  );
  await expect(ask(contextOf({ user: oidc(-1, config) }))).rejects.toThrow(why);
});
