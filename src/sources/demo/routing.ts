import type { Raw } from '../../inventory/raise.ts';
import { LONG_AGO, type Timestamp } from './world.ts';

/** Shares of requests for `/reviews`, by way in. */
export interface Weights {
  readonly v1: number;
  readonly next: number;
  /** Of the objects that hold them: grows with each change. */
  readonly generation: number;
}

const object = (
  stamp: Timestamp,
  type: readonly [apiVersion: string, kind: string],
  metadata: { readonly name: string; readonly [field: string]: unknown },
  rest: object = {},
): Raw => ({
  apiVersion: type[0],
  kind: type[1],
  metadata: { creationTimestamp: stamp(LONG_AGO), generation: 1, ...metadata },
  ...rest,
});

const NAMESPACE = ['v1', 'Namespace'] as const;
const SECRET = ['v1', 'Secret'] as const;
const CERTIFICATE = ['cert-manager.io/v1', 'Certificate'] as const;

/** What came with the controllers: classes, certificates, the Secrets' names. */
export function installed(stamp: Timestamp): readonly Raw[] {
  const certificate = (namespace: string, name: string, host: string): readonly Raw[] => [
    object(stamp, SECRET, { name, namespace }, { type: 'kubernetes.io/tls' }),
    object(
      stamp,
      CERTIFICATE,
      { name, namespace },
      {
        spec: { secretName: name, dnsNames: [host] },
        status: { notBefore: stamp(LONG_AGO), notAfter: stamp(LONG_AGO + 90 * 24 * 3600) },
      },
    ),
  ];
  return [
    ...['default', 'istio-system', 'ingress-nginx'].map((name) =>
      object(
        stamp,
        NAMESPACE,
        { name, labels: { 'kubernetes.io/metadata.name': name } },
        {
          status: { phase: 'Active' },
        },
      ),
    ),
    object(
      stamp,
      ['networking.k8s.io/v1', 'IngressClass'],
      {
        name: 'nginx',
        annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
      },
      { spec: { controller: 'k8s.io/ingress-nginx' } },
    ),
    object(
      stamp,
      [`${GATEWAY_API}/v1`, 'GatewayClass'],
      { name: 'istio' },
      {
        spec: { controllerName: GATEWAY_CONTROLLER },
        status: { conditions: conditions(stamp, 1, 'Accepted') },
      },
    ),
    ...certificate('istio-system', 'bookinfo-tls', 'bookinfo.example.com'),
    ...certificate('default', 'shop-tls', 'shop.example.com'),
  ];
}

const GATEWAY_API = 'gateway.networking.k8s.io';
const GATEWAY_CONTROLLER = 'istio.io/gateway-controller';
const ISTIO = 'networking.istio.io/v1';

const conditions = (stamp: Timestamp, observedGeneration: number, ...types: readonly string[]) =>
  types.map((type) => ({
    type,
    status: 'True',
    reason: type,
    message: '',
    observedGeneration,
    lastTransitionTime: stamp(LONG_AGO),
  }));

export function routing(stamp: Timestamp, weights: Weights): readonly Raw[] {
  return [
    ...istioRouting(stamp, weights),
    ingress(stamp),
    gateway(stamp),
    httpRoute(stamp, weights),
  ];
}

const to = (host: string, subset: string, weight?: number): object => ({
  destination: { host, subset, port: { number: 9080 } },
  ...(weight !== undefined && { weight }),
});

const subset = (name: string): object => ({ name, labels: { version: name } });

