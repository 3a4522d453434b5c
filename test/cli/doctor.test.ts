import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { Wiring } from '../../src/cli/context.ts';
import { clusterRole } from '../../src/cli/rbac.ts';
import { run } from '../../src/cli/run.ts';
import type { ResourceState } from '../../src/inventory/source.ts';
import type { ExposureReport } from '../../src/report/contract.ts';
import { createSession } from '../../src/session/session.ts';
import { demoSource } from '../../src/sources/demo/demo-source.ts';
import { recordingIo } from '../support/transcript.ts';
import { CASE_NOW } from '../support/world.ts';

const clock = { now: () => CASE_NOW, after: () => () => {} };

const RESOURCES: readonly ResourceState[] = [
  { kind: 'Service', resource: 'services', version: 'v1', state: 'live', count: 12 },
  { kind: 'Node', resource: 'nodes', version: 'v1', state: 'forbidden', count: 0, message: 'no' },
  {
    kind: 'Pod',
    resource: 'pods',
    version: 'v1',
    state: 'live',
    count: 3,
    namespaces: ['shop', 'web'],
  },
  {
    kind: 'EndpointSlice',
    resource: 'endpointslices.discovery.k8s.io',
    version: 'discovery.k8s.io/v1',
    state: 'stale',
    count: 9,
    since: '2026-11-01T11:59:30.000Z',
    message: 'it refuses connections',
  },
  {
    kind: 'Ingress',
    resource: 'ingresses.networking.k8s.io',
    version: 'networking.k8s.io/v1',
    state: 'failed',
    count: 0,
    message: 'it answers with broken JSON',
  },
  { kind: 'Secret', resource: 'secrets', version: 'v1', state: 'loading', count: 0 },
  // Nobody has to be told that there are none of these, but doctor tells.
  { kind: 'Certificate', resource: 'certificates.cert-manager.io', state: 'absent', count: 0 },
  {
    kind: 'HTTPRoute',
    resource: 'httproutes.gateway.networking.k8s.io',
    state: 'absent',
    count: 0,
  },
];

/** The demo's objects, as a cluster of which not all can be read. */
const wiring = {
  version: 'test',
  inspect: () =>
    Promise.resolve({
      kubeconfig: {
        from: '/home/somebody/.kube/config',
        foundBy: 'default',
        context: 'shop-prod',
        cluster: 'prod',
        user: 'jane',
        namespace: 'shop',
        credentials: 'exec plugin aws',
      },
      server: {
        url: 'https://203.0.113.1',
        version: 'v1.33.2',
        roundTripMs: 12.5,
        groups: ['apps', 'networking.istio.io', 'traefik.io'],
      },
    }),
  open: () => {
    const demo = demoSource({ clock: { now: () => CASE_NOW, every: () => () => {} } });
    const source = { ...demo, open: () => Promise.resolve(), close: () => demo.close() };
    const read = () => ({ ...demo.read(), resources: RESOURCES });
    return Promise.resolve(createSession({ ...source, read }, clock));
  },
} satisfies Partial<Wiring>;

async function said(...args: readonly string[]) {
  const { io, stdout, stderr } = recordingIo({ TERM: 'xterm-256color', LANG: 'en_GB.UTF-8' });
  const code = await run(args, io, wiring as unknown as Wiring);
  return { code, stdout: stdout(), stderr: stderr() };
}

async function doctor(...args: readonly string[]): Promise<string> {
  const { stdout, ...rest } = await said('doctor', ...args);
  expect(rest).toEqual({ code: 0, stderr: '' });
  return stdout;
}

test('each state of a resource is told, and what would allow more', async () => {
  await expect(await doctor()).toMatchFileSnapshot('files/doctor.out');
});

test('so it is as JSON', async () => {
  await expect(await doctor('-o', 'json')).toMatchFileSnapshot('files/doctor.json');
});

test('what is not live is told by JSON and on stderr too', async () => {
  const { stdout, stderr } = await said('--json');
  const report = JSON.parse(stdout) as ExposureReport;
  expect(report.notLive).toEqual([
    {
      resource: 'endpointslices.discovery.k8s.io',
      state: 'stale',
      since: '2026-11-01T11:59:30.000Z',
      message: 'it refuses connections',
    },
    { resource: 'secrets', state: 'loading' },
  ]);
  expect(report.unavailable.map(({ resource, reason }) => `${resource} ${reason}`)).toEqual([
    'certificates.cert-manager.io absent',
    'httproutes.gateway.networking.k8s.io absent',
    'ingresses.networking.k8s.io failed',
    'nodes forbidden',
    'pods forbidden',
  ]);
  expect(stderr.split('\n')).toEqual([
    'ingresses.networking.k8s.io: it answers with broken JSON',
    'nodes: no',
    'pods: may be read in shop and web only',
    'secrets: still being read',
    'endpointslices.discovery.k8s.io: stale since 2026-11-01T11:59:30.000Z: it refuses connections',
    'not installed: gateway.networking.k8s.io',
    '',
  ]);
});

test('the page about rights shows the ClusterRole that is printed', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/rbac.md'), 'utf8');
  expect(page).toContain(`\`\`\`yaml\n${clusterRole()}\`\`\``);
});
