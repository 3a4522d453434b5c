import type { EndpointSlice, Service } from '../../inventory/kinds.ts';
import { carries } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Reader } from '../../inventory/reader.ts';
import type { ServicePort } from '../../inventory/shapes/core.ts';
import type { Fact, Listener } from '../../model/exposure.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import {
  type DataPlaneListenerSeed,
  type DataPlaneSeed,
  defineProvider,
  type ListenerSeed,
  type RouteSeed,
} from '../provider.ts';
import { isWayIn, namespaceOf, slicesOf, transportOf } from '../way-in/services.ts';
import { PROFILES } from './ingress/profiles.ts';

/**
 * Services that are ways in themselves (S1): kube-proxy serves each of them, a port at a time, and looks at no byte.
 * Those in front of a gateway or controller are hops of it; the pipeline takes them out (S1a).
 */
export const service = defineProvider({
  name: 'service',
  reads: ['Service', 'EndpointSlice'],
  holds: { 'entry-points': ['Service'], 'http-rules': [], 'other-rules': [] },
  *dataPlanes(objects, memory) {
    const planes: DataPlaneSeed[] = [];
    for (const it of objects.list('Service')) {
      if (isWayIn(it)) planes.push(memory.remember('service', it, () => dataPlaneOf(it, objects)));
      yield;
    }
    return planes;
  },
});

function dataPlaneOf(it: Service, objects: Reader<'Service' | 'EndpointSlice'>): DataPlaneSeed {
  const namespace = namespaceOf(it);
  const { name, creationTimestamp } = it.metadata;
  const ports = it.spec.ports.flatMap(openPort);
  return {
    id: `service/${namespace}/${name}`,
    name: `${namespace}/${name}`,
    proxy: 'kube-proxy',
    servedBy: { type: 'service', namespace, name },
    listeners: ports.map((port) => listenerOf(it, port)),
    entryPoints: [
      {
        object: refOf(it),
        listeners: ports.map(describe),
        facts: [...nothingRouted(it), ...topologyFacts(slicesOf(it, objects))],
        ...(creationTimestamp !== undefined && { created: creationTimestamp }),
      },
    ],
  };
}

interface OpenPort {
  readonly index: number;
  readonly port: ServicePort;
  readonly number: number;
  readonly transport: 'tcp' | 'udp';
}

function openPort(port: ServicePort, index: number): readonly OpenPort[] {
  const transport = transportOf(port);
  return port.port === undefined || transport === undefined
    ? []
    : [{ index, port, number: port.port, transport }];
}

function listenerOf(it: Service, open: OpenPort): DataPlaneListenerSeed {
  const entryPoint = refOf(it);
  return {
    port: open.number,
    transport: open.transport,
    servers: [
      {
        entryPoint,
        name: open.port.name ?? String(open.number),
        tls: 'none',
        sni: [],
        protocol: open.transport,
        otherHostStatus: 404,
        wildcard: 'any-labels',
        virtualHosts: [{ host: '*', entryPoint, routes: [routeOf(it, entryPoint, open)] }],
        otherwise: 404,
      },
    ],
  };
}

function routeOf(it: Service, entryPoint: ObjectRef, { index, port, number }: OpenPort): RouteSeed {
  const { name } = it.metadata;
  return {
    entryPoint,
    object: entryPoint,
    rule: {
      index,
      ...(port.name !== undefined && { name: port.name }),
      path: `spec.ports[${index}]`,
    },
    hosts: ['*'],
    matches: [],
    action: {
      type: 'forward',
      // A connection, not a request: there is no status to answer.
      statuses: {},
      to: [
        {
          ref: `${name}:${number}`,
          path: `spec.ports[${index}]`,
          weight: 1,
          share: 1,
          // By name where it has one: one number may stand for TCP and UDP.
          target: {
            type: 'service',
            namespace: namespaceOf(it),
            name,
            port: port.name === undefined || port.name === '' ? number : port.name,
          },
        },
      ],
    },
  };
}

function describe({ port, number, transport, index }: OpenPort): ListenerSeed {
  return {
    path: `spec.ports[${index}]`,
    ...(port.name !== undefined && { name: port.name }),
    port: number,
    protocol: transport === 'udp' ? 'UDP' : protocolOf(port),
    hosts: [],
    dataPlanePort: number,
  };
}

/** S5: what is spoken behind it, for the URL that people type: `appProtocol`, else the prefix of the name. */
function protocolOf({ appProtocol, name = '' }: ServicePort): Listener['protocol'] {
  const said = (appProtocol ?? name.replace(/-.*/, '')).toLowerCase();
  const word = said.replace(/^kubernetes\.io\//, '');
  if (HTTP.has(word)) return 'HTTP';
  if (HTTPS.has(word)) return 'HTTPS';
  return word === 'tls' ? 'TLS' : 'TCP';
}

const HTTP = new Set(['http', 'http2', 'h2c', 'grpc', 'grpc-web', 'ws']);
const HTTPS = new Set(['https', 'wss']);

/** S1a: known proxies with no object that tells them where to send a request. */
function nothingRouted({ spec }: Service): readonly Fact[] {
  const isProxy = PROXIES.some((it) => carries(spec.selector, it));
  return isProxy ? [{ name: 'routing', value: 'nothing routed' }] : [];
}

const PROXIES = [
  ...PROFILES.flatMap((it) => it.labels),
  { istio: 'ingressgateway' },
  { app: 'istio-ingressgateway' },
];

/** S4: hints keep a client's requests in its zone or on its node. */
function topologyFacts(slices: readonly EndpointSlice[]): readonly Fact[] {
  const zones = new Set(
    slices.flatMap((slice) =>
      slice.endpoints.flatMap(({ hints }) =>
        (hints?.forZones ?? []).flatMap((it) => it.name ?? []),
      ),
    ),
  );
  const nodes = new Set(
    slices.flatMap((slice) =>
      slice.endpoints.flatMap(({ hints }) =>
        (hints?.forNodes ?? []).flatMap((it) => it.name ?? []),
      ),
    ),
  );
  return [
    ...(zones.size === 0
      ? []
      : [{ name: 'topology hints', value: `zones ${[...zones].toSorted().join(', ')}` }]),
    ...(nodes.size === 0
      ? []
      : [{ name: 'topology hints', value: `nodes ${[...nodes].toSorted().join(', ')}` }]),
  ];
}