function istioRouting(stamp: Timestamp, weights: Weights): readonly Raw[] {
  const server = { hosts: ['bookinfo.example.com'] };
  const destinationRule = (name: string, spec: object): Raw =>
    object(
      stamp,
      [ISTIO, 'DestinationRule'],
      { name, namespace: 'default' },
      {
        spec: { host: name, ...spec },
      },
    );
  return [
    object(
      stamp,
      [ISTIO, 'Gateway'],
      { name: 'bookinfo-gateway', namespace: 'default' },
      {
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [
            { ...server, port: { number: 80, name: 'http', protocol: 'HTTP' } },
            {
              ...server,
              port: { number: 443, name: 'https', protocol: 'HTTPS' },
              tls: { mode: 'SIMPLE', credentialName: 'bookinfo-tls' },
            },
          ],
        },
      },
    ),
    object(
      stamp,
      [ISTIO, 'VirtualService'],
      { name: 'bookinfo', namespace: 'default', generation: weights.generation },
      {
        spec: {
          hosts: ['bookinfo.example.com'],
          gateways: ['bookinfo-gateway'],
          http: [
            {
              name: 'page',
              match: [
                { uri: { exact: '/productpage' } },
                { uri: { prefix: '/static' } },
                { uri: { exact: '/login' } },
                { uri: { exact: '/logout' } },
                { uri: { prefix: '/api/v1/products' } },
              ],
              route: [to('productpage', 'v1')],
            },
            {
              name: 'reviews',
              match: [{ uri: { prefix: '/reviews' } }],
              timeout: '10s',
              retries: { attempts: 2, perTryTimeout: '2s', retryOn: '5xx' },
              route: [to('reviews', 'v1', weights.v1), to('reviews', 'v2', weights.next)],
            },
          ],
        },
      },
    ),
    destinationRule('productpage', {
      trafficPolicy: { connectionPool: { tcp: { maxConnections: 100 } } },
      subsets: [subset('v1')],
    }),
    destinationRule('reviews', {
      trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' } },
      subsets: [subset('v1'), subset('v2'), subset('v3')],
    }),
  ];
}

const path = (value: string, pathType: string, name: string): object => ({
  path: value,
  pathType,
  backend: { service: { name, port: { number: 9080 } } },
});

function ingress(stamp: Timestamp): Raw {
  return object(
    stamp,
    ['networking.k8s.io/v1', 'Ingress'],
    { name: 'shop', namespace: 'default' },
    {
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }],
        rules: [
          {
            host: 'shop.example.com',
            http: {
              paths: [
                path('/productpage', 'Exact', 'productpage'),
                path('/static', 'Prefix', 'productpage'),
                path('/details', 'Prefix', 'details'),
                path('/ratings', 'Prefix', 'ratings'),
              ],
            },
          },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.8' }] } },
    },
  );
}

function gateway(stamp: Timestamp): Raw {
  return object(
    stamp,
    [`${GATEWAY_API}/v1`, 'Gateway'],
    { name: 'api', namespace: 'default' },
    {
      spec: {
        gatewayClassName: 'istio',
        listeners: [
          {
            name: 'http',
            hostname: 'api.example.com',
            port: 80,
            protocol: 'HTTP',
            allowedRoutes: { namespaces: { from: 'Same' } },
          },
        ],
      },
      status: {
        addresses: [{ type: 'IPAddress', value: '203.0.113.9' }],
        conditions: conditions(stamp, 1, 'Accepted', 'Programmed'),
        listeners: [
          {
            name: 'http',
            attachedRoutes: 1,
            supportedKinds: ['HTTPRoute', 'GRPCRoute'].map((kind) => ({
              group: GATEWAY_API,
              kind,
            })),
            conditions: conditions(stamp, 1, 'Accepted', 'Programmed', 'ResolvedRefs'),
          },
        ],
      },
    },
  );
}

function httpRoute(stamp: Timestamp, weights: Weights): Raw {
  const parentRef = { group: GATEWAY_API, kind: 'Gateway', name: 'api' };
  return object(
    stamp,
    [`${GATEWAY_API}/v1`, 'HTTPRoute'],
    { name: 'bookinfo', namespace: 'default', generation: weights.generation },
    {
      spec: {
        parentRefs: [parentRef],
        hostnames: ['api.example.com'],
        rules: [
          {
            matches: [
              { path: { type: 'Exact', value: '/productpage' } },
              { path: { type: 'PathPrefix', value: '/api/v1/products' } },
            ],
            backendRefs: [{ name: 'productpage', port: 9080, weight: 1 }],
          },
          {
            matches: [{ path: { type: 'PathPrefix', value: '/reviews' } }],
            backendRefs: [
              { name: 'reviews-v1', port: 9080, weight: weights.v1 },
              { name: 'reviews-v3', port: 9080, weight: weights.next },
            ],
          },
        ],
      },
      status: {
        parents: [
          {
            parentRef,
            controllerName: GATEWAY_CONTROLLER,
            conditions: conditions(stamp, weights.generation, 'Accepted', 'ResolvedRefs'),
          },
        ],
      },
    },
  );
}
