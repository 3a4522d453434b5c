import { by } from '../lib/order.ts';
import type { State } from './state.ts';

/** The namespaces that have a part in some entry point. */
export function namespacesIn({ snapshot }: State): readonly string[] {
  const names = new Set(
    (snapshot?.exposure.entryPoints ?? []).flatMap(({ object, routes }) =>
      [object, ...routes.map((it) => it.object)].flatMap((it) => it.namespace ?? []),
    ),
  );
  return [...names].toSorted(by((it) => it));
}
