import type { Pod as KubePod } from '../../inventory/kinds.ts';
import type { Reader } from '../../inventory/reader.ts';
import { uniqueBy } from '../../lib/group.ts';
import type { Address, Hop } from '../../model/exposure.ts';
import { HEALTHY } from '../../model/health.ts';
import { nodesSeen } from './nodes.ts';
import { containerPorts } from './target-ports.ts';

/** S9: Pods with a `hostPort`, or on the host's network, answer at their node, past any Service. */
export function hostPorts(
  pods: readonly KubePod[],
  /** From a port of the Pods to the data plane's: the same, or as Services have it. */
  listeners: ReadonlyMap<number, number> | 'same',
  objects: Reader<'Node'>,
): { readonly addresses: readonly Address[]; readonly hops: readonly Hop[] } {
  const nodes = new Map(nodesSeen(objects).map((it) => [it.name, it.addresses]));
  const addresses = pods.filter(isRunning).flatMap((pod): readonly Address[] => {
    const ports = openPorts(pod, listeners);
    if (ports.length === 0) return [];
    const { hostIP } = pod.status;
    const known = nodes.get(pod.spec.nodeName ?? '') ?? (hostIP === undefined ? [] : [hostIP]);
    return known.map((value) => ({ type: 'node', value, ports, judgement: HEALTHY }));
  });
  const once = uniqueBy(addresses, (it) => it.value);
  if (once.length === 0) return { addresses: [], hops: [] };
  return {
    addresses: once,
    hops: [
      {
        type: 'address',
        address: 'node',
        values: once.map((it) => it.value),
        ports: [...new Set(once.flatMap((it) => it.ports.map(({ port }) => port)))],
        judgement: HEALTHY,
      },
    ],
  };
}

const isRunning = ({ metadata, status, spec }: KubePod): boolean =>
  metadata.deletionTimestamp === undefined &&
  spec.nodeName !== undefined &&
  status.phase !== 'Succeeded' &&
  status.phase !== 'Failed';

function openPorts(
  pod: KubePod,
  listeners: ReadonlyMap<number, number> | 'same',
): Address['ports'] {
  return containerPorts(pod.spec).flatMap(({ containerPort, hostPort, protocol = 'TCP' }) => {
    const open = hostPort ?? (pod.spec.hostNetwork === true ? containerPort : undefined);
    if (open === undefined || open === 0 || containerPort === undefined || protocol === 'SCTP')
      return [];
    return [
      {
        port: open,
        transport: protocol === 'UDP' ? ('udp' as const) : ('tcp' as const),
        // Without a Service that says otherwise, people open the port under the number that it serves.
        listener:
          listeners === 'same'
            ? containerPort
            : (listeners.get(containerPort) ?? (listeners.size === 0 ? open : containerPort)),
      },
    ];
  });
}
