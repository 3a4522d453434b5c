import { differences } from '../inventory/differences.ts';
import { everythingWasRead, type Inventory, inventoryOf } from '../inventory/inventory.ts';
import { type Kind, KIND_NAMES, type Kinds, type KubeObject } from '../inventory/kinds.ts';
import type { Coverage, Reader } from '../inventory/reader.ts';
import { isWorkloadKind, type WorkloadKind } from '../inventory/workloads.ts';
import { sameData } from '../lib/same.ts';
import { type Place, Places } from './places.ts';

/** Something that was made, and what was read for it. */
interface Cell {
  readonly value: unknown;
  readonly home: Map<unknown, Cell>;
  readonly key: unknown;
  readonly reads: readonly Place<Cell>[];
  /** What was made for it, and what it was made for. */
  readonly parts: readonly Cell[];
  readonly users: Set<Cell>;
  /** Epoch milliseconds: from when on it is judged otherwise. */
  readonly until: number;
}

/** A cell while it is made. */
interface Making {
  /** Told apart by a number. */
  readonly id: number;
  readonly reads: Place<Cell>[];
  readonly parts: Set<Cell>;
  until: number;
}

/** What is kept until something else is asked for. */
interface Last {
  readonly first: object;
  readonly second: object;
  readonly value: unknown;
}

/** Of this role much is made, and after a change it often says the same. Its keys are texts. */
const SETTLING = 'found';

const EVER = Number.POSITIVE_INFINITY;

/** Where what is made of one state of all objects is kept. */
export interface Memory {
  readonly reader: Reader;
  /** For whoever reads of Pods and workloads what they are, and never how they are, which changes all the time. */
  readonly layout: Reader;
  /** A new state. What nothing reads through the reader is assumed: where that differs, all is made anew. */
  begin(objects: Inventory, now: number, assumed: unknown): Generator<undefined, void>;
  /** What is kept under this key, else what `make` makes. */
  remember<T>(role: string, key: unknown, make: () => T): T;
  /** The same of what is made in steps. Nothing else is made meanwhile. */
  rememberInSteps<T>(
    role: string,
    key: unknown,
    make: () => Generator<undefined, T>,
  ): Generator<undefined, T>;
  /**
   * What was made last, where it is asked for once more for the same two: for what several need one after the other, and
   * nobody later.
   */
  again<T>(first: object, second: object, make: () => T): T;
  /** Whether it would not have to be made. */
  knows(role: string, key: unknown): boolean;
  /**
   * Makes all of a role again that read something which differs, before anybody uses it: where it says the same as
   * before, nothing that was made of it has to be made again.
   */
  settle<T>(role: typeof SETTLING, make: (key: string) => T): Generator<undefined, void>;
  /** What is being made will be judged otherwise then (epoch milliseconds). */
  waitsUntil(time: number): void;
  /** All of the state is made. Tells when the next change comes by time alone. */
  end(): number | undefined;
}

/** For one state and no other. */
export function briefMemory(objects: Inventory): Memory {
  const homes = new Map<string, Map<unknown, unknown>>();
  let last: Last | undefined;
  let until = EVER;
  const homeOf = (role: string): Map<unknown, unknown> => {
    const home = homes.get(role) ?? new Map<unknown, unknown>();
    homes.set(role, home);
    return home;
  };
  return {
    reader: objects,
    layout: objects,
    *begin() {},
    remember<T>(role: string, key: unknown, make: () => T): T {
      const home = homeOf(role);
      if (!home.has(key)) home.set(key, make());
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one role makes one type
      return home.get(key) as T;
    },
    *rememberInSteps<T>(role: string, key: unknown, make: () => Generator<undefined, T>) {
      const home = homeOf(role);
      if (!home.has(key)) home.set(key, yield* make());
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one role makes one type
      return home.get(key) as T;
    },
    again<T>(first: object, second: object, make: () => T): T {
      if (last?.first !== first || last.second !== second) last = { first, second, value: make() };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- two objects are asked for in one way
      return last.value as T;
    },
    knows: (role, key) => homes.get(role)?.has(key) ?? false,
    *settle() {},
    waitsUntil: (time) => {
      until = Math.min(until, time);
    },
    end: () => (until === EVER ? undefined : until),
  };
}

/**
 * What was made of one state of all objects, kept for the next one: only what a change can reach is made again.
 * Whatever is made reads objects through `reader`, which writes down what it is asked for. Two states are compared,
 * and what read something that differs is forgotten, with all that was made of it; so it is with what time ends. The
 * result is the same as without a memory, and a property test holds it to that.
 */
export class LastingMemory implements Memory {
  /** One and the same for ever, with the objects of the present state. */
  readonly reader: Reader;
  readonly layout: Reader;
  private objects: Inventory = inventoryOf({}, everythingWasRead);
  private now = Number.NEGATIVE_INFINITY;
  private isBeginning = false;
  private assumed: unknown;
  private readonly homes = new Map<string, Map<unknown, Cell>>();
  private readonly places = new Places<Cell>();
  /** What is read of what Pods and workloads are, and not of how they are. */
  private readonly layouts = new Places<Cell>();
  private readonly timed = new Set<Cell>();
  /** What may be used by nobody any more. */
  private readonly loose = new Set<Cell>();
  /** What may be otherwise now, and still stands as it was. */
  private readonly unsettled = new Set<Cell>();
  private makings = 0;
  private making: Making = this.beginning();
  private root: Making = this.making;
  private lastParts: readonly Cell[] = [];
  private last: (Last & { readonly making: Making }) | undefined;

