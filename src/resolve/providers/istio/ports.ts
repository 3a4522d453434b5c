import type { Service } from '../../../inventory/kinds.ts';
import type { GatewayWorkload } from './workloads.ts';

/** For Knative: the Service takes no part in N3. */
const NO_TRANSLATION = 'experimental.istio.io/disable-gateway-port-translation';

/** N3: where the port that a server writes is bound: at the targetPort of the oldest Service that has the number. */
export function boundPort(number: number, workload: GatewayWorkload): number {
  for (const service of workload.services) {
    if (Object.hasOwn(service.metadata.labels, NO_TRANSLATION)) continue;
    const port = service.spec.ports.find((it) => it.port === number && it.protocol !== 'UDP');
    if (port !== undefined) return targetOf(port, workload) ?? number;
  }
  return number;
}

function targetOf(
  { port, targetPort }: Service['spec']['ports'][number],
  { namedPorts }: GatewayWorkload,
): number | undefined {
  if (targetPort === undefined || targetPort === 0 || targetPort === '') return port;
  if (typeof targetPort === 'number') return targetPort;
  return /^\d+$/.test(targetPort) ? Number(targetPort) : namedPorts.get(targetPort);
}
