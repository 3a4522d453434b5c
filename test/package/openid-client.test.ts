import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, expect, test } from 'vitest';

import { customFetch, discovery, refreshTokenGrant } from '../../.scripts/slim/openid-client.ts';

const ISSUER = 'https://issuer.example.com/realm';
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An issuer on this machine, and the `fetch` that finds it behind its name. */
async function issuer(answer: Answer) {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return {
    [customFetch]: (url: string, options: RequestInit) =>
      fetch(url.replace('https://issuer.example.com', `http://127.0.0.1:${port}`), options),
  };
}

const metadata = JSON.stringify({ issuer: ISSUER, token_endpoint: `${ISSUER}/token` });

test('a token is renewed where the issuer says, and what it gives anew is kept', async () => {
  const asked: string[] = [];
  const way = await issuer(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${await text(request)}`);
    response.end(
      request.method === 'GET'
        ? metadata
        : JSON.stringify({ id_token: 'new', refresh_token: 'next', expires_in: 300 }),
    );
  });
  const found = await discovery(ISSUER, 'kubernetes', undefined, undefined, way);
  const renewed = await refreshTokenGrant(found, 'r&d');
  expect(asked).toEqual([
    'GET /realm/.well-known/openid-configuration ',
    'POST /realm/token grant_type=refresh_token&refresh_token=r%26d&client_id=kubernetes',
  ]);
  expect(renewed).toMatchObject({ id_token: 'new', refresh_token: 'next' });
  expect(renewed.expiresIn()).toBe(300);
});

test('without a new refresh token the old one lives on', async () => {
  const way = await issuer(({ method }, response) =>
    response.end(method === 'GET' ? metadata : '{"id_token":"new"}'),
  );
  const found = await discovery(ISSUER, 'kubernetes', undefined, undefined, way);
  await expect(refreshTokenGrant(found, 'old')).resolves.toMatchObject({ refresh_token: 'old' });
});

test.for([
  ['another issuer', '{"issuer":"https://elsewhere"}', /is about another issuer/],
  ['no token endpoint', JSON.stringify({ issuer: ISSUER }), /gave no token_endpoint/],
  ['no object', 'null', /gave no JSON object/],
  ['no JSON', '<html>', /JSON/],
] as const)('refused: %s', async ([, answer, why]) => {
  const way = await issuer((_, response) => response.end(answer));
  await expect(discovery(ISSUER, 'kubernetes', undefined, undefined, way)).rejects.toThrow(why);
});

test('refused: a status that is no success, a redirect, and what is not https', async () => {
  const way = await issuer(({ url }, response) => {
    response
      .writeHead(url?.includes('moved') === true ? 302 : 400, { location: '/elsewhere' })
      .end();
  });
  await expect(discovery(ISSUER, 'k', undefined, undefined, way)).rejects.toThrow(/answered 400/);
  await expect(discovery(`${ISSUER}/moved`, 'k', undefined, undefined, way)).rejects.toThrow(
    /redirect|fetch failed/,
  );
  await expect(
    discovery('http://issuer.example.com', 'k', undefined, undefined, way),
  ).rejects.toThrow(/is not https/);
});
