import type { EntryPoint } from './exposure.ts';

/** Whether one of the namespaces has a part in it: its object, one of its rules, one of its destinations. None: all do. */
export function isInNamespaces(
  { object, routes }: EntryPoint,
  namespaces: readonly string[],
): boolean {
  if (namespaces.length === 0) return true;
  const wanted = new Set(namespaces);
  const has = (namespace: string | undefined): boolean =>
    namespace !== undefined && wanted.has(namespace);
  return (
    has(object.namespace) ||
    routes.some(
      (route) =>
        has(route.object.namespace) ||
        (route.action.type === 'forward' &&
          route.action.destinations.some(
            ({ target }) => target.type === 'service' && has(target.service.namespace),
          )),
    )
  );
}
