import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Finding } from '../../src/model/finding.ts';
import { createSession, type Session } from '../../src/session/session.ts';
import { clusterSource } from '../../src/sources/cluster/cluster-source.ts';
import { type Api, createApi } from './support/api.ts';
import { eventually } from './support/eventually.ts';

type Json = Readonly<Record<string, unknown>>;

/** Something that is changed and put back: a merge patch of an object, or an object that is made. */
interface Change {
  readonly path: string;
  readonly patch?: Json;
  readonly create?: Json;
}

interface Fault {
  readonly changes: readonly Change[];
  /** The check that must come first, and the object that it names. */
  readonly check: string;
  readonly object: string;
  /** What follows from the same fault. */
  readonly also?: readonly string[];
}

const CORE = '/api/v1/namespaces/default';
const ISTIO = '/apis/networking.istio.io/v1beta1/namespaces/default';
const INGRESS = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const GATEWAY_API = '/apis/gateway.networking.k8s.io/v1/namespaces/default';
const POLICIES = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
const SECURITY = '/apis/security.istio.io/v1beta1/namespaces/istio-system/authorizationpolicies';

const spec = (path: string, patch: Json): Change => ({ path, patch: { spec: patch } });
const service = (name: string, patch: Json): Change => spec(`${CORE}/services/${name}`, patch);
const virtualService = (patch: Json): Change => spec(`${ISTIO}/virtualservices/bookinfo`, patch);
const to = (destination: Json): Change =>
  virtualService({
    http: [
      {
        match: [{ uri: { prefix: '/reviews' } }],
        route: [{ destination: { host: 'reviews', subset: 'v1' } }],
      },
      { route: [{ destination }] },
    ],
  });
const destinationRule = (patch: Json): Change => spec(`${ISTIO}/destinationrules/reviews`, patch);
const gateway = (patch: Json): Change => spec(`${ISTIO}/gateways/bookinfo-gateway`, patch);
const ingress = (patch: Json, name = 'bookinfo-nginx'): Change => spec(`${INGRESS}/${name}`, patch);
const httpRoute = (patch: Json): Change => spec(`${GATEWAY_API}/httproutes/bookinfo`, patch);
const gatewayOf = (patch: Json): Change => spec(`${GATEWAY_API}/gateways/public`, patch);
const ruleTo = (...backendRefs: readonly Json[]): Change => httpRoute({ rules: [{ backendRefs }] });
const pathTo = (name: string, port: Json): Change =>
  ingress({
    rules: [
      {
        host: 'bookinfo.example.com',
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port } } }] },
      },
    ],
  });
const pods = (labels: string, status: string, namespace = 'default'): Change => ({
  path: `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(labels)}`,
  patch: { metadata: { annotations: { 'test.kube/status': status } } },
});
const make = (path: string, create: Json): Change => ({ path, create });

