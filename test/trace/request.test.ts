import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { SCHEMES, sentHeaders } from '../../src/model/trace.ts';
import { parseRequest, type RequestInput } from '../../src/trace/request.ts';
import { runs } from '../support/runs.ts';
import { worldOf } from '../support/world.ts';

function requestOf(input: string | RequestInput) {
  const parsed = parseRequest(typeof input === 'string' ? { url: input } : input);
  if ('problem' in parsed) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

function problemOf(input: string | RequestInput): string {
  const parsed = parseRequest(typeof input === 'string' ? { url: input } : input);
  return 'problem' in parsed ? parsed.problem.type : JSON.stringify(parsed.value);
}

describe('what a client sends for a URL', () => {
  test.each([
    ['http://a.example.com', 80, 'GET', undefined],
    ['https://a.example.com', 443, 'GET', 'a.example.com'],
    ['ws://a.example.com', 80, 'GET', undefined],
    ['wss://a.example.com', 443, 'GET', 'a.example.com'],
    ['grpc://a.example.com', 80, 'POST', undefined],
    ['grpcs://a.example.com', 443, 'POST', 'a.example.com'],
    ['tls://a.example.com', 443, 'GET', 'a.example.com'],
    ['tcp://a.example.com:5432', 5432, 'GET', undefined],
    ['udp://a.example.com:53', 53, 'GET', undefined],
  ])('%s: port %i, %s, SNI %s', (url, port, method, sni) => {
    expect(requestOf(url)).toMatchObject({ host: 'a.example.com', port, method, path: '/' });
    expect(requestOf(url).sni).toBe(sni);
  });

  test.each([
    ['HTTPS://Shop.EXAMPLE.com./A', 'shop.example.com', 'shop.example.com'],
    ['https://shop.example.com:443/', 'shop.example.com', 'shop.example.com'],
    ['https://shop.example.com:0443/', 'shop.example.com', 'shop.example.com'],
    ['https://shop.example.com:/', 'shop.example.com', 'shop.example.com'],
    ['https://shop.example.com:8443/', 'shop.example.com', 'shop.example.com:8443'],
    ['http://shop.example.com:443/', 'shop.example.com', 'shop.example.com:443'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['https://MÜNCHEN。example/', 'xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['https://a_b.example.com/', 'a_b.example.com', 'a_b.example.com'],
    ['https://[2001:DB8:0:0::1]/', '2001:db8::1', '[2001:db8::1]'],
    ['https://[::1]:8443/', '::1', '[::1]:8443'],
    ['https://127.1/', '127.0.0.1', '127.0.0.1'],
    ['  https://shop.example.com/  ', 'shop.example.com', 'shop.example.com'],
  ])('%s calls %s and says Host %s', (url, host, authority) => {
    expect(requestOf(url)).toMatchObject({ host, authority });
  });

  test.each([
    ['http://a/x/../y/./z', '/x/../y/./z', undefined],
    ['http://a//x//', '//x//', undefined],
    ['http://a/%2e%2E/x%2Fy', '/%2e%2E/x%2Fy', undefined],
    ['http://a/x;v=1/y', '/x;v=1/y', undefined],
    ['http://a?x=1', '/', 'x=1'],
    ['http://a/?', '/', ''],
    ['http://a/x?y=/?z#f?g', '/x', 'y=/?z'],
    ['http://a#f', '/', undefined],
    ['http://a/größe x?ü=é', '/gr%C3%B6%C3%9Fe%20x', '%C3%BC=%C3%A9'],
  ])('%s: path %s, query %s', (url, path, query) => {
    expect(requestOf(url).path).toBe(path);
    expect(requestOf(url).query).toBe(query);
  });

  test('an IP address is no SNI', () => {
    expect(requestOf('https://203.0.113.7/').sni).toBeUndefined();
    expect(requestOf('https://[::1]/').sni).toBeUndefined();
    expect(requestOf({ url: 'https://203.0.113.7/', sni: 'A.example.com' }).sni).toBe(
      'a.example.com',
    );
  });

  test('a Host header is what is asked for, and not what is called', () => {
    const request = requestOf({
      url: 'https://203.0.113.7/',
      headers: ['hOST: Shop.example.com:8443', 'X-A:b', 'X-A:  c: d '],
    });
    expect(request).toMatchObject({
      host: '203.0.113.7',
      authority: 'Shop.example.com:8443',
      headers: [
        { name: 'X-A', value: 'b' },
        { name: 'X-A', value: 'c: d' },
      ],
    });
  });

  test('a password is sent, and shown nowhere', () => {
    const request = requestOf('https://jane:secret@shop.example.com/');
    expect(request).toMatchObject({ url: 'https://shop.example.com/', host: 'shop.example.com' });
    expect(request.headers.map((it) => it.name)).toEqual(['Authorization']);
    expect(JSON.stringify(request)).not.toMatch(/secret|jane/);
    const given = requestOf({ url: 'https://jane@a/', headers: ['authorization: Bearer x'] });
    expect(given.headers).toEqual([{ name: 'authorization', value: 'Bearer x' }]);
  });
});

test.each([
  ['', 'not-a-url'],
  ['shop.example.com', 'not-a-url'],
  ['/x', 'not-a-url'],
  ['http:/a', 'not-a-url'],
  ['://a', 'not-a-url'],
  ['gopher://a', 'unknown-scheme'],
  ['http+unix://a', 'unknown-scheme'],
  ['https://', 'bad-host'],
  ['https:///x', 'bad-host'],
  ['https://a b/', 'bad-host'],
  ['https://a<b/', 'bad-host'],
  ['https://.example.com/', 'bad-host'],
  ['https://a..b/', 'bad-host'],
  ['https://256.1.1.1/', 'bad-host'],
  ['https://[::1/', 'bad-host'],
  ['https://[1]/', 'bad-host'],
  ['https://a:0/', 'bad-port'],
  ['https://a:65536/', 'bad-port'],
  ['https://a:x/', 'bad-port'],
  ['https://a:-1/', 'bad-port'],
  ['https://::1/', 'bad-host'],
  ['tcp://a', 'port-needed'],
  ['udp://a/', 'port-needed'],
])('%s is refused: %s', (url, type) => {
  expect(problemOf(url)).toBe(type);
});

test.each(['X-A', ': b', 'X A: b', '', 'Ä: b', 'a: b\r\nc: d', 'a: \u0000b'])(
  '%s is no header',
  (header) => {
    expect(problemOf({ url: 'http://a', headers: [header] })).toBe('bad-header');
  },
);

test.each(['', 'GET /', 'G\nT', 'GÉT'])('%s is no method', (method) => {
  expect(problemOf({ url: 'http://a', method })).toBe('bad-method');
});

const exposed = (kind: string, name: string, version = 'v1') => `
apiVersion: ${version}
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec: {type: NodePort, ingressClassName: nginx, ports: [{port: 80, nodePort: 30080}]}
`;

describe('--via', () => {
  const { exposure } = worldOf(
    [
      exposed('Service', 'web'),
      exposed('Ingress', 'web', 'networking.k8s.io/v1'),
      exposed('Service', 'api'),
    ].join('---'),
  );
  const via = (text: string) => parseRequest({ url: 'http://a', via: text }, exposure.entryPoints);

  test.each(['api', 'shop/api', 'Service/shop/api', 'service/shop/api', 'INGRESS/shop/web'])(
    '%s is one entry point',
    (text) => {
      expect(via(text)).toMatchObject({ value: { via: expect.any(String) } });
    },
  );

  test.each(['web', 'shop/web'])('%s names two', (text) => {
    expect(via(text)).toMatchObject({
      problem: { type: 'via-names-several', candidates: [{ name: 'web' }, { name: 'web' }] },
    });
  });

  test.each(['', 'nothing', 'blog/api', 'Gateway/shop/api', 'v1/Service/shop/api', 'shop/'])(
    '%j names nothing',
    (text) => {
      expect(via(text)).toMatchObject({ problem: { type: 'via-names-nothing', via: text } });
    },
  );
});

test('whatever is typed becomes a request or a reason why it is none', () => {
  const likely = fc
    .tuple(
      fc.oneof(fc.constantFrom(...SCHEMES), fc.string({ maxLength: 5 })),
      fc.constantFrom('://', ':', '/'),
      fc.oneof(
        fc.constantFrom(
          'a',
          'a.example.com',
          'A.b',
          'ü.example',
          '10.0.0.1',
          '[::1]',
          '1.2',
          'x@a',
        ),
        fc.string({ maxLength: 8 }),
      ),
      fc.oneof(fc.constantFrom('', ':', ':443'), fc.string({ maxLength: 5 })),
      fc.oneof(
        fc.constantFrom('', '/', '/a?b', '/ü'),
        fc.string({ unit: 'binary-ascii', maxLength: 8 }),
      ),
    )
    .map((it) => it.join(''));
  fc.assert(
    fc.property(fc.oneof(likely, fc.string({ unit: 'binary-ascii', maxLength: 12 })), (url) => {
      const parsed = parseRequest({ url });
      if ('problem' in parsed) return;
      const { host, port, path, query = '', authority, sni } = parsed.value;
      expect(host).toBe(host.toLowerCase());
      expect(host).not.toMatch(/^$|[\s/\\@[\]]|\.$/);
      expect(port).toBeGreaterThan(0);
      expect(port).toBeLessThan(65_536);
      expect(path).toMatch(/^\/[!-~\p{Cs}]*$/u);
      expect(query).toMatch(/^[!-~\p{Cs}]*$/u);
      expect(authority.replace(/[[\]]/g, '')).toMatch(/^[^\s/]+$/);
      expect(sni === undefined || sni === host).toBe(true);
      // What is sent is asked for once more by the same words.
      const again = requestOf(`http://${authority}${path}`);
      expect(again).toMatchObject({ host, path });
    }),
    runs(300, 3000),
  );
});

test.for([
  ['http://192.0.2.1/', 'shop.example.com', 'shop.example.com'],
  ['http://shop.example.com.evil.example/', 'shop.example.com', 'shop.example.com'],
  ['https://shop.example.com:8443/', 'shop.example.com', 'shop.example.com'],
  ['https://Shop.Example.com:443/', 'shop.example.com', undefined],
  ['http://[2001:DB8::1]/', undefined, undefined],
] as const)('of %s the Host %s is told where it is another', ([url, host, told]) => {
  const request = requestOf({ url, headers: host === undefined ? [] : [`Host: ${host}`] });
  expect(sentHeaders(request).map(({ value }) => value)).toEqual(told === undefined ? [] : [told]);
});

test.for([
  ['', undefined],
  ['Shop.Example.com.', 'shop.example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
] as const)('--sni %j is sent as %s', ([sni, sent]) => {
  expect(requestOf({ url: 'https://192.0.2.1/', sni }).sni).toBe(sent);
});

test.each(['a b', 'a\nb', '..'])('%j is no name for --sni', (sni) => {
  expect(problemOf({ url: 'https://192.0.2.1/', sni })).toBe('bad-host');
});
