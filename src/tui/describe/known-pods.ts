import type { Pod } from '../../model/exposure.ts';
import type { Snapshot } from '../../session/session.ts';

/** Pods as the routes know them, by namespace and name; absent where none leads there. Looks at all of them once. */
export function knownPods({
  exposure,
}: Snapshot): (namespace: string, name: string) => Pod | undefined {
  const known = new Map<string, Pod>();
  const add = (pods: readonly Pod[]): void => {
    for (const it of pods) known.set(keyOf(it.object.namespace ?? '', it.object.name), it);
  };
  for (const { wayIn, routes } of exposure.entryPoints) {
    for (const it of wayIn) if (it.type === 'gateway-pods') add(it.pods);
    for (const { action } of routes)
      if (action.type === 'forward') for (const it of action.destinations) add(it.pods);
  }
  return (namespace, name) => known.get(keyOf(namespace, name));
}

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;