const FAULTS: Readonly<Record<string, Fault>> = {
  'a selector off by one label': {
    changes: [service('reviews', { selector: { app: 'review' } })],
    check: 'service/selector-matches-nothing',
    object: 'Service default/reviews',
  },
  'a target port by the wrong name': {
    changes: [
      service('productpage', { ports: [{ name: 'http', port: 9080, targetPort: 'htpp' }] }),
    ],
    check: 'service/target-port-missing',
    object: 'Service default/productpage',
  },
  'several ports and no choice': {
    changes: [
      service('reviews', {
        ports: [
          { name: 'http', port: 9080 },
          { name: 'metrics', port: 9090 },
        ],
      }),
    ],
    check: 'destination/port-not-chosen',
    object: 'VirtualService default/bookinfo',
  },
  'a subset that is not defined': {
    changes: [to({ host: 'reviews', subset: 'v9' })],
    check: 'destination/subset-undefined',
    object: 'VirtualService default/bookinfo',
  },
  'a subset without Pods': {
    changes: [
      destinationRule({
        subsets: [
          { name: 'v1', labels: { version: 'v1' } },
          { name: 'v2', labels: { version: 'v22' } },
        ],
      }),
    ],
    check: 'destination/subset-empty',
    object: 'DestinationRule default/reviews',
  },
  'a DestinationRule for a host with a slip': {
    changes: [destinationRule({ host: 'reveiws' })],
    check: 'destination/subset-undefined',
    object: 'VirtualService default/bookinfo',
    also: ['destination/rule-unused'],
  },
  'mutual TLS for Pods without a sidecar': {
    changes: [destinationRule({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })],
    check: 'destination/tls-refused',
    object: 'DestinationRule default/reviews',
  },
  'a second DestinationRule': {
    changes: [
      make(`${ISTIO}/destinationrules`, {
        apiVersion: 'networking.istio.io/v1beta1',
        kind: 'DestinationRule',
        metadata: { name: 'second' },
        spec: { host: 'reviews', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } },
      }),
    ],
    check: 'destination/rule-unused',
    object: 'DestinationRule default/second',
  },
  'a destination with a slip': {
    changes: [to({ host: 'prodctpage' })],
    check: 'destination/service-missing',
    object: 'VirtualService default/bookinfo',
  },
  'a port that the Service has not': {
    changes: [to({ host: 'productpage', port: { number: 9081 } })],
    check: 'destination/port-missing',
    object: 'VirtualService default/bookinfo',
  },
  'a Gateway that selects nothing': {
    changes: [gateway({ selector: { istio: 'ingresgateway' } })],
    check: 'entry-point/no-gateway-pods',
    object: 'Gateway default/bookinfo-gateway',
  },
  'a Gateway that does not exist': {
    changes: [virtualService({ gateways: ['bookinfo-gatway'] })],
    check: 'route/gateway-missing',
    object: 'VirtualService default/bookinfo',
  },
  'a host that is not covered': {
    changes: [
      gateway({
        servers: [
          { port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.com'] },
        ],
      }),
      virtualService({ hosts: ['other.example.com'] }),
    ],
    check: 'route/host-not-covered',
    object: 'VirtualService default/bookinfo',
  },
  'a port that the Service in front does not open': {
    changes: [
      gateway({
        servers: [{ port: { number: 9999, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
      }),
    ],
    check: 'entry-point/port-not-exposed',
    object: 'Gateway default/bookinfo-gateway',
  },
  'a rule behind one that takes everything': {
    changes: [
      virtualService({
        http: [
          { route: [{ destination: { host: 'productpage' } }] },
          {
            match: [{ uri: { prefix: '/reviews' } }],
            route: [{ destination: { host: 'reviews', subset: 'v1' } }],
          },
        ],
      }),
    ],
    check: 'route/unreachable',
    object: 'VirtualService default/bookinfo',
  },
  'claims that nobody checks': {
    changes: [
      virtualService({
        http: [
          {
            match: [{ headers: { '@request.auth.claims.group': { exact: 'admin' } } }],
            route: [{ destination: { host: 'productpage' } }],
          },
        ],
      }),
    ],
    check: 'route/claims-without-authentication',
    object: 'VirtualService default/bookinfo',
  },
  'a rule without destination': {
    changes: [virtualService({ http: [{ match: [{ uri: { prefix: '/x' } }] }] })],
    check: 'route/no-destination',
    object: 'VirtualService default/bookinfo',
  },
  'a Secret that is missing': {
    changes: [ingress({ tls: [{ hosts: ['bookinfo.example.com'], secretName: 'bookinfo-tsl' }] })],
    check: 'listener/secret-missing',
    object: 'Ingress default/bookinfo-nginx',
  },
  'a path to a Service with a slip': {
    changes: [pathTo('prodctpage', { number: 9080 })],
    check: 'destination/service-missing',
    object: 'Ingress default/bookinfo-nginx',
    also: ['route/canary-without-share'],
  },
  'a path to a port by the wrong name': {
    changes: [pathTo('productpage', { name: 'web' })],
    check: 'destination/port-missing',
    object: 'Ingress default/bookinfo-nginx',
    also: ['route/canary-without-share'],
  },
  'a path to another number than the port': {
    changes: [pathTo('reviews', { number: 80 })],
    check: 'destination/port-missing',
    object: 'Ingress default/bookinfo-nginx',
    also: ['route/canary-without-share'],
  },
  'an IngressClass that does not exist': {
    changes: [ingress({ ingressClassName: 'ngnix' })],
    check: 'entry-point/no-controller',
    object: 'Ingress default/bookinfo-nginx',
    also: ['route/canary-without-share'],
  },
  'a GatewayClass that does not exist': {
    changes: [gatewayOf({ gatewayClassName: 'istoi' })],
    check: 'entry-point/no-controller',
    object: 'Gateway default/public',
  },
  'a parent that does not exist': {
    changes: [httpRoute({ parentRefs: [{ name: 'publik' }] })],
    check: 'route/gateway-missing',
    object: 'HTTPRoute default/bookinfo',
  },
  'a hostname that no listener has': {
    changes: [
      gatewayOf({
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP', hostname: 'a.example.com' }],
      }),
      httpRoute({ hostnames: ['b.example.com'] }),
    ],
    check: 'route/host-not-covered',
    object: 'HTTPRoute default/bookinfo',
  },
  'a certificate that is missing': {
    changes: [
      gatewayOf({
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP' },
          {
            name: 'https',
            port: 443,
            protocol: 'HTTPS',
            tls: { certificateRefs: [{ name: 'none' }] },
          },
        ],
      }),
    ],
    check: 'listener/secret-missing',
    object: 'Gateway default/public',
    also: ['entry-point/port-not-exposed'],
  },
  'a backend with a slip': {
    changes: [ruleTo({ name: 'prodctpage', port: 9080 })],
    check: 'destination/service-missing',
    object: 'HTTPRoute default/bookinfo',
  },
  'a backend of another namespace': {
    changes: [ruleTo({ name: 'istiod', namespace: 'istio-system', port: 15012 })],
    check: 'destination/not-granted',
    object: 'HTTPRoute default/bookinfo',
  },
  'no backend at all': {
    changes: [ruleTo()],
    check: 'route/no-destination',
    object: 'HTTPRoute default/bookinfo',
  },
  'weights that are all 0': {
    changes: [ruleTo({ name: 'productpage', port: 9080, weight: 0 })],
    check: 'route/no-destination',
    object: 'HTTPRoute default/bookinfo',
  },
  'a policy that admits nobody': {
    changes: [
      make(POLICIES, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'nobody' },
        spec: { podSelector: { matchLabels: { app: 'productpage' } }, policyTypes: ['Ingress'] },
      }),
    ],
    check: 'access/network-policy',
    object: 'NetworkPolicy default/nobody',
  },
  'a policy that admits the wrong port': {
    changes: [
      make(POLICIES, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'port' },
        spec: {
          podSelector: { matchLabels: { app: 'productpage' } },
          ingress: [{ ports: [{ port: 80 }] }],
        },
      }),
    ],
    check: 'access/network-policy',
    object: 'NetworkPolicy default/port',
  },
  'a policy that denies': {
    changes: [
      make(SECURITY, {
        apiVersion: 'security.istio.io/v1beta1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'deny' },
        spec: {
          selector: { matchLabels: { istio: 'ingressgateway' } },
          action: 'DENY',
          rules: [{}],
        },
      }),
    ],
    check: 'access/authorization-policy',
    object: 'AuthorizationPolicy istio-system/deny',
  },
  'Pods that crash': {
    changes: [pods('app=reviews,version=v2', 'CrashLoopBackOff')],
    check: 'service/no-ready-pod',
    object: 'DestinationRule default/reviews',
    also: ['service/some-pods-not-well'],
  },
  'an image that cannot be had': {
    changes: [pods('app=productpage', 'ImagePullBackOff')],
    check: 'service/no-ready-pod',
    object: 'Service default/productpage',
  },
  'a gateway that is not ready': {
    changes: [pods('istio=ingressgateway', 'NotReady', 'istio-system')],
    check: 'entry-point/gateway-pods-not-ready',
    object: 'Deployment istio-system/istio-ingressgateway',
  },
};

