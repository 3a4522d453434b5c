import type { Kinds, Pod } from '../../inventory/kinds.ts';
import { selectorPicks } from '../../inventory/labels.ts';
import type { Labels, Reader } from '../../inventory/reader.ts';
import type { LabelSelector } from '../../inventory/shapes/meta.ts';
import { inCidr } from '../../lib/cidr.ts';

type NetworkPolicy = Kinds['NetworkPolicy'];
type IngressRule = NetworkPolicy['spec']['ingress'][number];
type Peer = IngressRule['from'][number];
type Port = IngressRule['ports'][number];
type Reads = 'NetworkPolicy' | 'Namespace';

/** One way on which a connection is opened. */
export interface Flow {
  readonly from: Pod | 'outside';
  readonly to: Pod;
  /** Of the container. */
  readonly port: number;
  readonly protocol: string;
}

/** Policies isolate a Pod, and none of them admits the flow. */
export interface Refusal {
  readonly flow: Flow;
  readonly direction: 'ingress' | 'egress';
  /** Of those that isolate the one that comes nearest. */
  readonly policy: NetworkPolicy;
  readonly path: string;
  readonly near?: Near;
  /** Names of the other ones that select the Pod. */
  readonly others: readonly string[];
}

export type Near =
  /** The peer fits, and the port does not. */
  | { readonly type: 'port'; readonly path: string; readonly admitted: string }
  /** The port fits, and of the peer one label does not. */
  | {
      readonly type: 'peer';
      readonly of: 'namespace' | 'pod';
      readonly key: string;
      readonly wanted: string;
    };

/** Why policies refuse a flow; absent where they admit it, or where that cannot be known. */
export function admission(flow: Flow, objects: Reader<Reads>): Refusal | undefined {
  return (
    side('ingress', flow, flow.to, objects) ??
    (flow.from === 'outside' ? undefined : side('egress', flow, flow.from, objects))
  );
}

function side(
  direction: Refusal['direction'],
  flow: Flow,
  isolated: Pod,
  objects: Reader<Reads>,
): Refusal | undefined {
  const policies = objects
    .inNamespace('NetworkPolicy', isolated.metadata.namespace ?? '')
    .filter(
      (it) =>
        applies(it, direction) && selectorPicks(it.spec.podSelector, isolated.metadata.labels),
    );
  const [first] = policies;
  if (first === undefined) return undefined;
  const peer = direction === 'ingress' ? flow.from : flow.to;
  let near:
    | { readonly policy: NetworkPolicy; readonly near: Near; readonly path: string }
    | undefined;
  for (const policy of policies)
    for (const [index, { peers, ports }] of rulesOf(policy, direction).entries()) {
      const path = `spec.${direction}[${index}]`;
      const fits = peerFits(peers, peer, policy, objects);
      const portFits = ports.length === 0 || ports.some((it) => admits(it, flow));
      if (fits === 'unknown' || (fits === 'yes' && portFits)) return undefined;
      if (fits === 'yes') {
        const ofProtocol = ports.findIndex((it) => (it.protocol ?? 'TCP') === flow.protocol);
        if (ofProtocol >= 0)
          near ??= {
            policy,
            path: `${path}.ports[${ofProtocol}].port`,
            near: {
              type: 'port',
              path: `${path}.ports[${ofProtocol}].port`,
              admitted: ports.map((it) => String(it.port ?? '')).join(', '),
            },
          };
      } else if (portFits && peer !== 'outside') {
        const miss = peers.flatMap((it) => missOf(it, peer, policy, objects) ?? [])[0];
        if (miss !== undefined) near ??= { policy, path, near: miss };
      }
    }
  const policy = near?.policy ?? first;
  return {
    flow,
    direction,
    policy,
    path: near?.path ?? 'spec.podSelector',
    ...(near !== undefined && { near: near.near }),
    others: policies.filter((it) => it !== policy).map((it) => it.metadata.name),
  };
}

/** Without `policyTypes`: Ingress always, Egress where there are rules for it. */
const applies = ({ spec }: NetworkPolicy, direction: Refusal['direction']): boolean =>
  spec.policyTypes.length > 0
    ? spec.policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress')
    : direction === 'ingress' || spec.egress.length > 0;

