import * as fc from 'fast-check';

import type { Raw } from '../../src/inventory/raise.ts';

/**
 * Worlds of few names, hosts and paths, so that rules meet, shadow and contradict each other all the time, and that
 * references now and then lead nowhere.
 */
export const worlds = (): fc.Arbitrary<readonly Raw[]> =>
  fc
    .tuple(
      fc.array(service(), { minLength: 1, maxLength: 5 }),
      fc.array(istioGateway(), { maxLength: 3 }),
      fc.array(virtualService(), { maxLength: 5 }),
      fc.array(destinationRule(), { maxLength: 2 }),
      fc.array(ingress(), { maxLength: 4 }),
      fc.array(gateway(), { maxLength: 2 }),
      fc.array(httpRoute(), { maxLength: 5 }),
      fc.array(pod(), { maxLength: 8 }),
    )
    .map((parts) => withoutTwins([...GIVEN, ...parts.flat()]));

/**
 * The same, with Services that are ways in by themselves, endpoints in every state, and Ingresses that ask for more of
 * their controller, or that have another one.
 */
export const richerWorlds = (): fc.Arbitrary<readonly Raw[]> =>
  fc
    .tuple(
      worlds(),
      fc.array(endpoints(), { maxLength: 6 }),
      fc.array(wayIn(), { maxLength: 3 }),
      fc.array(annotatedIngress(), { maxLength: 4 }),
    )
    .map((parts) => withoutTwins(parts.flat()));

/** Requests that now and then meet what a world holds. */
export const requests = fc.record({
  scheme: fc.constantFrom('http', 'https', 'grpc', 'tcp'),
  host: fc.constantFrom(
    'a.example.com',
    'b.example.com',
    'x.b.example.com',
    'example.org',
    '203.0.113.7',
  ),
  port: fc.constantFrom('', ':80', ':443', ':8080', ':31380'),
  path: fc.constantFrom(
    '/',
    '/a',
    '/a/',
    '/a/b',
    '/ab',
    '/A',
    '/a/../b',
    '//a',
    '/c?x=1',
    '/a%2Fb',
  ),
  method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
  headers: fc.subarray(['x-user: jason', 'x-user: ann', 'x-canary: always', 'cookie: beta=always']),
});

const names = fc.constantFrom('one', 'two', 'three');
const namespaces = fc.constantFrom('default', 'shop');
const hosts = fc.constantFrom(
  'a.example.com',
  'b.example.com',
  '*.example.com',
  '*.b.example.com',
  '*',
);
const paths = fc.constantFrom('/', '/a', '/a/', '/a/b', '/ab', '/c');
const ages = fc.constantFrom(
  '2026-01-01T00:00:00Z',
  '2026-01-02T00:00:00Z',
  '2026-01-03T00:00:00Z',
);
const weights = fc.constantFrom(0, 1, 10, 90, 100);
const versions = fc.constantFrom('v1', 'v2');

const metadata = fc.record({ name: names, namespace: namespaces, creationTimestamp: ages });

const object = (apiVersion: string, kind: string, spec: fc.Arbitrary<unknown>): fc.Arbitrary<Raw> =>
  fc.record({ apiVersion: fc.constant(apiVersion), kind: fc.constant(kind), metadata, spec });

function service(): fc.Arbitrary<Raw> {
  return object(
    'v1',
    'Service',
    fc.record({
      type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
      selector: fc.constantFrom({ app: 'one' }, { app: 'two' }, {}),
      ports: fc.constantFrom(
        [{ name: 'http', port: 80, targetPort: 8080 }],
        [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'admin', port: 9000 },
        ],
      ),
    }),
  );
}

