import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { DiffReport } from '../../src/report/contract.ts';
import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';

const cluster = bookinfo();

async function differenceOf(...operands: readonly [string, string]): Promise<DiffReport> {
  const { stdout } = await cluster.meshpath('diff', ...operands, '-o', 'json');
  return JSON.parse(stdout) as DiffReport;
}

const AS_IT_WAS = join(import.meta.dirname, 'fixtures/ingresses.yaml');
const CHANGED = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: bookinfo-nginx, namespace: default}
spec:
  ingressClassName: nginx
  rules:
    - host: bookinfo.example.com
      http:
        paths:
          - {path: /reviews, pathType: Prefix, backend: {service: {name: ratings, port: {number: 9080}}}}
`;

test('what applying a file would change is what it changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meshpath-'));
  const before = join(folder, 'before.yaml');
  const change = join(folder, 'change.yaml');
  await writeFile(change, CHANGED);
  await cluster.meshpath('snapshot', before);

  await expect(differenceOf(before, 'cluster')).resolves.toMatchObject({
    changes: [],
    requests: [],
  });
  const foretold = await differenceOf(before, `cluster+${change}`);
  expect(foretold.b).toMatchObject({ type: 'cluster', with: [change] });
  expect(foretold.requests.length).toBeGreaterThan(0);
  await cluster.during(['apply', '-f', change], ['apply', '-f', AS_IT_WAS], async () => {
    const real = await eventually(async () => {
      const report = await differenceOf(before, 'cluster');
      return report.requests.length > 0 ? report : undefined;
    }, 'the change to show');
    expect(real.requests).toEqual(foretold.requests);
    expect(real.changes).toEqual(foretold.changes);
  });
});
