import { byName, type Inventory } from './inventory.ts';
import type { Kind, Kinds, KubeObject } from './kinds.ts';

/** An object that came, went or changed: as it was, and as it is. */
export interface Difference<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** What two states of a kind do not share. Namespaces in which nothing changed are passed over as a whole. */
export function* differences<K extends Kind>(
  kind: K,
  before: Inventory,
  after: Inventory,
): Iterable<Difference<Kinds[K]>> {
  for (const namespace of new Set([...before.namespaces(kind), ...after.namespaces(kind)])) {
    const some = before.inNamespace(kind, namespace);
    const others = after.inNamespace(kind, namespace);
    if (some !== others) yield* differencesBetween<Kinds[K]>(some, others);
  }
}

/** Both are in the order of their names. */
function* differencesBetween<T extends KubeObject>(
  some: readonly T[],
  others: readonly T[],
): Iterable<Difference<T>> {
  let [at, other] = [0, 0];
  while (at < some.length || other < others.length) {
    const [before, after] = [some[at], others[other]];
    const order = before === after ? 0 : orderOf(before, after);
    if (order <= 0) at += 1;
    if (order >= 0) other += 1;
    if (before === after) continue;
    yield {
      before: order <= 0 ? before : undefined,
      after: order >= 0 ? after : undefined,
    };
  }
}

/** Below zero where the first comes first, or alone. */
function orderOf(before: KubeObject | undefined, after: KubeObject | undefined): number {
  if (before === undefined) return 1;
  if (after === undefined) return -1;
  return byName(before, after);
}
