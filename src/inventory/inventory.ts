import type { Kind, Kinds, KubeObject } from './kinds.ts';
import type { Coverage, Labels, Lookup, Reader } from './reader.ts';

/** Objects as they were read, at one moment. Immutable; its indexes are made when first asked for. */
export interface Inventory extends Reader {
  /** Those that hold objects of a kind; `inNamespace` gives the same list for as long as nothing in it changes. */
  namespaces(kind: Kind): Iterable<string>;
  /** A new inventory with other objects of some kinds; what did not change is shared, indexes included. */
  with(changes: Objects): Inventory;
  /** A new inventory after some objects came, changed or went: at the cost of what changed, not of all there is. */
  patched(patches: readonly Patch[], coverage: CoverageOf): Inventory;
}

/** What happened to objects of one kind. An object takes the place of the one of its name. */
export interface Patch {
  readonly kind: Kind;
  readonly put: readonly KubeObject[];
  readonly removed: readonly KubeObject[];
}

export type Objects = { readonly [K in Kind]?: readonly Kinds[K][] };

/** Whether all there is of a kind was read. */
export type CoverageOf = (kind: Kind, namespace?: string) => Coverage;

export function inventoryOf(objects: Objects, coverage: CoverageOf): Inventory {
  return inventory(
    new Map(entriesOf(objects).map(([kind, list]) => [kind, Shelf.of(list)])),
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
    namespaces: (kind) => shelf(kind).namespaceNames,
    inNamespace: (kind, namespace) => shelf(kind).inNamespace(namespace),
    select: (kind, labels, namespace) => shelf(kind).select(labels, namespace),
    get: (kind, namespace, name) =>
      lookup(shelf(kind).get(namespace, name), () => coverage(kind, namespace)),
    coverage,
    with: (changes) =>
      inventory(
        new Map([
          ...shelves,
          ...entriesOf(changes).map(([kind, list]) => [kind, Shelf.of(list)] as const),
        ]),
        coverage,
      ),
    patched: (patches, newCoverage) =>
      inventory(
        new Map([
          ...shelves,
          ...patches.map((it) => [it.kind, (shelves.get(it.kind) ?? NOTHING).patched(it)] as const),
        ]),
        newCoverage,
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

/** By namespace, then by name. Compared for every object that is read, so that nothing is made for it. */
export function byName({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number {
  const [namespace, other] = [a.namespace ?? '', b.namespace ?? ''];
  if (namespace !== other) return namespace < other ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

type Groups<T> = ReadonlyMap<string, readonly T[]>;

/**
 * The objects of one kind, in order, with indexes by name, namespace and label. Each namespace is a sorted list, in
 * which names are found by halving: a change makes one such list anew, and one list of each label index.
 */
class Shelf<T extends KubeObject = KubeObject> {
  private readonly namespaces: Groups<T>;
  private readonly labelKeys: Map<string, Groups<T>>;
  private all: readonly T[] | undefined;

  private constructor(namespaces: Groups<T>, labelKeys: Map<string, Groups<T>>) {
    this.namespaces = namespaces;
    this.labelKeys = labelKeys;
  }

  static of<T extends KubeObject>(objects: readonly T[]): Shelf<T> {
    return new Shelf(groups(objects.toSorted(byName), namespaceOf), new Map());
  }

  get objects(): readonly T[] {
    this.all ??= [...this.namespaces.keys()]
      .toSorted()
      .flatMap((namespace) => this.namespaces.get(namespace) ?? []);
    return this.all;
  }

  get namespaceNames(): Iterable<string> {
    return this.namespaces.keys();
  }

  get(namespace: string, name: string): T | undefined {
    const list = this.inNamespace(namespace);
    // Files may hold one name twice: the last counts.
    const found = list[placeOf(list, (it) => it.metadata.name <= name) - 1];
    return found?.metadata.name === name ? found : undefined;
  }

  inNamespace(namespace: string): readonly T[] {
    return this.namespaces.get(namespace) ?? NONE;
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

  patched({ put, removed }: Pick<Patch, 'put' | 'removed'>): Shelf<T> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a patch holds the kind it names
    const coming = put as readonly T[];
    const going = [...removed, ...put]
      .map(({ metadata: { namespace = '', name } }) => this.get(namespace, name))
      .filter((it) => it !== undefined);
    return new Shelf(
      patchedGroups(this.namespaces, going, coming, namespaceOf),
      new Map(
        [...this.labelKeys].map(([key, index]) => [
          key,
          patchedGroups(
            index,
            going.filter((it) => hasLabel(it, key)),
            coming.filter((it) => hasLabel(it, key)),
            labelOf(key),
          ),
        ]),
      ),
    );
  }

  private byLabel(key: string): Groups<T> {
    const known = this.labelKeys.get(key);
    if (known !== undefined) return known;
    const index = groups(
      this.objects.filter((it) => hasLabel(it, key)),
      labelOf(key),
    );
    this.labelKeys.set(key, index);
    return index;
  }
}

const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? '';
const hasLabel = ({ metadata }: KubeObject, key: string): boolean =>
  Object.hasOwn(metadata.labels, key);
const labelOf =
  (key: string) =>
  ({ metadata }: KubeObject): string =>
    metadata.labels[key] ?? '';

const NONE: readonly never[] = [];
const NOTHING = Shelf.of<KubeObject>([]);

/** The first place in a sorted list at which `isBefore` does not hold. */
function placeOf<T>(list: readonly T[], isBefore: (value: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = list[middle];
    if (value !== undefined && isBefore(value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Only the groups that something leaves or enters are made anew. */
function patchedGroups<T extends KubeObject>(
  before: Groups<T>,
  going: readonly T[],
  coming: readonly T[],
  key: (value: T) => string,
): Groups<T> {
  const [out, into] = [groups(going, key), groups(coming.toSorted(byName), key)];
  const result = new Map(before);
  for (const group of new Set([...out.keys(), ...into.keys()])) {
    const list = patchedList(before.get(group) ?? NONE, out.get(group), into.get(group));
    if (list.length === 0) result.delete(group);
    else result.set(group, list);
  }
  return result;
}

function patchedList<T extends KubeObject>(
  list: readonly T[],
  going: readonly T[] = NONE,
  coming: readonly T[] = NONE,
): readonly T[] {
  const replaced = going.length === coming.length ? replacedByName(list, coming) : undefined;
  if (replaced !== undefined) return replaced;
  const left = new Set(going);
  return mergedByName(
    list.filter((it) => !left.has(it)),
    coming,
  );
}

/** Nearly always each takes the place of the one of its name. */
function replacedByName<T extends KubeObject>(
  list: readonly T[],
  coming: readonly T[],
): readonly T[] | undefined {
  const result = [...list];
  for (const it of coming) {
    const place = placeOf(list, (other) => byName(other, it) <= 0) - 1;
    const known = list[place];
    if (known === undefined || byName(known, it) !== 0) return undefined;
    result[place] = it;
  }
  return result;
}

function mergedByName<T extends KubeObject>(
  some: readonly T[],
  others: readonly T[],
): readonly T[] {
  // Few come to many: each finds its place by halving.
  const result: T[] = [];
  let from = 0;
  for (const it of others) {
    const to = Math.max(
      from,
      placeOf(some, (other) => byName(other, it) < 0),
    );
    for (; from < to; from += 1) {
      const other = some[from];
      if (other !== undefined) result.push(other);
    }
    result.push(it);
  }
  for (; from < some.length; from += 1) {
    const other = some[from];
    if (other !== undefined) result.push(other);
  }
  return result;
}

function groups<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const result = new Map<string, T[]>();
  for (const value of values) {
    const k = key(value);
    const group = result.get(k);
    if (group === undefined) result.set(k, [value]);
    else group.push(value);
  }
  return result;
}