  constructor() {
    this.reader = this.readerOf(() => this.places);
    this.layout = this.readerOf((kind) => (isRunning(kind) ? this.layouts : this.places));
  }

  *begin(objects: Inventory, now: number, assumed: unknown): Generator<undefined, void> {
    const before = this.objects;
    this.objects = objects;
    // Whoever left off in the middle of this forgot too little.
    if (assumed !== this.assumed || now < this.now || this.isBeginning) this.forgetAll();
    this.isBeginning = true;
    this.last = undefined;
    this.assumed = assumed;
    this.now = now;
    for (const it of this.timed) if (it.until <= now) this.spoil(it);
    this.places.begin();
    this.layouts.begin();
    for (const kind of KIND_NAMES)
      for (const { before: was, after: is } of differences(kind, before, objects)) {
        const isMoved = isRunning(kind) && !sameLayout(kind, was, is);
        for (const object of seenApart(was, is)) {
          for (const it of this.places.seeing(kind, object)) this.touch(it);
          if (isMoved) for (const it of this.layouts.seeing(kind, object)) this.touch(it);
        }
        yield;
      }
    for (const [place, { kind, namespace, told }] of this.places.allCovered) {
      if (!sameCoverage(told, objects.coverage(kind, namespace))) this.touch(place);
      yield;
    }
    this.isBeginning = false;
    this.lastParts = [...this.lastParts, ...this.root.parts];
    this.root = this.beginning();
    this.making = this.root;
  }

  remember<T>(role: string, key: unknown, make: () => T): T {
    const home = this.homeOf(role);
    const known = home.get(key);
    if (known !== undefined) return this.used<T>(known);
    const { value, making } = this.make(make);
    return this.used<T>(this.made(home, key, value, making));
  }

  *rememberInSteps<T>(
    role: string,
    key: unknown,
    make: () => Generator<undefined, T>,
  ): Generator<undefined, T> {
    const home = this.homeOf(role);
    return this.used<T>(home.get(key) ?? (yield* this.makeInSteps(home, key, make)));
  }

  again<T>(first: object, second: object, make: () => T): T {
    let last = this.last;
    if (last?.first !== first || last.second !== second) {
      last = { first, second, ...this.make(make) };
      this.last = last;
    }
    const { value, making } = last;
    for (const place of making.reads) this.note(place);
    for (const part of making.parts) this.making.parts.add(part);
    this.waitsUntil(making.until);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- two objects are asked for in one way
    return value as T;
  }

  knows(role: string, key: unknown): boolean {
    return this.homes.get(role)?.has(key) ?? false;
  }

  *settle<T>(role: typeof SETTLING, make: (key: string) => T): Generator<undefined, void> {
    const home = this.homeOf(role);
    for (const cell of this.unsettled) {
      this.unsettled.delete(cell);
      const { key } = cell;
      if (typeof key !== 'string' || home.get(key) !== cell) continue;
      const { value, making } = this.make(() => make(key));
      if (!isMadeAlike(cell, value, making)) {
        this.forget(cell);
        this.loose.add(this.made(home, key, value, making));
      }
      yield;
    }
  }

  waitsUntil(time: number): void {
    this.making.until = Math.min(this.making.until, time);
  }

  /** Forgets what is used no more, too. */
  end(): number | undefined {
    const used = this.root.parts;
    for (const it of this.lastParts) if (!used.has(it)) this.loose.add(it);
    this.lastParts = [];
    for (const it of this.loose) {
      this.loose.delete(it);
      if (it.users.size === 0 && !used.has(it)) this.forget(it);
    }
    for (const [role, home] of this.homes) if (home.size === 0) this.homes.delete(role);
    this.places.end();
    this.layouts.end();
    const { until } = this.root;
    return until === EVER ? undefined : until;
  }

  private readerOf(placesOf: (kind: Kind) => Places<Cell>): Reader {
    const told = (place: Place<Cell>): Inventory => {
      this.note(place);
      return this.objects;
    };
    const covered = (kind: Kind, namespace: string | undefined): Coverage => {
      const coverage = this.objects.coverage(kind, namespace);
      this.note(this.places.coverage(kind, namespace, coverage));
      return coverage;
    };
    return {
      list: (kind) => told(placesOf(kind).list(kind)).list(kind),
      inNamespace: (kind, namespace) =>
        told(placesOf(kind).list(kind, namespace)).inNamespace(kind, namespace),
      select: (kind, labels, namespace) => {
        const [key] = Object.keys(labels);
        if (key === undefined) return [];
        const place = placesOf(kind).label(kind, namespace, key, labels[key] ?? '');
        return told(place).select(kind, labels, namespace);
      },
      get: (kind, namespace, name) => {
        const place = placesOf(kind).name(kind, namespace, name);
        const found = told(place).get(kind, namespace, name);
        if (found.type !== 'found') covered(kind, namespace);
        return found;
      },
      coverage: covered,
    };
  }

