import type { Destination, EntryPoint, Route } from './exposure.ts';

/** Whether one of the namespaces has a part in it: its object, one of its rules, one of its destinations. None: all do. */
export function isInNamespaces(entryPoint: EntryPoint, namespaces: readonly string[]): boolean {
  if (namespaces.length === 0) return true;
  const wanted = new Set(namespaces);
  const { object, routes } = entryPoint;
  const has = (namespace: string): boolean => wanted.has(namespace);
  return has(object.namespace ?? '') || routes.some((it) => namespacesOfRoute(it).some(has));
}

/** Those that have a part in it, each once. */
export const namespacesOf = ({
  object,
  routes,
}: Pick<EntryPoint, 'object' | 'routes'>): readonly string[] => [
  ...new Set([
    ...(object.namespace === undefined ? [] : [object.namespace]),
    ...routes.flatMap(namespacesOfRoute),
  ]),
];

/** Of its object, and of what it leads to. */
export const namespacesOfRoute = ({ object, action }: Route): readonly string[] => [
  ...(object.namespace === undefined ? [] : [object.namespace]),
  ...(action.type === 'forward' ? action.destinations.flatMap(namespacesOfDestination) : []),
];

export function namespacesOfDestination({ target }: Destination): readonly string[] {
  const object = target.type === 'service' ? target.service : target.object;
  return object?.namespace === undefined ? [] : [object.namespace];
}
