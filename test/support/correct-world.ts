import * as fc from 'fast-check';

import type { Raw } from '../../src/inventory/raise.ts';

/**
 * Worlds in which everything is as it should be: applications of a few versions, each let in by one API or another, all
 * Pods ready, with weights, subsets, canaries, certificates, grants and policies that fit. About `objects` of them.
 */
export const correctWorlds = (objects: number): fc.Arbitrary<readonly Raw[]> =>
  fc
    .array(applications(), {
      minLength: Math.round(objects / 12),
      maxLength: Math.round(objects / 12),
    })
    .map((all) => [...INSTALLED, ...all.flatMap(objectsOf)]);

interface Application {
  readonly way: (typeof WAYS)[number];
  readonly pods: number;
  readonly weight: number;
  readonly secure: boolean;
  readonly namedPort: boolean;
  readonly paths: readonly string[];
}

const WAYS = ['istio', 'ingress', 'ingress-canary', 'http-route', 'grpc-route', 'service'] as const;

const applications = (): fc.Arbitrary<Application> =>
  fc.record({
    way: fc.constantFrom(...WAYS),
    pods: fc.integer({ min: 1, max: 3 }),
    weight: fc.integer({ min: 1, max: 99 }),
    secure: fc.boolean(),
    namedPort: fc.boolean(),
    paths: fc.uniqueArray(fc.constantFrom('/cart', '/reviews', '/login', '/static', '/api/v1'), {
      minLength: 1,
      maxLength: 4,
    }),
  });

function objectsOf(application: Application, index: number): readonly Raw[] {
  const name = `app-${index}`;
  const namespace = `team-${index % 7}`;
  const host = `${name}.example.com`;
  const its = { ...application, name, namespace, host };
  const shared = [
    ...workload(its, 'v1', index),
    ...workload(its, 'v2', index),
    ...service(its, name, {}),
  ];
  switch (application.way) {
    case 'istio':
      return [...shared, ...istio(its)];
    case 'ingress':
      return [...shared, ingress(its, name, name, {})];
    case 'ingress-canary':
      return [
        ...shared,
        ...service(its, `${name}-v2`, { version: 'v2' }),
        ingress(its, name, name, {}),
        ingress(its, `${name}-canary`, `${name}-v2`, {
          'nginx.ingress.kubernetes.io/canary': 'true',
          'nginx.ingress.kubernetes.io/canary-weight': String(application.weight),
        }),
      ];
    case 'http-route':
    case 'grpc-route':
      return [
        ...shared,
        ...service(its, `${name}-v1`, { version: 'v1' }),
        ...service(its, `${name}-v2`, { version: 'v2' }),
        route(its),
      ];
    case 'service':
      return [...shared, ...service(its, `${name}-public`, {}, 'LoadBalancer')];
  }
}

interface Its extends Application {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
}

const CREATED = '2026-01-01T00:00:00Z';
const metadata = (namespace: string | undefined, name: string, rest: Raw = {}): Raw => ({
  name,
  ...(namespace !== undefined && { namespace }),
  creationTimestamp: CREATED,
  generation: 1,
  ...rest,
});

const ipOf = (index: number, version: string, pod: number): string =>
  `10.${index}.${pod}.${version === 'v1' ? 1 : 2}`;

function workload({ name, namespace, pods }: Its, version: string, index: number): readonly Raw[] {
  const labels = { app: name, version };
  const owner = `${name}-${version}`;
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(namespace, owner),
      spec: {
        replicas: pods,
        selector: { matchLabels: labels },
        template: { metadata: { labels } },
      },
      status: { replicas: pods, readyReplicas: pods },
    },
    ...range(pods).map((pod) =>
      podOf(namespace, `${owner}-${pod}`, labels, ipOf(index, version, pod)),
    ),
  ];
}

