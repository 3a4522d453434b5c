import { groupBy } from '../../lib/group.ts';
import { counted } from '../../lib/words.ts';
import type { Address, EntryPoint, Hop, Pod } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { PENDING } from '../listener.ts';
import { nearName, refName } from '../object-ref.ts';
import { printable } from '../printable.ts';
import { describeReason } from '../reasons.ts';
import { hostPort } from '../target.ts';
import { joinSegments, type Segment, segments, type TreeNode } from './node.ts';
import { podNode, reasonSegments } from './pods.ts';

/**
 * Address, node ports and what serves behind them. Each Service in front is a row of addresses with the rest below
 * it; who serves stands under it where there is one, else after them all.
 */
export function wayInNodes(entryPoint: EntryPoint): readonly TreeNode[] {
  const { wayIn } = entryPoint;
  const front = wayIn.filter((it) => 'service' in it);
  const serving = wayIn.filter((it) => !('service' in it)).map((it) => hopNode(it, entryPoint));
  const groups = [...groupBy(front, (it) => serviceKey(it)).values()];
  const [only, ...others] = groups;
  if (only === undefined) return serving;
  if (others.length === 0)
    return nested([...only.map((it) => hopNode(it, entryPoint)), ...serving]);
  return [...groups.flatMap((it) => nested(it.map((hop) => hopNode(hop, entryPoint)))), ...serving];
}

const serviceKey = (hop: Hop): string =>
  'service' in hop && hop.service !== undefined ? refKey(hop.service) : '';

/** Addresses side by side; what is behind them under the last. */
function nested(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const addresses = nodes.filter(isAddress);
  const behind = nodes.filter((it) => !isAddress(it));
  const [last] = addresses.slice(-1);
  if (last !== undefined) return [...addresses.slice(0, -1), { ...last, children: behind }];
  const [first, ...rest] = behind;
  return first === undefined ? [] : [{ ...first, children: [...first.children, ...rest] }];
}

const isAddress = ({ subject }: TreeNode): boolean =>
  subject.type === 'hop' && subject.hop.type === 'address';

function hopNode(hop: Hop, { id: entryPoint, object }: EntryPoint): TreeNode {
  const id = `${entryPoint}>${hopKey(hop)}`;
  return {
    id,
    subject: { type: 'hop', hop },
    judgement: hop.judgement,
    label: hopLabel(hop, object.namespace),
    trailing: [...hopCount(hop), ...reasonSegments(hop.judgement)],
    children: hop.type === 'gateway-pods' ? hop.pods.map((it) => podNode(it, id)) : [],
    ...(hop.type === 'gateway-pods' && hop.judgement.health === 'healthy' && { folded: true }),
  };
}

function hopKey(hop: Hop): string {
  switch (hop.type) {
    case 'address':
      return `address ${hop.address} ${serviceKey(hop)}`;
    case 'node-port':
      return `node-port ${refKey(hop.service)}`;
    case 'service':
      return `service ${refKey(hop.service)}`;
    case 'gateway-pods':
    case 'controller':
      return `${hop.type} ${hop.name}`;
  }
}

/** A hop in a line of its own. */
export const describeHop = (hop: Hop): string =>
  joinSegments([...hopLabel(hop, undefined), ...hopCount(hop)]);

function hopLabel(hop: Hop, namespace: string | undefined): readonly Segment[] {
  switch (hop.type) {
    case 'address':
      return segments(
        ['address', describeAddresses(hop)],
        ['kind', describeAddressType(hop.address)],
        ['name', hop.service === undefined ? '' : nearName(hop.service, namespace)],
      );
    case 'node-port':
      return segments(
        ['kind', 'node ports'],
        ['address', hop.ports.map(({ nodePort }) => `:${nodePort}`).join(' ')],
        ['detail', describeNodes(hop)],
      );
    case 'service':
      return segments(
        ['kind', 'Service'],
        ['name', nearName(hop.service, namespace)],
        [
          'address',
          hop.ports.map(({ port, targetPort }) => describeMapping(port, targetPort)).join(' '),
        ],
        ['detail', isInternal(hop) ? describeReason({ type: 'internal-only' }) : ''],
      );
    case 'gateway-pods':
      return segments(
        ['name', printable(hop.name)],
        ['detail', hop.hostNetwork === true ? 'on the host network' : ''],
      );
    case 'controller':
      return segments(['kind', 'controller'], ['name', printable(hop.name)]);
  }
}

/** N2: nothing opens it to the outside. */
export const isInternal = ({ judgement }: Hop): boolean =>
  judgement.reason?.type === 'internal-only';

const describeMapping = (port: number, targetPort: string): string =>
  String(port) === targetPort ? `:${port}` : printable(`:${port} → ${targetPort}`);

function describeAddresses({
  values,
  ports,
  pending,
}: Extract<Hop, { readonly type: 'address' }>): string {
  const [first, ...rest] = values;
  if (first === undefined) return pending === true ? PENDING : '';
  const [port, ...others] = ports;
  if (port === undefined) return printable(values.join(', '));
  return printable([[hostPort(first, port), ...others].join(','), ...rest].join(', '));
}

export function describeAddressType(type: Address['type']): string {
  switch (type) {
    case 'loadBalancer':
      return 'LoadBalancer';
    case 'node':
      return 'node';
    case 'external':
      return 'external IP';
  }
}

export function describeNodes({
  nodes,
  ofNodes,
  policy,
}: Extract<Hop, { readonly type: 'node-port' }>): string {
  if (ofNodes === 0) return policy === 'Local' ? 'nodes with a local endpoint only' : '';
  const local = policy === 'Local' ? ', local endpoints only' : '';
  return nodes === ofNodes
    ? `on ${counted(nodes, 'node')}${local}`
    : `on ${nodes} of ${counted(ofNodes, 'node')}${local}`;
}

const hopCount = (hop: Hop): readonly Segment[] =>
  hop.type === 'gateway-pods' ? segments(['count', describePods(hop)]) : [];

/** `2/3 Pods`; nothing where there is none. */
export const describePods = ({ pods }: Extract<Hop, { readonly type: 'gateway-pods' }>): string =>
  pods.length === 0 ? '' : `${pods.filter(isReady).length}/${counted(pods.length, 'Pod')}`;

const isReady = ({ readyContainers, containers, status }: Pod): boolean =>
  containers > 0 && readyContainers === containers && status === 'Running';

/** S1a: ports of the Services in front that no rule uses, in one row. */
export function unroutedNodes({ id, unroutedPorts }: EntryPoint): readonly TreeNode[] {
  if (unroutedPorts.length === 0) return [];
  const names = unroutedPorts.map(({ port, name }) =>
    name === undefined ? `${port}` : printable(`${port} ${name}`),
  );
  const services = [...new Set(unroutedPorts.map(({ service }) => refName(service)))];
  return [
    {
      id: `${id}>unrouted`,
      subject: { type: 'unrouted-ports', ports: unroutedPorts },
      judgement: { health: 'idle' },
      label: segments(
        ['detail', `${counted(unroutedPorts.length, 'port')} without rules: ${names.join(', ')}`],
        ['kind', 'Service'],
        ['name', services.join(', ')],
      ),
      trailing: [],
      folded: true,
      children: [],
    },
  ];
}
