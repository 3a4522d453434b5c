import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';

import type { ExposureReport } from '../../src/report/contract.ts';
import { auditEvents, isRead } from './support/audit.ts';
import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';
import { meshpath } from './support/meshpath.ts';

const SCHEMA = join(import.meta.dirname, '../../src/report/schema.json');
const cluster = bookinfo();

async function reportOf(...args: readonly string[]): Promise<ExposureReport> {
  const { code, stdout } = await cluster.meshpath('--json', ...args);
  expect(code).toBe(0);
  return JSON.parse(stdout) as ExposureReport;
}

let report: ExposureReport;
beforeAll(async () => {
  report = await reportOf();
});

test('the documents are as the schema says', async () => {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  const isValid = ajv.compile(JSON.parse(await readFile(SCHEMA, 'utf8')) as object);
  const { stdout } = await cluster.meshpath('trace', 'http://203.0.113.10/reviews', '--json');
  for (const document of [report, await reportOf('-n', 'default'), JSON.parse(stdout) as unknown]) {
    isValid(document);
    expect(isValid.errors).toBeNull();
  }
});

test('the Services in front of a proxy are hops, not entry points a second time', () => {
  const names = report.entryPoints.map(
    ({ object }) => `${object.kind} ${object.namespace}/${object.name}`,
  );
  expect(names.toSorted()).toEqual([
    'Gateway default/bookinfo-gateway',
    'Gateway default/public',
    'Ingress default/bookinfo-canary',
    'Ingress default/bookinfo-istio',
    'Ingress default/bookinfo-nginx',
    'Service default/details-node-port',
    'Service default/ratings-public',
  ]);
  expect(report.summary).toMatchObject({ entryPoints: 7, healthy: 7 });
});

test('two runs give the same bytes', async () => {
  const [one, two] = await Promise.all([cluster.meshpath('--json'), cluster.meshpath('--json')]);
  expect(one.stdout).toBe(two.stdout);
});

test('the same objects from files give the same entry points', async () => {
  const kinds = [
    'namespaces,nodes,services,endpointslices,pods,deployments.apps,replicasets.apps,statefulsets.apps,daemonsets.apps',
    'ingresses.networking.k8s.io,ingressclasses,configmaps,secrets',
    'gateways.networking.istio.io,virtualservices,destinationrules',
    'gatewayclasses,gateways.gateway.networking.k8s.io,httproutes',
  ].join(',');
  const file = join(await mkdtemp(join(tmpdir(), 'meshpath-')), 'cluster.yaml');
  await writeFile(file, await cluster.kubectl('get', kinds, '-A', '-o', 'yaml'));
  const { code, stdout } = await meshpath('--json', '-f', file, '--complete');
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as ExposureReport).entryPoints).toEqual(
    (await reportOf()).entryPoints,
  );
});

test('nothing of a Secret comes out', async () => {
  const { stdout } = await cluster.meshpath('--json');
  expect(stdout).not.toContain(Buffer.from('hidden-from-everyone').toString('base64'));
  expect(stdout).not.toContain('hidden-from-everyone');
});

test('the cluster is only read', async () => {
  const events = await eventually(async () => {
    const all = await auditEvents(cluster.auditLog);
    return all.some((it) => it.requestURI.includes('/virtualservices')) ? all : undefined;
  }, 'a request for VirtualServices');
  expect(events.filter((it) => !isRead(it))).toEqual([]);
});
