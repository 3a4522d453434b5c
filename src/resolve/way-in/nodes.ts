import { isEndpointDraining, isEndpointReady } from '../../inventory/endpoint-state.ts';
import type { Node, Service } from '../../inventory/kinds.ts';
import type { Reader } from '../../inventory/reader.ts';
import type { Endpoint } from '../../inventory/shapes/core.ts';
import type { Unreadable } from '../../model/health.ts';
import { namespaceOf, slicesOf } from './services.ts';

/** A Node as far as requests from outside are concerned (S3). */
export interface NodeSeen {
  readonly name: string;
  /** All of the best type that it has: a dual-stack node has two. */
  readonly addresses: readonly string[];
  /** Whether a load balancer sends to it. */
  readonly isTarget: boolean;
  readonly isReady: boolean;
  readonly notReadySince?: string;
}

export function nodesSeen(objects: Reader<'Node'>): readonly NodeSeen[] {
  return objects.list('Node').map(seen);
}

function seen(node: Node): NodeSeen {
  const { metadata, spec, status } = node;
  const ready = status.conditions.find((it) => it.type === 'Ready');
  const isReady = ready === undefined || ready.status === 'True';
  return {
    name: metadata.name,
    addresses: addressesOf(node),
    // A cordoned node serves on: only these take it out.
    isTarget:
      !Object.hasOwn(metadata.labels, EXCLUDED) &&
      metadata.deletionTimestamp === undefined &&
      !spec.taints.some((it) => it.key === TO_BE_DELETED),
    isReady,
    ...(!isReady &&
      ready.lastTransitionTime !== undefined && { notReadySince: ready.lastTransitionTime }),
  };
}

const EXCLUDED = 'node.kubernetes.io/exclude-from-external-load-balancers';
const TO_BE_DELETED = 'ToBeDeletedByClusterAutoscaler';

/** Best first. */
const ADDRESS_TYPES = ['ExternalIP', 'InternalIP', 'Hostname'] as const;

function addressesOf({ status }: Node): readonly string[] {
  for (const type of ADDRESS_TYPES) {
    const found = status.addresses.flatMap((it) =>
      it.type === type && it.address !== undefined ? [it.address] : [],
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** A Service of one family opens its node ports on addresses of that family alone; names fit both. */
export function fitsFamilies(address: string, { spec }: Service): boolean {
  if (spec.ipFamilies.length === 0) return true;
  const isV4 = /^\d+(\.\d+){3}$/.test(address);
  if (!isV4 && !address.includes(':')) return true;
  return spec.ipFamilies.includes(isV4 ? 'IPv4' : 'IPv6');
}

/** Which nodes answer for a Service (S4). */
export type Answering =
  | { readonly type: 'all' }
  /** Policy Local: those with an endpoint of their own. */
  | { readonly type: 'some'; readonly names: ReadonlySet<string> }
  | { readonly type: 'unread'; readonly because: Unreadable };

export function answeringNodes(service: Service, objects: Reader<'EndpointSlice'>): Answering {
  if (service.spec.externalTrafficPolicy !== 'Local') return { type: 'all' };
  const slices = slicesOf(service, objects);
  const coverage = objects.coverage('EndpointSlice', namespaceOf(service));
  if (slices.length === 0 && coverage.type === 'incomplete')
    return { type: 'unread', because: coverage.reason };
  const endpoints = slices.flatMap((it) => it.endpoints);
  // A node whose endpoints are all ending keeps sending to those that still serve.
  const names = endpoints
    .filter((it) => isEndpointReady(it) || isEndpointDraining(it))
    .flatMap(nodeOf);
  return { type: 'some', names: new Set(names) };
}

export const answers = ({ name }: NodeSeen, answering: Answering): boolean =>
  answering.type !== 'some' || answering.names.has(name);

const nodeOf = ({ nodeName }: Endpoint): readonly string[] =>
  nodeName === undefined ? [] : [nodeName];
