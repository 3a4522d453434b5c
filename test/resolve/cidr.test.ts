import { expect, test } from 'vitest';

import { inCidr } from '../../src/lib/cidr.ts';

test.for([
  ['10.0.0.0/8', '10.255.1.2', true],
  ['10.0.0.0/24', '10.0.1.0', false],
  ['0.0.0.0/0', '203.0.113.7', true],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7/32', '192.0.2.8', false],
  ['fd00::/8', 'fd12:3456::1', true],
  ['fd00::/8', 'fe80::1', false],
  ['::/0', '1:2:3:4:5:6:7:8', true],
  ['2001:db8::/32', '2001:db9::', false],
  ['10.0.0.0/8', 'fd00::1', false],
  ['10.0.0.0/33', '10.0.0.1', false],
  ['10.0.0.256/8', '10.0.0.1', false],
  ['1:2::3::4/8', '1:2::3', false],
  ['nonsense', '10.0.0.1', false],
] as const)('%s holds %s: %s', ([range, address, expected]) => {
  expect(inCidr(range, address)).toBe(expected);
});
