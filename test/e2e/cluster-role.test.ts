import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

import { clusterRole } from '../../src/cli/rbac.ts';
import { CLUSTER_KINDS, resourceName } from '../../src/inventory/kinds.ts';
import { UserError } from '../../src/lib/user-error.ts';
import type { DoctorReport, ExposureReport } from '../../src/report/contract.ts';
import { clusterSource } from '../../src/sources/cluster/cluster-source.ts';
import { bookinfo } from './support/bookinfo.ts';
import { eventually } from './support/eventually.ts';

const cluster = bookinfo();

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const definition = (kind: string, plural: string, group: string, version: string): unknown => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    names: { kind, plural },
    scope: 'Namespaced',
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
});

/** Kinds that Bookinfo does without: as much of them as can be asked for. */
const CRDS = [
  definition('Certificate', 'certificates', 'cert-manager.io', 'v1'),
  definition('Rollout', 'rollouts', 'argoproj.io', 'v1alpha1'),
];

const everything = CLUSTER_KINDS.map(resourceName);
const userWithout = (resource: string): string => `without-${resource.replace('/', '-')}`;
const CLOSER = ['events', 'pods/log'];

/** A ClusterRole of these rules, bound to one user. */
const bound = (user: string, rules: readonly Rule[]): readonly unknown[] => [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `test-${user}` },
    rules,
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `test-${user}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `test-${user}` },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  },
];

/** The rules without one resource, and without what is then left empty. */
const without = (rules: readonly Rule[], resource: string): readonly Rule[] =>
  rules
    .map((rule) => ({
      ...rule,
      resources: rule.resources.filter(
        (it) => [it, rule.apiGroups[0]].filter((part) => part !== '').join('.') !== resource,
      ),
    }))
    .filter((it) => it.resources.length > 0);

const file = join(tmpdir(), `meshpath-cluster-roles-${process.pid}.json`);

beforeAll(async () => {
  const { rules } = parse(clusterRole()) as { readonly rules: readonly Rule[] };
  const items = [
    ...CRDS,
    ...bound('reader', rules),
    ...[...everything, ...CLOSER].flatMap((it) => bound(userWithout(it), without(rules, it))),
  ];
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await cluster.kubectl('apply', '-f', file);
  await cluster.kubectl(
    'wait',
    '--for=condition=Established',
    'crd',
    'certificates.cert-manager.io',
    'rollouts.argoproj.io',
  );
});

afterAll(async () => {
  await cluster.kubectl('delete', '-f', file);
});

async function doctor(user: string): Promise<DoctorReport> {
  const { stdout } = await cluster.meshpath('doctor', '-o', 'json', '--as', user);
  return JSON.parse(stdout) as DoctorReport;
}

const forbiddenIn = ({ resources }: DoctorReport): readonly string[] =>
  resources.filter((it) => it.state !== 'live').map((it) => it.resource);

test('with the ClusterRole that ships everything is seen that an admin sees', async () => {
  const report = await eventually(async () => {
    const it = await doctor('reader');
    if (forbiddenIn(it).length > 0) throw new Error(`not live: ${forbiddenIn(it).join(', ')}`);
    return it;
  });
  expect(report.rbac).toEqual([]);
  expect(report.kubeconfig.foundBy).toBe('flag');
  expect(report.controllers).toContainEqual(
    expect.objectContaining({ type: 'ingress-class', name: 'nginx', recognised: true }),
  );
  const [admin, reader] = await Promise.all([
    cluster.meshpath('--json'),
    cluster.meshpath('--json', '--as', 'reader'),
  ]);
  expect(JSON.parse(reader.stdout)).toEqual(JSON.parse(admin.stdout));
});

test.for(everything)('without %s just that cannot be read, and is asked for', async (resource) => {
  const { rbac, ...report } = await doctor(userWithout(resource));
  expect(forbiddenIn({ ...report, rbac })).toEqual([resource]);
  const [plural = '', ...group] = resource.split('.');
  expect(rbac).toEqual([
    { apiGroups: [group.join('.')], resources: [plural], verbs: ['get', 'list', 'watch'] },
  ]);
});

async function detailsAs(user: string) {
  const source = await clusterSource({
    kubeconfig: cluster.kubeconfig,
    environment: process.env,
    as: user,
    kinds: ['Pod'],
  });
  await source.open(() => {});
  const [pod] = source.read().inventory.list('Pod');
  if (pod === undefined || source.details === undefined) throw new Error('no Pod');
  const { apiVersion, kind, metadata } = pod;
  const ref = { apiVersion, kind, name: metadata.name, namespace: metadata.namespace ?? '' };
  return { source, details: source.details, ref };
}

async function drained(lines: AsyncIterable<string>): Promise<void> {
  for await (const _ of lines);
}

const messageOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return '';
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
};

test('events and logs are looked at with the rule for them, and not without', async () => {
  const reader = await detailsAs('reader');
  expect(await messageOf(reader.details.events(reader.ref))).toBe('');
  await reader.source.close();

  const eventless = await detailsAs(userWithout('events'));
  expect(await messageOf(eventless.details.events(eventless.ref))).toMatch(/forbidden|may not|403/);
  await eventless.source.close();

  const readLog = async (user: string): Promise<string> => {
    const { source, details, ref } = await detailsAs(user);
    const lines = details.logs(ref, {}, new AbortController().signal);
    const message = await messageOf(drained(lines));
    await source.close();
    return message;
  };
  expect(await readLog(userWithout('pods/log'))).toMatch(/forbidden|may not|403/);
  // No kubelet runs here, so there is no log either; but it is not forbidden.
  expect(await readLog('reader')).not.toMatch(/forbidden|may not|403/);
});

test('with the stock role view, paths are judged from what it may read, and said to be partial', async () => {
  await cluster.kubectl(
    'create',
    'clusterrolebinding',
    'test-stock',
    '--clusterrole=view',
    '--user=stock',
  );
  try {
    const report = await eventually(async () => {
      const { stdout } = await cluster.meshpath('--json', '--as', 'stock');
      const it = JSON.parse(stdout) as ExposureReport;
      if (it.entryPoints.length === 0) throw new Error('nothing yet');
      return it;
    });
    const forbidden = report.unavailable.filter((it) => it.reason === 'forbidden');
    expect(forbidden.map((it) => it.resource)).toContain('nodes');
    expect(forbidden.map((it) => it.resource)).toContain('secrets');
    const services = report.entryPoints.filter((it) => it.provider === 'service');
    expect(services.length).toBeGreaterThan(0);
    expect(services.map((it) => it.health)).not.toContain('unknown');
    expect(report.entryPoints.some((it) => (it.partial ?? []).length > 0)).toBe(true);
  } finally {
    await cluster.kubectl('delete', 'clusterrolebinding', 'test-stock');
  }
});

test('with view in one namespace, that namespace is judged, and nothing else is taken for absent', async () => {
  await cluster.kubectl(
    'create',
    'rolebinding',
    'test-stock',
    '--clusterrole=view',
    '--user=stock-one',
    '-n',
    'default',
  );
  try {
    const report = await eventually(async () => {
      const { stdout, code } = await cluster.meshpath('--json', '--as', 'stock-one');
      if (code !== 0) throw new Error('nothing yet');
      return JSON.parse(stdout) as ExposureReport;
    });
    expect(report.unavailable.map((it) => it.resource)).toContain('pods');
    const own = report.entryPoints.filter((it) => it.object.namespace === 'default');
    expect(own.length).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toMatch(/"health":"broken"/);
    const services = own.filter((it) => it.provider === 'service');
    expect(services.map((it) => it.health)).not.toContain('unknown');
  } finally {
    await cluster.kubectl('delete', 'rolebinding', 'test-stock', '-n', 'default');
  }
});
