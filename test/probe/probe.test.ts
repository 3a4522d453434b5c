import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { join } from 'node:path';

import { afterEach, expect, test } from 'vitest';

import type { Exposure } from '../../src/model/exposure.ts';
import type { Trace } from '../../src/model/trace.ts';
import { sendProbe } from '../../src/probe/send.ts';
import { traceReport } from '../../src/report/trace.ts';
import { announceProbe, namesToResolve, type ProbeRow, probeRows } from '../../src/text/probe.ts';
import { parseRequest, type RequestInput } from '../../src/trace/request.ts';
import { createTracer } from '../../src/trace/trace.ts';
import { problemsOf } from '../support/schema.ts';
import { CASE_NOW, worldOf } from '../support/world.ts';

const pem = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'certificates', `${name}.pem`), 'utf8');

const servers: (Server | HttpServer)[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function listening(server: Server | HttpServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

interface Received {
  readonly line: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}
const received: Received[] = [];

const http = (status: number, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  listening(createHttp(answerWith(status, headers)));

const https = (certificate: string, status = 200): Promise<number> =>
  listening(createHttps({ key: pem(certificate), cert: pem(certificate) }, answerWith(status, {})));

const answerWith =
  (status: number, headers: Readonly<Record<string, string>>): Parameters<typeof createHttp>[1] =>
  (request, response) => {
    received.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    response.writeHead(status, headers).end();
  };

/** A Gateway whose address is this machine, with a second one elsewhere; only /here leads to Pods that are ready. */
const worldAt = (port: number, protocol = 'HTTP', more = '') =>
  worldOf(`
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: any}
spec: {controllerName: example.com/gateway}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: here}
spec:
  gatewayClassName: any
  listeners: [{name: web, port: ${port}, protocol: ${protocol}, hostname: "*.example.com"${protocol === 'HTTP' ? '' : ', tls: {certificateRefs: [{name: web}]}'}}]
status: {addresses: [{value: 127.0.0.1}]${more}}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: old}
spec:
  gatewayClassName: any
  listeners: [{name: web, port: ${port}, protocol: HTTP, hostname: old.example.org}]
status: {addresses: [{value: 127.0.0.2}, {type: Hostname, value: lb.example.net}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: here}]
  rules:
  - matches: [{path: {value: /here}}]
    backendRefs: [{name: web, port: 80}]
  - matches: [{path: {value: /moved}}]
    filters: [{type: RequestRedirect, requestRedirect: {hostname: new.example.com, statusCode: 301}}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [10.0.0.1]}]
ports: [{port: 80}]
`).exposure;

interface Situation extends Partial<RequestInput> {
  readonly port: number;
  readonly dns?: Readonly<Record<string, readonly string[]>>;
  readonly protocol?: string;
  readonly ca?: string;
  readonly timeout?: number;
  readonly exposure?: Exposure;
}

async function probed(url: string, situation: Situation) {
  const {
    port,
    dns = { 'shop.example.com': ['127.0.0.1'] },
    protocol,
    ca,
    timeout,
    exposure = worldAt(port, protocol),
    ...input
  } = situation;
  const parsed = parseRequest(
    { method: 'HEAD', ...input, url: url.replace('PORT', String(port)) },
    exposure.entryPoints,
  );
  if ('problem' in parsed) throw new Error(parsed.problem.type);
  const trace: Trace = createTracer(exposure)(parsed.value);
  const probe = await sendProbe(parsed.value, namesToResolve(exposure), {
    now: () => CASE_NOW,
    ...(timeout !== undefined && { timeout }),
    ...(ca !== undefined && { ca }),
    lookUp: async (name) => {
      const found = dns[name];
      if (found === undefined) throw Object.assign(new Error(name), { code: 'ENOTFOUND' });
      return found;
    },
  });
  // Whatever was found, it is told as the published schema has it.
  const report = { trace, exposure, findings: [], followed: [], probed: { probe, trace } };
  expect(problemsOf(traceReport(report))).toEqual([]);
  return { probe, rows: probeRows(probe, trace, exposure), request: parsed.value };
}

const lineOf = ({ what, verdict, predicted, found }: ProbeRow): string =>
  `${what} ${verdict}: ${found} (${predicted})`;

const meaningOf = (rows: readonly ProbeRow[], what: ProbeRow['what']): string =>
  rows.find((it) => it.what === what)?.meaning ?? '';

test('all as predicted', async () => {
  const port = await http(200, { server: 'envoy' });
  const { rows } = await probed('http://shop.example.com:PORT/here?a=b', { port });
  expect(rows.map(lineOf)).toEqual([
    'dns agrees: 127.0.0.1 (127.0.0.1)',
    `connection agrees: open, 127.0.0.1:${port} (open)`,
    'answer agrees: 200 from envoy (a Pod answers)',
  ]);
  expect(rows.flatMap((it) => it.meaning ?? [])).toEqual([]);
});

test('one request is sent, as it was asked for', async () => {
  const port = await http(200);
  received.splice(0);
  await probed('http://shop.example.com:PORT/here/ü%20x?q=1', {
    port,
    method: 'GET',
    headers: ['X-User: jason', 'Host: other.example.com', 'X-User: twice'],
  });
  expect(received).toHaveLength(1);
  expect(received[0]?.line).toBe('GET /here/%C3%BC%20x?q=1');
  expect(received[0]?.headers).toMatchObject({
    host: 'other.example.com',
    'x-user': 'jason, twice',
    'user-agent': 'meshpath',
  });
});

test('a header of another script is sent as its bytes, whatever its name', async () => {
  const port = await http(200);
  received.splice(0);
  await probed('http://shop.example.com:PORT/', {
    port,
    headers: ['X-User: 花子', 'constructor: x'],
  });
  const { 'x-user': user = '', constructor } = received[0]?.headers ?? {};
  expect(Buffer.from(String(user), 'latin1').toString()).toBe('花子');
  expect(constructor).toBe('x');
});

test.for([
  ['the name of no one', {}, 'no address (ENOTFOUND)', /needs a record that leads to 127\.0\.0\.1/],
  [
    'the address of another entry point',
    { 'shop.example.com': ['127.0.0.2'] },
    '127.0.0.2',
    /leads to Gateway default\/old, not to Gateway default\/here/,
  ],
  [
    'the address of another one’s name',
    { 'shop.example.com': ['127.0.0.9'], 'lb.example.net': ['127.0.0.9'] },
    '127.0.0.9',
    /leads to Gateway default\/old/,
  ],
  [
    'an address that nobody here has',
    { 'shop.example.com': ['127.0.0.3'] },
    '127.0.0.3',
    /an old load balancer's/,
  ],
  [
    'a part of the right one',
    { 'shop.example.com': ['127.0.0.1', '127.0.0.3'] },
    '127.0.0.1 and 127.0.0.3',
    /Some requests go elsewhere \(127\.0\.0\.3\)/,
  ],
] as const)('DNS tells %s', async ([, dns, found, meaning]) => {
  const port = await http(200);
  const { rows } = await probed('http://shop.example.com:PORT/here', { port, dns });
  expect(lineOf(rows[0] as ProbeRow)).toBe(`dns differs: ${found} (127.0.0.1)`);
  expect(meaningOf(rows, 'dns')).toMatch(meaning);
});

test('an address goes before DNS', async () => {
  const port = await http(200);
  const { rows } = await probed('http://shop.example.com:PORT/here', {
    port,
    dns: {},
    address: '127.0.0.1',
  });
  expect(rows.map((it) => `${it.what} ${it.verdict}`)).toEqual([
    'dns differs',
    'connection agrees',
    'answer agrees',
  ]);
});

test('nothing listens', async () => {
  const server = createTcp();
  const port = await listening(server);
  servers.splice(servers.indexOf(server), 1);
  server.close();
  await once(server, 'close');
  const { rows } = await probed('http://shop.example.com:PORT/here', { port });
  expect(lineOf(rows[1] as ProbeRow)).toBe(
    `connection differs: refused, 127.0.0.1:${port} (ECONNREFUSED) (open)`,
  );
  expect(meaningOf(rows, 'connection')).toMatch(/nothing listens at this port/);
});

test('nothing answers in time', async () => {
  const port = await listening(createTcp((socket) => socket.resume()));
  const { probe, rows } = await probed('http://shop.example.com:PORT/here', { port, timeout: 50 });
  expect(probe.connection).toMatchObject({ type: 'silent' });
  expect(lineOf(rows[1] as ProbeRow)).toBe(
    `connection differs: open, and no answer, 127.0.0.1:${port} (ETIMEDOUT) (open)`,
  );
  expect(meaningOf(rows, 'connection')).toMatch(/opened, and no answer came in time/);
});

test('what comes back is no HTTP', async () => {
  const port = await listening(createTcp((socket) => socket.resume().end('SSH-2.0-OpenSSH\r\n')));
  const { rows } = await probed('http://shop.example.com:PORT/here', { port });
  expect(meaningOf(rows, 'connection')).toMatch(/is no HTTP/);
});

test('gRPC where HTTP/2 is not spoken', async () => {
  const port = await https('good');
  const { rows } = await probed('grpcs://shop.example.com:PORT/here', { port, ...TLS });
  expect(meaningOf(rows, 'certificate')).toMatch(/gRPC needs HTTP\/2/);
});

test.for([404, 503])('no gateway is blamed for %i where none is', async (status) => {
  const port = await http(status);
  const { exposure } = worldOf(`
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: ${port}, nodePort: 30080}]}
status: {loadBalancer: {ingress: [{ip: 127.0.0.1}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [10.0.0.1]}]
ports: [{port: ${port}}]
`);
  const { rows } = await probed('http://127.0.0.1:PORT/', { port, exposure });
  expect(rows.at(-1)).toMatchObject({ what: 'answer', verdict: 'agrees' });
  expect(meaningOf(rows, 'answer')).toMatch(/the Pod's own answer: no proxy/);
});

test('the certificate of a controller that finds no Secret is what was predicted', async () => {
  const port = await https('other');
  const objects = readFileSync(
    join(import.meta.dirname, '../cases/ingress/I9-secret-missing/objects.yaml'),
    'utf8',
  );
  const { exposure } = worldOf(
    objects.replace('port: 443,', `port: ${port},`).replace('203.0.113.7', '127.0.0.1'),
  );
  const { rows } = await probed('https://shop.example.com:PORT/', { port, exposure });
  const row = rows.find((it) => it.what === 'certificate');
  expect(row).toMatchObject({
    verdict: 'agrees',
    predicted: expect.stringContaining('gone does not exist'),
  });
  expect(row?.meaning).toMatch(/Clients refuse it/);
});

test('the connection is cut', async () => {
  const port = await listening(createTcp((socket) => socket.destroy()));
  const { rows } = await probed('http://shop.example.com:PORT/here', { port });
  expect(meaningOf(rows, 'connection')).toMatch(/cut before an answer/);
});

test.for([
  [503, '/here', 'differs', /no answer from the Pods/],
  [504, '/here', 'differs', /take too long/],
  [500, '/here', 'agrees', /an error of its own/],
  [404, '/here', 'unknown', /a gateway without this rule/],
  [405, '/here', 'unknown', /-X GET/],
  [404, '/elsewhere', 'agrees', /^$/],
  [200, '/elsewhere', 'differs', /Somebody else answers/],
  [301, '/moved', 'agrees', /^$/],
  [200, '/moved', 'differs', /Somebody else answers/],
] as const)('%i for %s %s', async ([status, path, verdict, meaning]) => {
  const port = await http(status);
  const { rows } = await probed(`http://shop.example.com:PORT${path}`, { port });
  expect(rows.at(-1)).toMatchObject({ what: 'answer', verdict });
  expect(meaningOf(rows, 'answer')).toMatch(meaning);
});

const TLS = { protocol: 'HTTPS', ca: pem('ca') } as const;

test('a certificate that fits', async () => {
  const port = await https('good');
  const { rows } = await probed('https://shop.example.com:PORT/here', { port, ...TLS });
  expect(rows.map(lineOf)).toEqual([
    'dns agrees: 127.0.0.1 (127.0.0.1)',
    `connection agrees: open, 127.0.0.1:${port} (open)`,
    'certificate agrees: shop.example.com and *.shop.example.com, until 2120-01-01, by meshpath tests (one for shop.example.com)',
    'answer agrees: 200 (a Pod answers)',
  ]);
});

test.for([
  ['other', {}, /it is for other\.example\.com, not for shop\.example\.com/],
  ['expired', {}, /expired 5y ago/],
  ['soon', {}, /expires in 7 days/],
  ['good', { ca: '' }, /does not trust|cannot tell who signed it/],
] as const)('a certificate that is wrong: %s', async ([certificate, more, meaning]) => {
  const port = await https(certificate);
  const { rows } = await probed('https://shop.example.com:PORT/here', { port, ...TLS, ...more });
  expect(rows[2]).toMatchObject({ what: 'certificate', verdict: 'differs' });
  expect(meaningOf(rows, 'certificate')).toMatch(meaning);
  // It is looked at all the same.
  expect(rows[3]).toMatchObject({ what: 'answer', verdict: 'agrees' });
});

test('plain text where TLS is asked for', async () => {
  const port = await http(200);
  const { rows } = await probed('https://shop.example.com:PORT/here', { port, ...TLS });
  expect(meaningOf(rows, 'certificate')).toMatch(/Plain text is spoken/);
});

test('of TCP there is a connection to see, and of UDP nothing', async () => {
  const port = await listening(createTcp((socket) => socket.resume()));
  const tcp = await probed('tcp://shop.example.com:PORT', { port });
  expect(tcp.rows.map((it) => it.what)).toEqual(['dns', 'connection']);
  expect(tcp.probe.connection.type).toBe('open');
  const udp = await probed('udp://shop.example.com:PORT', { port });
  expect(udp.probe.connection).toEqual({ type: 'not-tried' });
});

test.for([
  [
    'http://shop.example.com/a',
    {},
    '--probe looks shop.example.com up here, connects to shop.example.com on port 80 and sends one HEAD /a.',
  ],
  [
    'https://shop.example.com/',
    { address: '192.0.2.1' },
    '--probe looks shop.example.com up here, connects to 192.0.2.1 on port 443, shakes hands with TLS for shop.example.com and sends one HEAD /.',
  ],
  ['tcp://192.0.2.1:5432', {}, '--probe connects to 192.0.2.1 on port 5432.'],
  ['udp://shop.example.com:53', {}, '--probe looks shop.example.com up here.'],
  ['udp://192.0.2.1:53', {}, '--probe looks at nothing: of UDP there is nothing to see.'],
] as const)('%s is announced', ([url, more, expected]) => {
  const parsed = parseRequest({ url, method: 'HEAD', ...more });
  if ('problem' in parsed) throw new Error(parsed.problem.type);
  expect(announceProbe(parsed.value)).toBe(expected);
});