function endpoints(): fc.Arbitrary<Raw> {
  const endpoint = fc.record({
    addresses: fc.constantFrom(['10.0.0.9'], ['10.0.0.10'], ['fd00::9']),
    nodeName: fc.constantFrom('node-1', 'node-2'),
    conditions: fc.constantFrom(
      {},
      { ready: true },
      { ready: false },
      { ready: false, serving: true, terminating: true },
    ),
    targetRef: fc.record({
      kind: fc.constant('Pod'),
      name: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
      namespace: namespaces,
    }),
  });
  return fc
    .record({
      metadata,
      service: names,
      endpoints: fc.array(endpoint, { maxLength: 3 }),
      port: fc.constantFrom('http', 'admin', ''),
    })
    .map(({ metadata: kept, service: name, endpoints: all, port }) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...kept, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints: all,
      ports: [{ name: port, port: 8080, protocol: 'TCP' }],
    }));
}

function wayIn(): fc.Arbitrary<Raw> {
  const ports = [
    { name: 'http', port: 80, targetPort: 8080, nodePort: 30_001 },
    { name: 'admin', port: 443, nodePort: 30_002 },
    { name: 'dns', port: 80, protocol: 'UDP', nodePort: 30_001 },
  ];
  const spec = fc.record({
    type: fc.constantFrom('NodePort', 'LoadBalancer', 'ClusterIP'),
    selector: fc.constantFrom({ app: 'one' }, { app: 'two' }, {}),
    externalTrafficPolicy: fc.constantFrom('Local', 'Cluster'),
    externalIPs: fc.constantFrom([], ['203.0.113.9']),
    loadBalancerSourceRanges: fc.constantFrom([], ['10.0.0.0/8'], ['0.0.0.0/0']),
    allocateLoadBalancerNodePorts: fc.boolean(),
    ports: fc.subarray(ports, { minLength: 1 }),
  });
  const status = fc.constantFrom({}, { loadBalancer: { ingress: [{ ip: '203.0.113.10' }] } });
  const annotations = fc.constantFrom<Raw>(
    {},
    { 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': 'arn' },
  );
  return fc.tuple(object('v1', 'Service', spec), status, annotations).map(([it, given, kept]) => ({
    ...it,
    metadata: { ...(it['metadata'] as Raw), annotations: kept },
    status: given,
  }));
}

function annotatedIngress(): fc.Arbitrary<Raw> {
  const prefix = 'nginx.ingress.kubernetes.io';
  const values = fc.record(
    {
      'rewrite-target': fc.constantFrom('/', '/a', '/x/$1'),
      'app-root': fc.constant('/a'),
      'server-alias': fc.constantFrom('b.example.com', 'example.org, a.example.com'),
      'permanent-redirect': fc.constant('https://example.org/'),
      'from-to-www-redirect': fc.constant('true'),
      'ssl-passthrough': fc.constant('true'),
      'whitelist-source-range': fc.constantFrom('10.0.0.0/8', '0.0.0.0/0', 'everyone'),
      'auth-type': fc.constant('basic'),
      'auth-secret': fc.constantFrom('cert', 'nothing'),
      'auth-tls-secret': fc.constantFrom('default/cert', 'shop/nothing'),
      'enable-cors': fc.constant('true'),
      'default-backend': names,
    },
    { requiredKeys: [] },
  );
  const extras = fc.record({
    tls: fc.constantFrom([], [{ hosts: ['a.example.com'], secretName: 'cert' }]),
    defaultBackend: fc.constantFrom(undefined, { service: { name: 'one', port: { number: 80 } } }),
    ingressClassName: fc.constantFrom('nginx', 'nginx', 'traefik', 'nothing'),
  });
  return fc.tuple(ingress(), values, extras).map(([it, asked, more]) => ({
    ...it,
    metadata: {
      ...(it['metadata'] as Raw),
      annotations: Object.fromEntries(
        Object.entries(asked).map(([key, value]) => [`${prefix}/${key}`, value]),
      ),
    },
    spec: { ...(it['spec'] as Raw), ...more },
  }));
}

function pod(): fc.Arbitrary<Raw> {
  return fc
    .record({
      name: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
      namespace: namespaces,
      app: names,
      version: versions,
      ready: fc.boolean(),
    })
    .map(({ name, namespace, app, version, ready }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { app, version } },
      spec: { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] },
      status: {
        phase: 'Running',
        podIP: '10.0.0.9',
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    }));
}