const podOf = (
  namespace: string,
  name: string,
  labels: Raw,
  podIP: string,
  ports: readonly Raw[] = [{ name: 'http', containerPort: 8080 }],
): Raw => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata(namespace, name, { labels }),
  spec: {
    nodeName: 'node-1',
    containers: [{ name: 'app', ports }],
  },
  status: {
    phase: 'Running',
    podIP,
    startTime: CREATED,
    conditions: ['PodScheduled', 'Ready'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: CREATED,
    })),
    containerStatuses: [
      { name: 'app', ready: true, restartCount: 0, state: { running: { startedAt: CREATED } } },
    ],
  },
});

function service(
  { name: app, namespace, pods, namedPort, way }: Its,
  name: string,
  labels: Raw,
  type = 'ClusterIP',
): readonly Raw[] {
  const versions = 'version' in labels ? [String(labels['version'])] : ['v1', 'v2'];
  const endpoints = versions.flatMap((version) =>
    range(pods).map((pod) => ({ name: `${app}-${version}-${pod}`, version, pod })),
  );
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(namespace, name),
      spec: {
        type,
        clusterIP: '10.96.0.1',
        selector: { app, ...labels },
        ports: [
          {
            name: way === 'grpc-route' ? 'grpc' : 'http',
            port: 80,
            targetPort: namedPort ? 'http' : 8080,
            ...(type === 'LoadBalancer' && { nodePort: 30_000 }),
          },
        ],
      },
      ...(type === 'LoadBalancer' && {
        status: { loadBalancer: { ingress: [{ hostname: `${name}.lb.example.com` }] } },
      }),
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadata(namespace, `${name}-1`, {
        labels: { 'kubernetes.io/service-name': name },
      }),
      addressType: 'IPv4',
      ports: [{ name: way === 'grpc-route' ? 'grpc' : 'http', port: 8080 }],
      endpoints: endpoints.map((it) => ({
        addresses: [ipOf(Number(app.slice(4)), it.version, it.pod)],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: 'node-1',
        targetRef: { kind: 'Pod', namespace, name: it.name },
      })),
    },
  ];
}

function istio({ name, namespace, host, weight, secure, paths }: Its): readonly Raw[] {
  const to = (subset: string, part?: number): Raw => ({
    destination: { host: name, subset, port: { number: 80 } },
    ...(part !== undefined && { weight: part }),
  });
  return [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: metadata(namespace, name),
      spec: {
        selector: { istio: 'ingressgateway' },
        servers: [
          {
            port: { number: 80, name: 'http', protocol: 'HTTP' },
            hosts: [host],
            ...(secure && { tls: { httpsRedirect: true } }),
          },
          ...(secure
            ? [
                {
                  port: { number: 443, name: `https-${name}`, protocol: 'HTTPS' },
                  hosts: [host],
                  tls: { mode: 'SIMPLE', credentialName: name },
                },
              ]
            : []),
        ],
      },
    },
    ...(secure ? certificate('istio-system', name, host) : []),
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: metadata(namespace, name),
      spec: {
        hosts: [host],
        gateways: [name],
        http: [
          ...paths.map((it) => ({ match: [{ uri: { prefix: `${it}/` } }], route: [to('v2')] })),
          { route: [to('v1', weight), to('v2', 100 - weight)] },
        ],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: metadata(namespace, name),
      spec: { host: name, subsets: [subset('v1'), subset('v2')] },
    },
  ];
}

const subset = (version: string): Raw => ({ name: version, labels: { version } });

const certificate = (namespace: string, name: string, host: string): readonly Raw[] => [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(namespace, name),
    type: 'kubernetes.io/tls',
  },
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: metadata(namespace, name),
    spec: { secretName: name, dnsNames: [host] },
    status: { notBefore: '2026-10-01T00:00:00Z', notAfter: '2026-12-30T00:00:00Z' },
  },
];

const ingress = (
  { namespace, host, paths }: Its,
  name: string,
  to: string,
  annotations: Raw,
): Raw => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: metadata(namespace, name, { annotations }),
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host,
        http: {
          paths: ['/', ...paths].map((path) => ({
            path,
            pathType: 'Prefix',
            backend: { service: { name: to, port: { number: 80 } } },
          })),
        },
      },
    ],
  },
  status: { loadBalancer: { ingress: [{ ip: '192.0.2.2' }] } },
});

