import { expect, test } from 'vitest';

import { proxyFor } from '../../../src/sources/cluster/connection/proxy.ts';

const HTTPS_PROXY = 'http://proxy.test:3128';

/** What the environment says, and whether a server is reached through its proxy. */
test.each([
  ['https://api.test', {}, undefined],
  ['https://api.test', { HTTPS_PROXY }, `${HTTPS_PROXY}/`],
  ['https://api.test', { https_proxy: 'proxy.test:3128' }, `${HTTPS_PROXY}/`],
  ['http://api.test', { HTTPS_PROXY }, undefined],
  ['http://api.test', { HTTP_PROXY: HTTPS_PROXY }, `${HTTPS_PROXY}/`],
  ['https://localhost:6443', { HTTPS_PROXY }, undefined],
  ['https://127.0.0.1:6443', { HTTPS_PROXY }, undefined],
  ['https://api.test', { HTTPS_PROXY, NO_PROXY: '*' }, undefined],
  ['https://api.test', { HTTPS_PROXY, NO_PROXY: 'other, api.test' }, undefined],
  ['https://api.test', { HTTPS_PROXY, NO_PROXY: 'test' }, undefined],
  ['https://api.test', { HTTPS_PROXY, NO_PROXY: '.test' }, undefined],
  ['https://test', { HTTPS_PROXY, NO_PROXY: '.test' }, `${HTTPS_PROXY}/`],
  ['https://api.test', { HTTPS_PROXY, NO_PROXY: '*.test' }, undefined],
  ['https://myapi.test', { HTTPS_PROXY, NO_PROXY: 'api.test' }, `${HTTPS_PROXY}/`],
  ['https://api.test:6443', { HTTPS_PROXY, NO_PROXY: 'api.test:443' }, `${HTTPS_PROXY}/`],
  ['https://api.test:6443', { HTTPS_PROXY, NO_PROXY: 'api.test:6443' }, undefined],
  ['https://10.1.2.3:6443', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3:6443', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }, `${HTTPS_PROXY}/`],
  ['https://[fd00::1]:6443', { HTTPS_PROXY, NO_PROXY: '[fd00::1]' }, undefined],
])('%s with %o', (server, environment, proxy) => {
  expect(proxyFor(contextOf(server), environment)?.href).toBe(proxy);
});

test('what the kubeconfig says of a proxy goes before the environment', () => {
  const context = contextOf('https://api.test', { 'proxy-url': 'socks5://socks.test:1080' });
  expect(proxyFor(context, { HTTPS_PROXY, NO_PROXY: '*' })?.href).toBe('socks5://socks.test:1080');
});

const contextOf = (server: string, more: object = {}): Parameters<typeof proxyFor>[0] => ({
  name: 'here',
  from: 'kubeconfig',
  cluster: { server, extensions: [], ...more },
  user: { 'as-groups': [], 'as-user-extra': {} },
  namespace: 'default',
});
