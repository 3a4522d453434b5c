import type { Service } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Reader } from '../../inventory/reader.ts';
import type { ServicePort } from '../../inventory/shapes/core.ts';
import type { Address, Hop } from '../../model/exposure.ts';
import { HEALTHY, type Judgement, worst } from '../../model/health.ts';
import { tlsEndsAt } from './balancer-tls.ts';
import {
  type Answering,
  answeringNodes,
  answers,
  fitsFamilies,
  type NodeSeen,
  nodesSeen,
} from './nodes.ts';
import { isWayIn, opensNodePorts, sourceRanges, transportOf } from './services.ts';

export type ServiceWayKinds = 'Node' | 'EndpointSlice';

/** A port of a Service, with the port of the data plane that it leads to. */
export interface PortPath {
  readonly port: ServicePort & { readonly port: number };
  readonly transport: 'tcp' | 'udp';
  readonly listener: number;
}

/** What one Service in front adds: its addresses, and the hops up to kube-proxy. */
export interface ServiceWay {
  readonly addresses: readonly Address[];
  readonly hops: readonly Hop[];
  /** Its ways in are parallel: one that serves is enough (spec/health.md, "Entry"). */
  readonly judgement: Judgement;
  /** Epoch milliseconds. */
  readonly changesAt?: number;
}

/** How long a load balancer may take until its missing address is broken. */
const ADDRESS_GRACE = 5 * 60_000;

export function portPaths(
  service: Service,
  listenersOf: (port: ServicePort & { readonly port: number }) => readonly number[],
): readonly PortPath[] {
  return service.spec.ports.flatMap((it) => {
    const transport = transportOf(it);
    if (it.port === undefined || transport === undefined) return [];
    const port = { ...it, port: it.port };
    return listenersOf(port).map((listener) => ({ port, transport, listener }));
  });
}

export function serviceWay(
  service: Service,
  paths: readonly PortPath[],
  shown: readonly PortPath[],
  objects: Reader<ServiceWayKinds>,
  now: number,
): ServiceWay {
  const nodes = nodesSeen(objects);
  const answering = answeringNodes(service, objects);
  const proxy = opensNodePorts(service)
    ? nodePortHop(service, shown, nodes, answering, objects)
    : serviceHop(service, shown, nodes, answering);
  const balancer = loadBalancer(service, paths, shown, now);
  const external = externalAddresses(service, paths, shown);
  const nodeAddresses = opensNodePorts(service)
    ? addressesOfNodes(service, paths, nodes, answering, unknownNodes(objects))
    : [];
  return {
    addresses: [...balancer.addresses, ...external.addresses, ...nodeAddresses],
    hops: [...balancer.hops, ...external.hops, proxy],
    judgement: judge(service, balancer.judgement, external.addresses, nodeAddresses, proxy),
    ...(balancer.changesAt !== undefined && { changesAt: balancer.changesAt }),
  };
}

interface Part {
  readonly addresses: readonly Address[];
  readonly hops: readonly Hop[];
  readonly judgement?: Judgement;
  readonly changesAt?: number;
}

function loadBalancer(
  service: Service,
  paths: readonly PortPath[],
  shown: readonly PortPath[],
  now: number,
): Part {
  if (service.spec.type !== 'LoadBalancer') return { addresses: [], hops: [] };
  const ports = dialled(paths).map((it, index): Address['ports'][number] => {
    const port = paths[index]?.port;
    const tlsEnds = port === undefined ? undefined : tlsEndsAt(service, port);
    return tlsEnds === undefined ? it : { ...it, tlsEnds };
  });
  const sources = sourceRanges(service);
  const given = service.status.loadBalancer.ingress.flatMap((ingress) => {
    const errors = ingress.ports.flatMap((it) => (it.error === undefined ? [] : [it.error]));
    const judgement: Judgement =
      errors.length === 0
        ? HEALTHY
        : { health: 'degraded', reason: { type: 'other', message: errors.join('; ') } };
    return [ingress.ip, ingress.hostname].flatMap((value): Address[] =>
      value === undefined || value === ''
        ? []
        : [
            {
              type: 'loadBalancer',
              value,
              service: refOf(service),
              ports,
              ...(sources.length > 0 && { sources }),
              judgement,
            },
          ],
    );
  });
  if (given.length > 0) {
    const judgement = worst(given.map((it) => it.judgement));
    return { addresses: given, hops: [addressHop(service, given, shown, judgement)], judgement };
  }
  return pending(service, ports, shown, now);
}

