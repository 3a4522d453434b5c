import type { Inventory } from './inventory.ts';
import type { Kind, Kinds } from './kinds.ts';

/** An object that only one of two states has; one that changed is in both, as two objects. */
export interface Difference<T> {
  readonly in: 'before' | 'after';
  readonly object: T;
}

/** What two states of a kind do not share. Namespaces in which nothing changed are passed over as a whole. */
export function* differences<K extends Kind>(
  kind: K,
  before: Inventory,
  after: Inventory,
): Iterable<Difference<Kinds[K]>> {
  for (const namespace of new Set([...before.namespaces(kind), ...after.namespaces(kind)])) {
    const [some, others] = [before, after].map((it) => it.inNamespace(kind, namespace));
    if (some === undefined || others === undefined || some === others) continue;
    const gone = new Set(some);
    for (const object of others) if (!gone.delete(object)) yield { in: 'after', object };
    for (const object of gone) yield { in: 'before', object };
  }
}