const rulesOf = (
  { spec }: NetworkPolicy,
  direction: Refusal['direction'],
): readonly { readonly peers: readonly Peer[]; readonly ports: readonly Port[] }[] =>
  direction === 'ingress'
    ? spec.ingress.map(({ from, ports }) => ({ peers: from, ports }))
    : spec.egress.map(({ to, ports }) => ({ peers: to, ports }));

/** A number, a range, or a name that a container of the destination has; without a port all of the protocol. */
function admits({ port, endPort, protocol = 'TCP' }: Port, flow: Flow): boolean {
  if (protocol !== flow.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number')
    return endPort === undefined ? port === flow.port : port <= flow.port && flow.port <= endPort;
  const { containers, initContainers } = flow.to.spec;
  return [...initContainers, ...containers]
    .flatMap((it) => it.ports)
    .some(
      (it) =>
        it.name === port && it.containerPort === flow.port && (it.protocol ?? 'TCP') === protocol,
    );
}

type Fit = 'yes' | 'no' | 'unknown';

function peerFits(
  peers: readonly Peer[],
  other: Flow['from'],
  policy: NetworkPolicy,
  objects: Reader<'Namespace'>,
): Fit {
  if (peers.length === 0) return 'yes';
  const fits = peers.map((it) => fitOf(it, other, policy, objects));
  return fits.includes('yes') ? 'yes' : fits.includes('unknown') ? 'unknown' : 'no';
}

function fitOf(
  { ipBlock, namespaceSelector, podSelector }: Peer,
  other: Flow['from'],
  policy: NetworkPolicy,
  objects: Reader<'Namespace'>,
): Fit {
  if (ipBlock !== undefined) {
    // Whose address a client from outside has is not known.
    if (other === 'outside') return 'unknown';
    const ip = other.status.podIP;
    if (ip === undefined) return 'unknown';
    return inCidr(ipBlock.cidr ?? '', ip) && !ipBlock.except.some((it) => inCidr(it, ip))
      ? 'yes'
      : 'no';
  }
  if (other === 'outside') return 'no';
  if (podSelector !== undefined && !selectorPicks(podSelector, other.metadata.labels)) return 'no';
  const { namespace = '' } = other.metadata;
  if (namespaceSelector === undefined)
    return namespace === policy.metadata.namespace ? 'yes' : 'no';
  if (isEmpty(namespaceSelector)) return 'yes';
  const labels = namespaceLabels(namespace, objects);
  return labels === undefined ? 'unknown' : selectorPicks(namespaceSelector, labels) ? 'yes' : 'no';
}

const isEmpty = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;

/** Where a namespace has no object (in files, say), the label that the API server gives it. */
function namespaceLabels(name: string, objects: Reader<'Namespace'>): Labels | undefined {
  const found = objects.get('Namespace', '', name);
  switch (found.type) {
    case 'found':
      return found.object.metadata.labels;
    case 'absent':
      return { 'kubernetes.io/metadata.name': name };
    case 'unreadable':
      return undefined;
  }
}

/** The one label in which a peer differs from the Pod, or from its namespace. */
function missOf(
  { namespaceSelector, podSelector, ipBlock }: Peer,
  other: Pod,
  policy: NetworkPolicy,
  objects: Reader<'Namespace'>,
): Near | undefined {
  if (ipBlock !== undefined) return undefined;
  const { namespace = '', labels } = other.metadata;
  const around = namespaceLabels(namespace, objects) ?? {};
  const podMisses = differing(podSelector, labels);
  const namespaceMisses =
    namespaceSelector === undefined
      ? namespace === policy.metadata.namespace
        ? []
        : [['', ''] as const]
      : differing(namespaceSelector, around);
  const [only, ...others] = [
    ...podMisses.map(([key, wanted]) => ({
      type: 'peer' as const,
      of: 'pod' as const,
      key,
      wanted,
    })),
    ...namespaceMisses.map(([key, wanted]) => ({
      type: 'peer' as const,
      of: 'namespace' as const,
      key,
      wanted,
    })),
  ];
  return only === undefined || others.length > 0 || only.key === '' ? undefined : only;
}

const differing = (
  selector: LabelSelector | undefined,
  labels: Labels,
): readonly (readonly [string, string])[] =>
  Object.entries(selector?.matchLabels ?? {}).filter(([key, value]) => labels[key] !== value);