function pending(
  service: Service,
  ports: Address['ports'],
  shown: readonly PortPath[],
  now: number,
): Part {
  const judgement = judgePending(service, now);
  const address: Address = {
    type: 'loadBalancer',
    value: '',
    pending: true,
    service: refOf(service),
    ports,
    judgement,
  };
  return {
    addresses: [address],
    hops: [addressHop(service, [address], shown, judgement)],
    judgement,
    ...(judgement.health === 'progressing' &&
      judgement.since !== undefined && { changesAt: Date.parse(judgement.since) + ADDRESS_GRACE }),
  };
}

function judgePending({ metadata }: Service, now: number): Judgement {
  const since = metadata.creationTimestamp;
  // Never in a cluster: nobody was asked for an address.
  if (since === undefined || Number.isNaN(Date.parse(since)))
    return { health: 'unknown', reason: { type: 'not-running' } };
  const health = now - Date.parse(since) < ADDRESS_GRACE ? 'progressing' : 'broken';
  return { health, since, reason: { type: 'address-pending' } };
}

function externalAddresses(
  service: Service,
  paths: readonly PortPath[],
  shown: readonly PortPath[],
): Part {
  const addresses = service.spec.externalIPs.map((value): Address => ({
    type: 'external',
    value,
    service: refOf(service),
    ports: dialled(paths),
    judgement: HEALTHY,
  }));
  return {
    addresses,
    hops: addresses.length === 0 ? [] : [addressHop(service, addresses, shown, HEALTHY)],
  };
}

const dialled = (paths: readonly PortPath[]): Address['ports'] =>
  paths.map(({ port, transport, listener }) => ({
    port: port.port,
    transport,
    listener,
    servicePort: port.port,
  }));

function addressHop(
  service: Service,
  addresses: readonly Address[],
  shown: readonly PortPath[],
  judgement: Judgement,
): Hop {
  return {
    type: 'address',
    address: addresses[0]?.type ?? 'loadBalancer',
    values: addresses.flatMap((it) => (it.value === '' ? [] : [it.value])),
    ports: [...new Set(shown.map((it) => it.port.port))],
    ...(addresses.some((it) => it.pending === true) && { pending: true }),
    service: refOf(service),
    judgement,
  };
}

/**
 * S2, S3: each node opens the port; of policy Local those without an endpoint of their own drop (S4). Where no node is
 * known the port is all the same: an address without a value.
 */
function addressesOfNodes(
  service: Service,
  paths: readonly PortPath[],
  nodes: readonly NodeSeen[],
  answering: Answering,
  unknown: Judgement,
): readonly Address[] {
  const ports = paths.flatMap(({ port, transport, listener }) =>
    port.nodePort === undefined || port.nodePort === 0
      ? []
      : [{ port: port.nodePort, transport, listener, servicePort: port.port }],
  );
  if (ports.length === 0) return [];
  const common = { type: 'node', service: refOf(service), ports } as const;
  const addresses = nodes.flatMap((node) =>
    node.addresses
      .filter((it) => fitsFamilies(it, service))
      .map((value): Address => ({
        ...common,
        value,
        judgement: judgeNode(node, answers(node, answering)),
      })),
  );
  return addresses.length > 0 ? addresses : [{ ...common, value: '', judgement: unknown }];
}

function judgeNode(node: NodeSeen, answering: boolean): Judgement {
  if (!answering)
    return { health: 'broken', reason: { type: 'no-local-endpoint', nodes: 0, of: 1 } };
  return node.isReady ? HEALTHY : notReady(node);
}

const notReady = ({ name, notReadySince }: NodeSeen): Judgement => ({
  health: 'degraded',
  reason: { type: 'node-not-ready', node: name },
  ...(notReadySince !== undefined && { since: notReadySince }),
});