/** Against hanging: what is watched is seen within a moment. */
const GUARD_MS = 8000;

let api: Api;
let session: Session;

beforeAll(async () => {
  const { testsKubeconfig, kubeconfig } = inject('cluster');
  const { clusters, users } = JSON.parse(readFileSync(testsKubeconfig, 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }];
    users: [{ user: { token: string } }];
  };
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  api = createApi(server, users[0].user.token, Buffer.from(ca, 'base64').toString());
  const source = await clusterSource({
    kubeconfig,
    environment: process.env,
    interactive: () => false,
  });
  session = createSession(source, {
    now: () => Date.now(),
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  await session.ready;
});

afterAll(async () => {
  await session.close();
  for (const plural of ['gateways', 'httproutes']) await seen(`${GATEWAY_API}/${plural}`);
  api.close();
});

/** Other tests share the cluster: as its controller would, says of each object's present version what it said before. */
async function seen(path: string): Promise<void> {
  const { body } = await api.get(path);
  for (const { metadata, status } of (body as { items: readonly Item[] }).items) {
    const said = JSON.stringify(status, (key, value: unknown) =>
      key === 'observedGeneration' ? metadata.generation : value,
    );
    const patch = { status: JSON.parse(said) as unknown };
    expect(await api.patch(`${path}/${metadata.name}/status`, patch)).toMatchObject({
      status: 200,
    });
  }
}

interface Item {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly status?: unknown;
}

const serious = (): readonly Finding[] =>
  session.snapshot().findings.filter((it) => it.severity !== 'info');

const lineOf = ({ check, object }: Finding): string =>
  `${check} ${object.kind} ${object.namespace ?? ''}/${object.name}`;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The merge patch that brings back what another one changes. */
const inverse = (patch: Json, before: Json): Json =>
  Object.fromEntries(
    Object.entries(patch).map(([key, value]) => {
      const old = before[key];
      return [key, isObject(value) && isObject(old) ? inverse(value, old) : (old ?? null)];
    }),
  );

/** @returns how to put it back */
async function makeChange(change: Change): Promise<() => Promise<unknown>> {
  const { path, patch = {}, create } = change;
  if (create !== undefined) {
    const { status } = await api.post(path, create);
    if (status !== 201) throw new Error(`${path}: ${status}`);
    const { name } = create['metadata'] as { name: string };
    return () => api.remove(`${path}/${name}`);
  }
  const { body } = await api.get(path);
  const items = (body as { items?: readonly Json[] }).items ?? [body as Json];
  const undos = await Promise.all(
    items.map(async (item) => {
      const { name } = item['metadata'] as { name: string };
      const at = path.includes('?') ? `${path.replace(/\?.*/, '')}/${name}` : path;
      expect(await api.patch(at, patch)).toMatchObject({ status: 200 });
      return () => api.patch(at, inverse(patch, item));
    }),
  );
  return () => Promise.all(undos.map((it) => it()));
}

/** What a finding gives to copy can be run as it stands: an edit, so that the API server would take it. */
async function expectUsable({ command, fix }: Finding): Promise<void> {
  await shell(command);
  if (fix !== undefined)
    await shell(fix.replace(/\bkubectl (patch|apply) /, '$& --dry-run=server '));
}

async function shell(command: string): Promise<void> {
  const bin = process.env['KUBEBUILDER_ASSETS'] ?? '';
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    KUBECONFIG: inject('cluster').testsKubeconfig,
  };
  await promisify(execFile)('sh', ['-c', command], { env }).catch((error: unknown) => {
    throw new Error(`what a finding gives to copy does not run: ${command}`, { cause: error });
  });
}

test('a healthy Bookinfo has nothing wrong', async () => {
  await eventually(() => {
    expect(serious().map(lineOf)).toEqual([]);
    return true;
  });
});

test.each(Object.entries(FAULTS))('%s', async (_name, { changes, check, object, also = [] }) => {
  const undos: (() => Promise<unknown>)[] = [];
  try {
    for (const it of changes) undos.unshift(await makeChange(it));
    await eventually(
      () => {
        const [first, ...others] = serious();
        expect(first === undefined ? 'nothing' : lineOf(first)).toBe(`${check} ${object}`);
        expect(
          others.filter((it) => it.check !== check && !also.includes(it.check)).map(lineOf),
        ).toEqual([]);
        return true;
      },
      check,
      GUARD_MS,
    );
    for (const it of serious()) await expectUsable(it);
  } finally {
    for (const undo of undos) await undo();
    await eventually(
      () => {
        expect(serious().map(lineOf)).toEqual([]);
        return true;
      },
      'nothing wrong any more',
      GUARD_MS,
    );
  }
});