  private homeOf(role: string): Map<unknown, Cell> {
    const home = this.homes.get(role) ?? new Map<unknown, Cell>();
    this.homes.set(role, home);
    return home;
  }

  private used<T>(cell: Cell): T {
    this.making.parts.add(cell);
    this.making.until = Math.min(this.making.until, cell.until);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one role makes one type
    return cell.value as T;
  }

  private make<T>(make: () => T): { readonly value: T; readonly making: Making } {
    const around = this.making;
    const making = this.beginning();
    this.making = making;
    try {
      return { value: make(), making };
    } finally {
      this.making = around;
    }
  }

  private *makeInSteps<T>(
    home: Map<unknown, Cell>,
    key: unknown,
    make: () => Generator<undefined, T>,
  ): Generator<undefined, Cell> {
    const around = this.making;
    const making = this.beginning();
    this.making = making;
    try {
      return this.made(home, key, yield* make(), making);
    } finally {
      // Another state may have begun, where this one was left.
      if (this.making === making) this.making = around;
    }
  }

  private made(home: Map<unknown, Cell>, key: unknown, value: unknown, making: Making): Cell {
    const { reads, until } = making;
    const parts = [...making.parts];
    const cell: Cell = { value, home, key, reads, parts, users: new Set(), until };
    home.set(key, cell);
    for (const place of reads) place.add(cell);
    for (const part of parts) part.users.add(cell);
    if (cell.until !== EVER) this.timed.add(cell);
    return cell;
  }

  private touch({ readers }: Place<Cell>): void {
    if (readers instanceof Set) for (const it of readers) this.spoil(it);
    else if (readers !== undefined) this.spoil(readers);
  }

  private beginning(): Making {
    this.makings += 1;
    return { id: this.makings, reads: [], parts: new Set(), until: EVER };
  }

  private note(place: Place<Cell>): void {
    const { id, reads } = this.making;
    if (place.notedBy === id) return;
    place.notedBy = id;
    reads.push(place);
  }

  /** What it was made of differs. */
  private spoil(cell: Cell): void {
    if (cell.home === this.homes.get(SETTLING)) this.unsettled.add(cell);
    else this.forget(cell);
  }

  private forget(cell: Cell): void {
    if (cell.home.get(cell.key) !== cell) return;
    cell.home.delete(cell.key);
    this.timed.delete(cell);
    for (const place of cell.reads) this.places.remove(place, cell);
    for (const it of cell.parts) {
      it.users.delete(cell);
      if (it.users.size === 0) this.loose.add(it);
    }
    for (const it of cell.users) this.spoil(it);
  }

  private forgetAll(): void {
    for (const home of this.homes.values()) for (const it of home.values()) this.forget(it);
  }
}

/** Said the same, and made of the same. */
const isMadeAlike = (cell: Cell, value: unknown, { reads, parts, until }: Making): boolean =>
  cell.until === until &&
  sameItems(cell.reads, reads) &&
  cell.parts.length === parts.size &&
  cell.parts.every((it) => parts.has(it)) &&
  sameData(cell.value, value);

/** What reads in between may have noted a place twice. */
const sameItems = <T>(some: readonly T[], others: readonly T[]): boolean =>
  (some.length === others.length && some.every((it, index) => it === others[index])) ||
  isSameSet(new Set(some), new Set(others));

const isSameSet = <T>(some: ReadonlySet<T>, others: ReadonlySet<T>): boolean =>
  some.size === others.size && [...some].every((it) => others.has(it));

const sameCoverage = (a: Coverage, b: Coverage): boolean =>
  a.type === b.type &&
  (a.type === 'complete' || (b.type === 'incomplete' && a.reason === b.reason));

/** Pods and what makes them: what they are is told apart from how they are. */
type Running = 'Pod' | WorkloadKind;

const isRunning = (kind: Kind): kind is Running => kind === 'Pod' || isWorkloadKind(kind);

const sameLayout = (kind: Kind, was: KubeObject | undefined, is: KubeObject | undefined): boolean =>
  isRunner(kind, was) && isRunner(kind, is) && sameData(layoutOf(was), layoutOf(is));

const isRunner = (kind: Kind, object: KubeObject | undefined): object is Kinds[Running] =>
  object !== undefined && isRunning(kind);

/** Whether a Pod still runs, and its addresses, are part of what it is. */
function layoutOf({ metadata, spec, status }: Kinds[Running]) {
  if (!('podIPs' in status)) return { metadata, spec };
  const { phase, podIP, podIPs } = status;
  return { metadata, spec, phase, podIP, podIPs };
}

/** Whoever sees it as it is saw it as it was, too, unless its labels changed. */
const seenApart = (
  was: KubeObject | undefined,
  is: KubeObject | undefined,
): readonly KubeObject[] =>
  was !== undefined && is !== undefined && sameData(was.metadata.labels, is.metadata.labels)
    ? [is]
    : [was, is].filter((it) => it !== undefined);
