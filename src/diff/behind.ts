import { by } from '../lib/order.ts';
import type { Destination, Exposure } from '../model/exposure.ts';

type ServiceTarget = Extract<Destination['target'], { readonly type: 'service' }>;

/** The port of a Service that requests go to, whatever is behind it. */
export const servicePortKey = ({ service, port, subset }: ServiceTarget): string =>
  `${service.namespace}/${service.name}:${port} ${subset?.name ?? ''}`;

/** Which Pods are meant, and which of their ports. */
export function behindKey({ selector, subset, targetPort }: ServiceTarget): string {
  const labels = [...Object.entries(selector), ...Object.entries(subset?.labels ?? {})];
  return JSON.stringify([targetPort, labels.toSorted(by(([key]) => key))]);
}

/** Ports of Services that both states have, and that lead to other Pods or ports in one than in the other. */
export function movedPorts(before: Exposure, after: Exposure): ReadonlySet<string> {
  const [left, right] = [behindOf(before), behindOf(after)];
  return new Set([...left.keys()].filter((it) => right.has(it) && left.get(it) !== right.get(it)));
}

function behindOf({ entryPoints }: Exposure): ReadonlyMap<string, string> {
  const behind = new Map<string, string>();
  for (const { routes } of entryPoints)
    for (const { action } of routes)
      for (const { target } of action.type === 'forward' ? action.destinations : [])
        if (target.type === 'service') behind.set(servicePortKey(target), behindKey(target));
  return behind;
}