const conditions = (...types: readonly string[]): readonly Raw[] =>
  types.map((type) => ({
    type,
    status: 'True',
    reason: type,
    observedGeneration: 1,
    lastTransitionTime: CREATED,
  }));

function route({ name, namespace, host, weight, paths, way }: Its): Raw {
  const parentRef = { name: 'public', namespace: 'gateways' };
  const isHttp = way === 'http-route';
  const backendRefs = [
    { name: `${name}-v1`, port: 80, weight },
    { name: `${name}-v2`, port: 80, weight: 100 - weight },
  ];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: isHttp ? 'HTTPRoute' : 'GRPCRoute',
    metadata: metadata(namespace, name),
    spec: {
      parentRefs: [parentRef],
      hostnames: [host],
      rules: isHttp
        ? [...paths, '/'].map((value) => ({
            matches: [{ path: { type: 'PathPrefix', value } }],
            backendRefs,
          }))
        : [{ backendRefs }],
    },
    status: {
      parents: [
        {
          parentRef,
          controllerName: 'istio.io/gateway-controller',
          conditions: conditions('Accepted', 'ResolvedRefs'),
        },
      ],
    },
  };
}

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

function proxy(
  namespace: string,
  name: string,
  labels: Raw,
  ip: string,
  targetPorts: readonly [number, number],
): readonly Raw[] {
  const ports = [
    { name: 'http', port: 80, targetPort: targetPorts[0], nodePort: 30_080 },
    { name: 'https', port: 443, targetPort: targetPorts[1], nodePort: 30_443 },
  ];
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(namespace, name),
      spec: { type: 'LoadBalancer', clusterIP: '10.96.0.2', selector: labels, ports },
      status: { loadBalancer: { ingress: [{ ip }] } },
    },
    podOf(
      namespace,
      `${name}-1`,
      labels,
      '10.255.0.1',
      targetPorts.map((containerPort) => ({ containerPort })),
    ),
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadata(namespace, `${name}-1`, {
        labels: { 'kubernetes.io/service-name': name },
      }),
      addressType: 'IPv4',
      ports: ports.map((it) => ({ name: it.name, port: it.targetPort })),
      endpoints: [
        {
          addresses: ['10.255.0.1'],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'node-1',
          targetRef: { kind: 'Pod', namespace, name: `${name}-1` },
        },
      ],
    },
  ];
}

/** What the controllers' installations leave. */
const INSTALLED: readonly Raw[] = [
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadata(undefined, 'node-1'),
    status: {
      addresses: [{ type: 'InternalIP', address: '10.9.0.1' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  },
  ...proxy(
    'istio-system',
    'istio-ingressgateway',
    { istio: 'ingressgateway' },
    '192.0.2.1',
    [8080, 8443],
  ),
  ...proxy(
    'ingress-nginx',
    'ingress-nginx-controller',
    {
      'app.kubernetes.io/name': 'ingress-nginx',
      'app.kubernetes.io/component': 'controller',
    },
    '192.0.2.2',
    [80, 443],
  ),
  ...proxy(
    'gateways',
    'public-istio',
    { 'gateway.networking.k8s.io/gateway-name': 'public' },
    '192.0.2.3',
    [80, 443],
  ),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: metadata(undefined, 'nginx'),
    spec: { controller: 'k8s.io/ingress-nginx' },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: metadata(undefined, 'istio'),
    spec: { controllerName: 'istio.io/gateway-controller' },
    status: { conditions: conditions('Accepted', 'SupportedVersion') },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: metadata('gateways', 'public'),
    spec: {
      gatewayClassName: 'istio',
      listeners: [
        {
          name: 'http',
          port: 80,
          protocol: 'HTTP',
          hostname: '*.example.com',
          allowedRoutes: { namespaces: { from: 'All' } },
        },
      ],
    },
    status: {
      addresses: [{ type: 'IPAddress', value: '192.0.2.3' }],
      conditions: conditions('Accepted', 'Programmed'),
      listeners: [
        { name: 'http', conditions: conditions('Accepted', 'Programmed', 'ResolvedRefs') },
      ],
    },
  },
];
