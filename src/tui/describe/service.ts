import { isEndpointDraining, isEndpointReady } from '../../inventory/endpoint-state.ts';
import type { Raw } from '../../inventory/raise.ts';
import type { Endpoint } from '../../inventory/shapes/core.ts';
import type { Pod } from '../../model/exposure.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { Snapshot } from '../../session/session.ts';
import { printable } from '../../text/printable.ts';
import { describeUnreadable } from '../../text/reasons.ts';
import { recordAt, recordsAt, textAt, textsAt } from '../raw-fields.ts';
import { columns, type Fact, pairsOf, section } from './block.ts';
import { knownPods } from './known-pods.ts';

export function serviceFacts(raw: unknown): readonly Fact[] {
  const spec = recordAt(raw, 'spec');
  const type = textAt(spec, 'type') || 'ClusterIP';
  const selector = recordAt(spec, 'selector');
  return [
    ['type', printable(type)],
    ['leads to', printable(textAt(spec, 'externalName'))],
    ['cluster address', addressesOf(spec)],
    ['external', textsAt(spec, 'externalIPs').map(printable).join(', ')],
    ['load balancer', type === 'LoadBalancer' ? balancerOf(raw) : ''],
    ['admits', textsAt(spec, 'loadBalancerSourceRanges').map(printable).join(', ')],
    [
      'selector',
      Object.keys(selector).length > 0
        ? pairsOf(selector).join(', ')
        : type === 'ExternalName'
          ? ''
          : 'none: somebody else writes its endpoints',
    ],
    ['session affinity', onlyIfNot(textAt(spec, 'sessionAffinity'), 'None')],
    ['external policy', onlyIfNot(textAt(spec, 'externalTrafficPolicy'), 'Cluster')],
    ['internal policy', onlyIfNot(textAt(spec, 'internalTrafficPolicy'), 'Cluster')],
    ['health check', portAt(spec, 'healthCheckNodePort')],
    [
      'not ready Pods',
      textAt(spec, 'publishNotReadyAddresses') === 'true' ? 'get requests too' : '',
    ],
  ];
}

/** What is as it is everywhere needs no line. */
const onlyIfNot = (value: string, usual: string): string =>
  value === usual ? '' : printable(value);

const portAt = (spec: Raw, key: string): string => {
  const port = textAt(spec, key);
  return port === '' || port === '0' ? '' : `node port ${printable(port)}`;
};

function addressesOf(spec: Raw): string {
  const all = textsAt(spec, 'clusterIPs');
  const addresses = all.length > 0 ? all : [textAt(spec, 'clusterIP')];
  return printable(addresses.map((it) => (it === 'None' ? 'none (headless)' : it)).join(', '));
}

function balancerOf(raw: unknown): string {
  const given = recordsAt(recordAt(recordAt(raw, 'status'), 'loadBalancer'), 'ingress')
    .map((it) => textAt(it, 'ip') || textAt(it, 'hostname'))
    .filter((it) => it !== '');
  return given.length === 0
    ? 'pending: nobody has given it an address'
    : printable(given.join(', '));
}

export function serviceSections(
  object: ObjectRef,
  raw: unknown,
  snapshot: Snapshot,
): readonly string[] {
  const spec = recordAt(raw, 'spec');
  const ports = section('ports', columns(recordsAt(spec, 'ports').map(portCells)));
  // A name for something else: nothing is behind it here.
  if (textAt(spec, 'type') === 'ExternalName') return ports;
  return [...ports, ...section('endpoints', endpointLines(object, snapshot))];
}

const portCells = (port: Raw): readonly string[] => {
  const nodePort = textAt(port, 'nodePort');
  const number = textAt(port, 'port');
  const protocol = textAt(port, 'appProtocol');
  return [
    textAt(port, 'name'),
    `${number}/${textAt(port, 'protocol') || 'TCP'}`,
    `→ ${textAt(port, 'targetPort') || number} of the Pods`,
    nodePort === '' ? '' : `node port ${nodePort}`,
    protocol === '' ? '' : `speaks ${protocol}`,
  ].map(printable);
};

/** As its EndpointSlices list them; those without a request last. */
function endpointLines({ namespace = '', name }: ObjectRef, snapshot: Snapshot): readonly string[] {
  const endpoints = snapshot.inventory
    .inNamespace('EndpointSlice', namespace)
    .filter((it) => it.metadata.labels['kubernetes.io/service-name'] === name)
    .flatMap((it) => it.endpoints);
  if (endpoints.length === 0) {
    const coverage = snapshot.inventory.coverage('EndpointSlice', namespace);
    return coverage.type === 'complete'
      ? ['none: requests are refused']
      : [`endpointslices ${describeUnreadable(coverage.reason)}`];
  }
  const podOf = knownPods(snapshot);
  return columns(endpoints.map((it) => endpointCells(it, (pod) => podOf(namespace, pod))));
}

function endpointCells(
  endpoint: Endpoint,
  podOf: (name: string) => Pod | undefined,
): readonly string[] {
  const { addresses, targetRef, nodeName } = endpoint;
  const pod =
    targetRef?.kind === 'Pod' && targetRef.name !== undefined ? podOf(targetRef.name) : undefined;
  return [
    addresses.join(', '),
    stateOf(endpoint),
    targetRef?.name ?? '',
    pod?.status ?? '',
    nodeName === undefined ? '' : `on ${nodeName}`,
  ].map(printable);
}

function stateOf(endpoint: Endpoint): string {
  if (isEndpointReady(endpoint)) return 'ready';
  return isEndpointDraining(endpoint) ? 'draining' : 'not ready: gets no requests';
}
