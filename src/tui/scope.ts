import { by } from '../lib/order.ts';
import { namespacesOf } from '../model/scope.ts';
import type { State } from './state.ts';

/** The namespaces that have a part in some entry point. */
export function namespacesIn({ snapshot }: State): readonly string[] {
  const names = new Set((snapshot?.exposure.entryPoints ?? []).flatMap(namespacesOf));
  return [...names].toSorted(by((it) => it));
}