function istioGateway(): fc.Arbitrary<Raw> {
  const server = fc.record({
    port: fc.constantFrom(
      { number: 80, name: 'http', protocol: 'HTTP' },
      { number: 443, name: 'https', protocol: 'HTTPS' },
    ),
    hosts: fc.uniqueArray(hosts, { minLength: 1, maxLength: 2 }),
    tls: fc.constant({ mode: 'SIMPLE', credentialName: 'cert' }),
  });
  return object(
    'networking.istio.io/v1',
    'Gateway',
    fc.record({
      selector: fc.constant({ istio: 'ingressgateway' }),
      servers: fc.array(
        server.map((it) => (it.port.protocol === 'HTTP' ? { port: it.port, hosts: it.hosts } : it)),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  );
}

function virtualService(): fc.Arbitrary<Raw> {
  const match = fc.record(
    {
      uri: fc.oneof(
        paths.map((exact) => ({ exact })),
        paths.map((prefix) => ({ prefix })),
        fc.constantFrom({ regex: '/a.*' }, { regex: '(a+)+$' }, { regex: '(' }),
      ),
      method: fc.constantFrom({ exact: 'GET' }, { exact: 'POST' }),
      headers: fc.constantFrom({ 'x-user': { exact: 'jason' } }, { 'x-user': {} }),
    },
    { requiredKeys: [] },
  );
  const route = fc.array(
    fc.record({
      destination: fc.record({ host: names, subset: versions }, { requiredKeys: ['host'] }),
      weight: weights,
    }),
    { minLength: 1, maxLength: 3 },
  );
  const rule = fc.oneof(
    fc.record({ match: fc.array(match, { maxLength: 2 }), route }),
    fc.record({
      match: fc.array(match, { maxLength: 1 }),
      redirect: fc.constant({ uri: '/elsewhere' }),
    }),
    fc.record({ directResponse: fc.constant({ status: 418 }) }),
  );
  return object(
    'networking.istio.io/v1',
    'VirtualService',
    fc.record({
      hosts: fc.uniqueArray(hosts, { minLength: 1, maxLength: 2 }),
      gateways: fc.uniqueArray(fc.constantFrom('one', 'two', 'default/one', 'shop/two'), {
        maxLength: 2,
      }),
      http: fc.array(rule, { minLength: 1, maxLength: 3 }),
    }),
  );
}

function destinationRule(): fc.Arbitrary<Raw> {
  return object(
    'networking.istio.io/v1',
    'DestinationRule',
    fc.record({
      host: names,
      subsets: fc.array(
        versions.map((version) => ({ name: version, labels: { version } })),
        { maxLength: 2 },
      ),
    }),
  );
}

function ingress(): fc.Arbitrary<Raw> {
  const path = fc.record({
    path: paths,
    pathType: fc.constantFrom('Exact', 'Prefix', 'ImplementationSpecific'),
    backend: names.map((name) => ({ service: { name, port: { number: 80 } } })),
  });
  const spec = fc.record({
    ingressClassName: fc.constantFrom('nginx', 'istio'),
    rules: fc.array(
      fc.record({
        host: hosts.filter((it) => it !== '*'),
        http: fc.record({ paths: fc.array(path, { minLength: 1, maxLength: 3 }) }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  });
  const prefix = 'nginx.ingress.kubernetes.io';
  const annotations = fc.constantFrom<Raw>(
    {},
    { [`${prefix}/canary`]: 'true', [`${prefix}/canary-weight`]: '30' },
    { [`${prefix}/canary`]: 'true', [`${prefix}/canary-by-header`]: 'x-canary' },
    { [`${prefix}/use-regex`]: 'true' },
    { [`${prefix}/force-ssl-redirect`]: 'true' },
  );
  return fc
    .tuple(object('networking.k8s.io/v1', 'Ingress', spec), annotations)
    .map(([it, kept]) => ({ ...it, metadata: { ...(it['metadata'] as Raw), annotations: kept } }));
}

function gateway(): fc.Arbitrary<Raw> {
  const listener = fc.record({
    name: fc.constantFrom('http', 'https', 'other'),
    hostname: hosts,
    tls: fc.boolean(),
  });
  return object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    fc.record({
      gatewayClassName: fc.constantFrom('istio', 'envoy'),
      listeners: fc
        .uniqueArray(listener, { minLength: 1, maxLength: 2, selector: (it) => it.name })
        .map((all) =>
          all.map(({ name, hostname, tls }) => ({
            name,
            ...(hostname !== '*' && { hostname }),
            port: tls ? 443 : 80,
            protocol: tls ? 'HTTPS' : 'HTTP',
            ...(tls && { tls: { certificateRefs: [{ name: 'cert' }] } }),
            allowedRoutes: { namespaces: { from: 'All' } },
          })),
        ),
    }),
  );
}

function httpRoute(): fc.Arbitrary<Raw> {
  const match = fc.record(
    {
      path: fc.record({ type: fc.constantFrom('Exact', 'PathPrefix'), value: paths }),
      method: fc.constantFrom('GET', 'POST'),
      headers: fc.constant([{ name: 'x-user', value: 'jason' }]),
    },
    { requiredKeys: [] },
  );
  const rule = fc.record({
    matches: fc.array(match, { maxLength: 2 }),
    backendRefs: fc.array(
      fc.record({ name: names, port: fc.constantFrom(80, 81), weight: weights }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  });
  return object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    fc.record({
      parentRefs: fc.constantFrom(
        [{ name: 'one', namespace: 'default' }],
        [{ name: 'two', namespace: 'shop' }],
      ),
      hostnames: fc.uniqueArray(
        hosts.filter((it) => it !== '*'),
        { maxLength: 2 },
      ),
      rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
    }),
  );
}

/** What serves: a gateway of Istio and an nginx controller, each behind its load balancer. */
const GIVEN: readonly Raw[] = [
  podOf('istio-system', 'gateway', { istio: 'ingressgateway' }, [8080, 8443]),
  loadBalancer('istio-system', 'istio-ingressgateway', { istio: 'ingressgateway' }, '203.0.113.7', [
    { name: 'http', port: 80, targetPort: 8080, nodePort: 31_380 },
    { name: 'https', port: 443, targetPort: 8443, nodePort: 31_390 },
  ]),
  podOf('ingress-nginx', 'controller', { 'app.kubernetes.io/name': 'ingress-nginx' }, [80, 443]),
  loadBalancer(
    'ingress-nginx',
    'ingress-nginx-controller',
    { 'app.kubernetes.io/name': 'ingress-nginx' },
    '203.0.113.8',
    [
      { name: 'http', port: 80, targetPort: 80, nodePort: 30_080 },
      { name: 'https', port: 443, targetPort: 443, nodePort: 30_443 },
    ],
  ),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller: 'k8s.io/ingress-nginx' },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'envoy' },
    spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'istio' },
    spec: { controllerName: 'istio.io/gateway-controller' },
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1' },
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  },
];

function podOf(namespace: string, name: string, labels: Raw, ports: readonly number[]): Raw {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'proxy', ports: ports.map((containerPort) => ({ containerPort })) }],
    },
    status: {
      phase: 'Running',
      podIP: '10.0.0.5',
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

function loadBalancer(
  namespace: string,
  name: string,
  selector: Raw,
  ip: string,
  ports: readonly Raw[],
): Raw {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { type: 'LoadBalancer', selector, ports },
    status: { loadBalancer: { ingress: [{ ip }] } },
  };
}

/** A cluster holds one object of a kind and name. */
function withoutTwins(objects: readonly Raw[]): readonly Raw[] {
  const byKey = new Map(
    objects.map((it) => {
      const { name, namespace } = it['metadata'] as {
        readonly name: string;
        readonly namespace?: string;
      };
      return [[it['apiVersion'], it['kind'], namespace, name].join('/'), it];
    }),
  );
  return [...byKey.values()];
}
