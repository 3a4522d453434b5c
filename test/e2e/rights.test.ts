import { expect, test } from 'vitest';

import type { ExposureReport } from '../../src/report/contract.ts';
import { bookinfo } from './support/bookinfo.ts';

const cluster = bookinfo();

test('who may read one namespace sees its paths, and what is missing is said', async () => {
  const { code, stdout, stderr } = await cluster.meshpath('--json', '--context', 'viewer');
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as ExposureReport;
  const titles = report.entryPoints.map(({ object }) => object.name);
  expect(titles).toContain('bookinfo-gateway');
  expect(titles).toContain('public');

  // Read in this namespace: the Gateway's own proxy, its Pods among it.
  const own = report.entryPoints.find(({ object }) => object.name === 'public');
  expect(own?.routes[0]?.destinations[0]?.pods.map((it) => it.status)).toEqual(['Running']);

  // In another namespace: what cannot be read is neither absent nor well.
  const other = report.entryPoints.find(({ object }) => object.name === 'bookinfo-gateway');
  expect(other?.partial).not.toEqual([]);
  expect(JSON.stringify(other?.hops)).not.toMatch(/"health":"broken"/);

  const forbidden = report.unavailable.filter((it) => it.reason === 'forbidden');
  expect(forbidden.map((it) => it.resource)).toContain('nodes');
  expect(stderr).toMatch(/forbidden/);
  expect(stderr).toMatch(/nodes/);
});

test('who may read nothing gets a sentence', async () => {
  const { code, stdout, stderr } = await cluster.meshpath('list', '--as', 'nobody');
  expect(stdout).toBe('');
  expect(code).toBe(3);
  expect(stderr).toMatch(/forbidden|not allowed|may not/);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('that nothing may be read is no answer to a request', async () => {
  const { code, stdout } = await cluster.meshpath(
    'trace',
    'http://a.example.com',
    '--as',
    'nobody',
  );
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
});