function nodePortHop(
  service: Service,
  shown: readonly PortPath[],
  nodes: readonly NodeSeen[],
  answering: Answering,
  objects: Reader<'Node'>,
): Hop {
  const asked = nodesAsked(service, nodes);
  const ports = shown.flatMap(({ port }) =>
    port.nodePort === undefined || port.nodePort === 0
      ? []
      : [{ nodePort: port.nodePort, port: port.port }],
  );
  return {
    type: 'node-port',
    service: refOf(service),
    ports: ports.filter((it, index) => ports.findIndex((o) => o.port === it.port) === index),
    nodes: asked.filter((it) => answers(it, answering)).length,
    ofNodes: asked.length,
    policy: policyOf(service),
    judgement: judgeNoNodes(service, nodes, objects) ?? judgeNodes(asked, answering),
  };
}

/** A load balancer leaves some nodes out; whoever dials a node himself does not. */
const nodesAsked = ({ spec }: Service, nodes: readonly NodeSeen[]): readonly NodeSeen[] =>
  spec.type === 'LoadBalancer' ? nodes.filter((it) => it.isTarget) : nodes;

const policyOf = ({ spec }: Service): 'Cluster' | 'Local' =>
  spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster';

function unknownNodes(objects: Reader<'Node'>): Judgement {
  const coverage = objects.coverage('Node');
  return coverage.type === 'complete'
    ? { health: 'broken', reason: { type: 'no-node-address' } }
    : {
        health: 'unknown',
        reason: { type: 'unreadable', resource: 'nodes', because: coverage.reason },
      };
}

function judgeNoNodes(
  { spec }: Service,
  nodes: readonly NodeSeen[],
  objects: Reader<'Node'>,
): Judgement | undefined {
  if (nodes.some((it) => it.addresses.length > 0)) return undefined;
  const unknown = unknownNodes(objects);
  // A load balancer may reach its nodes by addresses that only it knows.
  return spec.type === 'NodePort' || unknown.health === 'unknown' ? unknown : undefined;
}

/** spec/health.md, "Entry": nodes k of n; none is broken. That few answer is what Local is for. */
function judgeNodes(asked: readonly NodeSeen[], answering: Answering): Judgement {
  if (asked.length === 0) return HEALTHY;
  if (answering.type === 'unread')
    return {
      health: 'unknown',
      reason: { type: 'unreadable', resource: 'endpointslices', because: answering.because },
    };
  const serving = asked.filter((it) => answers(it, answering));
  if (serving.length === 0)
    return {
      health: 'broken',
      reason: { type: 'no-local-endpoint', nodes: 0, of: asked.length },
    };
  const lost = serving.find((it) => !it.isReady);
  return lost === undefined ? HEALTHY : notReady(lost);
}

function serviceHop(
  service: Service,
  shown: readonly PortPath[],
  nodes: readonly NodeSeen[],
  answering: Answering,
): Hop {
  const ports = shown.map(({ port }) => ({
    port: port.port,
    targetPort: String(port.targetPort ?? port.port),
  }));
  return {
    type: 'service',
    service: refOf(service),
    ports: ports.filter((it, index) => ports.findIndex((o) => o.port === it.port) === index),
    judgement: isWayIn(service)
      ? judgeNodes(nodesAsked(service, nodes), answering)
      : { health: 'healthy', reason: { type: 'internal-only' } },
  };
}

export const internalHop = (service: Service, shown: readonly PortPath[]): Hop =>
  serviceHop(service, shown, [], { type: 'all' });

/** A pending balancer beside node ports that serve is degraded, alone it is broken; without its address for a while it only converges. */
function judge(
  { spec }: Service,
  balancer: Judgement | undefined,
  external: readonly Address[],
  nodes: readonly Address[],
  proxy: Hop,
): Judgement {
  const { judgement } = proxy;
  if (judgement.reason?.type === 'no-node-address' && external.length > 0)
    return { ...judgement, health: 'degraded' };
  if (spec.type !== 'LoadBalancer' || balancer === undefined || judgement.health === 'broken')
    return judgement;
  if (balancer.health !== 'broken') return worst([balancer, judgement]);
  const otherServes = external.length > 0 || nodes.some((it) => it.judgement.health !== 'broken');
  return otherServes ? { ...balancer, health: 'degraded' } : balancer;
}
