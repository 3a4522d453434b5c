import { by } from '../lib/order.ts';
import type { Kind, Kinds, KubeObject } from './kinds.ts';
import type { Coverage, Labels, Lookup, Reader } from './reader.ts';

/** Objects as they were read, at one moment. Immutable; its indexes are made when first asked for. */
export interface Inventory extends Reader {
  /** A new inventory with other objects of some kinds; what did not change is shared, indexes included. */
  with(changes: Objects): Inventory;
}

export type Objects = { readonly [K in Kind]?: readonly Kinds[K][] };

/** Whether all there is of a kind was read. */
export type CoverageOf = (kind: Kind, namespace?: string) => Coverage;

export function inventoryOf(objects: Objects, coverage: CoverageOf): Inventory {
  return inventory(
    new Map(entriesOf(objects).map(([kind, list]) => [kind, new Shelf(list)])),
    coverage,
  );
}

const COMPLETE: Coverage = { type: 'complete' };
export const everythingWasRead: CoverageOf = () => COMPLETE;

const entriesOf = (objects: Objects): readonly (readonly [Kind, readonly KubeObject[]])[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.entries forgets the keys' type
  Object.entries(objects) as readonly (readonly [Kind, readonly KubeObject[]])[];

function inventory(shelves: ReadonlyMap<Kind, Shelf>, coverage: CoverageOf): Inventory {
  const shelf = <K extends Kind>(kind: K): Shelf<Kinds[K]> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a shelf holds the kind it stands under
    (shelves.get(kind) ?? NOTHING) as unknown as Shelf<Kinds[K]>;
  return {
    list: (kind) => shelf(kind).objects,
    inNamespace: (kind, namespace) => shelf(kind).inNamespace(namespace),
    select: (kind, labels, namespace) => shelf(kind).select(labels, namespace),
    get: (kind, namespace, name) =>
      lookup(shelf(kind).get(namespace, name), () => coverage(kind, namespace)),
    coverage,
    with: (changes) =>
      inventory(
        new Map([
          ...shelves,
          ...entriesOf(changes).map(([kind, list]) => [kind, new Shelf(list)] as const),
        ]),
        coverage,
      ),
  };
}

function lookup<T>(object: T | undefined, coverage: () => Coverage): Lookup<T> {
  if (object !== undefined) return { type: 'found', object };
  const answer = coverage();
  return answer.type === 'complete'
    ? { type: 'absent' }
    : { type: 'unreadable', reason: answer.reason };
}

const byName = by<KubeObject>(
  ({ metadata }) => metadata.namespace ?? '',
  ({ metadata }) => metadata.name,
);

/** The objects of one kind, in order, with indexes by name, namespace and label. */
class Shelf<T extends KubeObject = KubeObject> {
  readonly objects: readonly T[];
  private names: ReadonlyMap<string, T> | undefined;
  private namespaces: ReadonlyMap<string, readonly T[]> | undefined;
  private readonly labelKeys = new Map<string, ReadonlyMap<string, readonly T[]>>();

  constructor(objects: readonly T[]) {
    this.objects = objects.toSorted(byName);
  }

  get(namespace: string, name: string): T | undefined {
    this.names ??= new Map(
      this.objects.map((it) => [nameKey(it.metadata.namespace ?? '', it.metadata.name), it]),
    );
    return this.names.get(nameKey(namespace, name));
  }

  inNamespace(namespace: string): readonly T[] {
    this.namespaces ??= groups(this.objects, (it) => it.metadata.namespace ?? '');
    return this.namespaces.get(namespace) ?? [];
  }

  /** Indexed by the first key of each selector that is asked for (speed.md). */
  select(labels: Labels, namespace?: string): readonly T[] {
    const wanted = Object.entries(labels);
    const [first] = wanted;
    if (first === undefined) return [];
    const [key, value] = first;
    return (this.byLabel(key).get(value) ?? []).filter(
      ({ metadata }) =>
        (namespace === undefined || metadata.namespace === namespace) &&
        wanted.every(([name, it]) => metadata.labels[name] === it),
    );
  }

  private byLabel(key: string): ReadonlyMap<string, readonly T[]> {
    const known = this.labelKeys.get(key);
    if (known !== undefined) return known;
    const index = groups(
      this.objects.filter(({ metadata }) => Object.hasOwn(metadata.labels, key)),
      ({ metadata }) => metadata.labels[key] ?? '',
    );
    this.labelKeys.set(key, index);
    return index;
  }
}

const NOTHING = new Shelf([]);

const nameKey = (namespace: string, name: string): string => `${namespace}/${name}`;

function groups<T>(
  values: readonly T[],
  key: (value: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const result = new Map<string, T[]>();
  for (const value of values) {
    const k = key(value);
    const group = result.get(k);
    if (group === undefined) result.set(k, [value]);
    else group.push(value);
  }
  return result;
}
