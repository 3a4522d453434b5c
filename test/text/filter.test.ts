import { expect, test } from 'vitest';

import { filterOf, type Findable } from '../../src/text/filter.ts';

const SHOP: Findable = {
  text: 'https://shop.example.com istio istio-system/shop',
  namespaces: ['istio-system', 'shop'],
  hosts: ['shop.example.com', '*.shop.example.com'],
  paths: ['/reviews*'],
  kinds: ['Gateway'],
  health: 'degraded',
};

test.for([
  ['', undefined],
  ['shop', true],
  ['SHOP', true],
  ['shpexmpl', true],
  ['blog', false],
  ['!blog', true],
  ['!shop', false],
  ['ns:shop', true],
  ['ns:web', false],
  ['host:shop.example.com', true],
  ['a.shop.example.com', true],
  ['a.blog.example.com', false],
  ['path:/rev', true],
  ['kind:gate', true],
  ['kind:ingress', false],
  ['health:deg', true],
  ['health:broken', false],
  ['/sh.p/', true],
  ['/^shop/', false],
  ['/sh[/', false],
  ['shop !blog health:degraded', true],
  ['shop health:broken', false],
] as const)('%j fits the shop: %j', ([text, fits]) => {
  expect(filterOf(text)?.(SHOP)).toBe(fits);
});
