import type { Raw } from '../../src/inventory/raise.ts';

/** Made-up clusters for measuring. No chance in them: the same numbers give the same objects. */

export interface Size {
  readonly services: number;
  readonly pods: number;
  readonly virtualServices: number;
}

export const BIG: Size = { services: 2000, pods: 20_000, virtualServices: 500 };

const NAMESPACES = 40;
/** Services to each VirtualService, a rule for each. */
const RULES = 4;

/** One mesh with an ingress gateway; each VirtualService has a host of its own and forwards to a few Services. */
export function bigWorld({ services, pods, virtualServices }: Size): readonly Raw[] {
  const perService = Math.floor(pods / services);
  return [
    ...gateway(),
    ...range(NAMESPACES).map((it) => object('v1', 'Namespace', `ns-${it}`, undefined)),
    ...range(services).flatMap((it) => [
      service(it),
      slice(it, perService),
      destinationRule(it),
      ...range(perService).map((pod) => podOf(it, pod)),
    ]),
    ...range(virtualServices).map((it) =>
      virtualService(it, {
        http: range(RULES).map((rule) => ruleTo((it * RULES + rule) % services, rule)),
      }),
    ),
  ];
}

/** `count` VirtualServices, each with its host and `matches` rules for a path each. */
export const virtualServices = (count: number, matches: number): readonly Raw[] => [
  ...gateway(),
  service(0),
  slice(0, 1),
  podOf(0, 0),
  ...range(count).map((it) =>
    virtualService(it, {
      http: range(matches).map((rule) => ({
        match: [{ uri: { prefix: `/part-${rule}/` } }],
        route: [{ destination: { host: 'service-0.ns-0.svc.cluster.local' } }],
      })),
    }),
  ),
];

/** `count` HTTPRoutes on one Gateway, each with its hostname. */
export const httpRoutes = (count: number): readonly Raw[] => [
  object('gateway.networking.k8s.io/v1', 'GatewayClass', 'istio', undefined, {
    spec: { controllerName: 'istio.io/gateway-controller' },
  }),
  object('gateway.networking.k8s.io/v1', 'Gateway', 'public', 'ns-0', {
    spec: {
      gatewayClassName: 'istio',
      listeners: [
        {
          name: 'http',
          port: 80,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: 'All' } },
        },
      ],
    },
  }),
  loadBalancer('public-istio', 'ns-0', { 'gateway.networking.k8s.io/gateway-name': 'public' }),
  gatewayPod('public-istio-0', 'ns-0', { 'gateway.networking.k8s.io/gateway-name': 'public' }),
  service(0),
  slice(0, 1),
  podOf(0, 0),
  ...range(count).map((it) =>
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', `route-${it}`, 'ns-0', {
      spec: {
        parentRefs: [{ name: 'public' }],
        hostnames: [hostOf(it)],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/part-0' } }],
            backendRefs: [{ name: 'service-0', port: 80 }],
          },
        ],
      },
    }),
  ),
];

export const hostOf = (index: number): string => `host-${index}.example.com`;

const CREATED = '2026-01-01T00:00:00Z';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, it) => it);

const namespaceOf = (serviceIndex: number): string => `ns-${serviceIndex % NAMESPACES}`;

const versionOf = (pod: number): string => (pod % 2 === 0 ? 'v1' : 'v2');

const ipOf = (serviceIndex: number, pod: number): string =>
  `10.${serviceIndex >> 8}.${serviceIndex & 255}.${pod + 1}`;

function object(
  apiVersion: string,
  kind: string,
  name: string,
  namespace: string | undefined,
  rest: Raw & { readonly labels?: Raw } = {},
): Raw {
  const { labels = {}, ...fields } = rest;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels,
      creationTimestamp: CREATED,
    },
    ...fields,
  };
}

const gateway = (): readonly Raw[] => [
  loadBalancer('istio-ingressgateway', 'istio-system', { istio: 'ingressgateway' }),
  gatewayPod('istio-ingressgateway-0', 'istio-system', { istio: 'ingressgateway' }),
  object('networking.istio.io/v1', 'Gateway', 'public', 'istio-system', {
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    },
  }),
  object('v1', 'Node', 'node-1', undefined, {
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }),
];

function loadBalancer(name: string, namespace: string, selector: Raw): Raw {
  return object('v1', 'Service', name, namespace, {
    spec: {
      type: 'LoadBalancer',
      selector,
      ports: [
        {
          name: 'http',
          port: 80,
          targetPort: name === 'public-istio' ? 80 : 8080,
          nodePort: 31_380,
        },
      ],
    },
    status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } },
  });
}

function gatewayPod(name: string, namespace: string, labels: Raw): Raw {
  return runningPod(name, namespace, labels, '10.255.0.1');
}

function service(index: number): Raw {
  return object('v1', 'Service', `service-${index}`, namespaceOf(index), {
    spec: {
      selector: { app: `service-${index}` },
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    },
  });
}

function slice(index: number, pods: number): Raw {
  return object('discovery.k8s.io/v1', 'EndpointSlice', `service-${index}-x`, namespaceOf(index), {
    labels: { 'kubernetes.io/service-name': `service-${index}` },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: range(pods).map((pod) => ({
      addresses: [ipOf(index, pod)],
      conditions: { ready: true },
      nodeName: 'node-1',
      targetRef: { kind: 'Pod', name: `service-${index}-${pod}`, namespace: namespaceOf(index) },
    })),
  });
}

function podOf(index: number, pod: number): Raw {
  return runningPod(
    `service-${index}-${pod}`,
    namespaceOf(index),
    {
      app: `service-${index}`,
      version: versionOf(pod),
      'pod-template-hash': `hash-${index}`,
      'app.kubernetes.io/name': `service-${index}`,
      'app.kubernetes.io/part-of': 'shop',
    },
    ipOf(index, pod),
  );
}

function runningPod(name: string, namespace: string, labels: Raw, ip: string): Raw {
  const container = { name: 'app', image: 'app' };
  return object('v1', 'Pod', name, namespace, {
    labels,
    spec: { nodeName: 'node-1', containers: [{ ...container, ports: [{ containerPort: 8080 }] }] },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      startTime: CREATED,
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: CREATED,
      })),
      containerStatuses: [
        { ...container, ready: true, restartCount: 0, state: { running: { startedAt: CREATED } } },
      ],
    },
  });
}

function destinationRule(index: number): Raw {
  return object(
    'networking.istio.io/v1',
    'DestinationRule',
    `service-${index}`,
    namespaceOf(index),
    {
      spec: {
        host: `service-${index}`,
        subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
      },
    },
  );
}

function virtualService(index: number, spec: Raw): Raw {
  return object('networking.istio.io/v1', 'VirtualService', `host-${index}`, namespaceOf(index), {
    spec: { hosts: [hostOf(index)], gateways: ['istio-system/public'], ...spec },
  });
}

function ruleTo(index: number, rule: number): Raw {
  const host = `service-${index}.${namespaceOf(index)}.svc.cluster.local`;
  return {
    match: [{ uri: { prefix: `/part-${rule}/` } }],
    route: [
      { destination: { host, subset: 'v1' }, weight: 90 },
      { destination: { host, subset: 'v2' }, weight: 10 },
    ],
  };
}
