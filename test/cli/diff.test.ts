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
