import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { main } from '../../src/main.ts';
import { recordingIo } from '../support/transcript.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'meshpath-diff-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const ISTIO = readFileSync(join(import.meta.dirname, 'files/istio.yaml'), 'utf8');

/** What is said of a text of YAML, and of the same with some of it replaced. */
async function difference(yaml: string, ...edits: readonly (readonly [string, string])[]) {
  const edited = edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, yaml);
  const [before, after] = [join(FOLDER, 'before.yaml'), join(FOLDER, 'after.yaml')];
  writeFileSync(before, yaml);
  writeFileSync(after, edited);
  const { io, stdout } = recordingIo();
  await main(['diff', before, after], io);
  return stdout();
}

test('a wider rule before a narrower one', async () => {
  const rule = `  - match: [{uri: {prefix: /api}}]
    route: [{destination: {host: api}}]
`;
  const narrower = '  - match: [{uri: {prefix: /api/v2}}]';
  expect(await difference(ISTIO, [rule, ''], [narrower, `${rule}${narrower}`]))
    .toMatchInlineSnapshot(`
      "~ Gateway shop/shop order
          - VirtualService shop/shop shop.example.com  /api/v2*, VirtualService shop/shop shop.example.com  /api*
          + VirtualService shop/shop shop.example.com  /api*, VirtualService shop/shop shop.example.com  /api/v2*

      GET http://shop.example.com/api/v2
          - web.shop:80
          + api.shop:80

      1 change that a request can see: 8 requests tried, one of each kind that a rule tells from others.
      "
    `);
});

test('other Pods behind one Service', async () => {
  expect(await difference(ISTIO, ['selector: {app: api}', 'selector: {app: api, track: stable}']))
    .toMatchInlineSnapshot(`
    "~ VirtualService shop/shop #3 destinations
        - api.shop:80 (Pods with app=api, port 80)
        + api.shop:80 (Pods with app=api,track=stable, port 80)

    GET http://shop.example.com/api
        - api.shop:80 (Pods with app=api, port 80)
        + api.shop:80 (Pods with app=api,track=stable, port 80)

    1 change that a request can see: 8 requests tried, one of each kind that a rule tells from others.
    "
  `);
});

test('a pattern that takes what was there, and more', async () => {
  expect(await difference(ISTIO, ['{exact: /health}', '{regex: "/healt[hz]"}']))
    .toMatchInlineSnapshot(`
    "~ VirtualService shop/shop #1 match
        - shop.example.com  = /health
        + shop.example.com  ~ ^/healt[hz]$

    GET http://shop.example.com/healtz
        - web.shop:80
        + the gateway answers itself: 200

    1 change that a request can see: 9 requests tried, one of each kind that a rule tells from others.
    "
  `);
});

const changes = (said: string): string => said.split('\n\n')[0] ?? '';

test('a node port, where nobody knows the nodes', async () => {
  const said = await difference(ISTIO, [
    'port: 80, targetPort',
    'port: 80, nodePort: 30080, targetPort',
  ]);
  expect(changes(said)).toMatchInlineSnapshot(`
    "~ Gateway shop/shop addresses
        - 192.0.2.1:80
        + 192.0.2.1:80, *:30080"
  `);
});

const ingress = (name: string): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}, namespace: shop}
spec:
  ingressClassName: nginx
  rules: [{host: ${name}.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: v1
kind: Pod
metadata: {name: controller, namespace: ingress-nginx, labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
spec: {containers: [{name: controller}]}
`;

test('the address of Ingresses that share it', async () => {
  const said = await difference([ingress('a'), ingress('b')].join('---'), [
    '192.0.2.1',
    '192.0.2.2',
  ]);
  expect(changes(said)).toMatchInlineSnapshot(`
    "~ Ingress shop/a addresses
        - 192.0.2.1:80,443
        + 192.0.2.1:80,443, 192.0.2.2:80,443
    ~ Ingress shop/b addresses
        - 192.0.2.1:80,443
        + 192.0.2.1:80,443, 192.0.2.2:80,443"
  `);
});

const HTTPS_TOO = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec:
  gatewayClassName: example
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: shop}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{name: shop}]
  hostnames: [shop.example.com]
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /new}}}]}]
`;

test('a redirect that each listener reads in its own way, and then both alike', async () => {
  const said = await difference(HTTPS_TOO, [
    'requestRedirect: {path',
    'requestRedirect: {scheme: https, path',
  ]);
  expect(changes(said)).toMatchInlineSnapshot(`
    "~ HTTPRoute shop/shop #1 action
        - 302 to /new
        + 302 to https, /new"
  `);
});
