import type { Kind, KubeObject } from '../inventory/kinds.ts';
import type { Coverage, Labels } from '../inventory/reader.ts';

/** Something that can be read of a state of all objects, with those that read it. */
export class Place<R extends object> {
  /** One by itself, since most is read by one alone. */
  readers: R | Set<R> | undefined;
  /** Who noted last that it is read: whoever reads it several times notes it once. */
  notedBy = 0;
  /** The state of which it was last found to differ. */
  differsIn = 0;
  /** Where it is kept, under which name. */
  readonly home: Map<string, Place<R>>;
  readonly key: string;

  constructor(home: Map<string, Place<R>>, key: string) {
    this.home = home;
    this.key = key;
  }

  add(reader: R): void {
    const { readers } = this;
    if (readers === undefined) this.readers = reader;
    else if (readers instanceof Set) readers.add(reader);
    else if (readers !== reader) this.readers = new Set([readers, reader]);
  }

  /** Whether it was the last one. */
  remove(reader: R): boolean {
    const { readers } = this;
    if (readers instanceof Set) readers.delete(reader);
    if (readers !== reader && !(readers instanceof Set && readers.size === 0)) return false;
    this.readers = undefined;
    return true;
  }
}

/** Of a kind, or of one namespace of it. */
class Area<R extends object> {
  /** All of it under the empty name: a list. */
  readonly whole = new Map<string, Place<R>>();
  readonly names = new Map<string, Place<R>>();
  /** By label and value. */
  readonly labels = new Map<string, Map<string, Place<R>>>();

  get isEmpty(): boolean {
    return this.whole.size === 0 && this.names.size === 0 && this.labels.size === 0;
  }
}

interface KindAreas<R extends object> {
  readonly anywhere: Area<R>;
  readonly namespaces: Map<string, Area<R>>;
}

/** What was told of it, so that it can be compared. */
interface Covered {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  told: Coverage;
}

/**
 * All places of which somebody reads something, ordered as what is read: to find one no name is put together, of which
 * there would be as many as there are objects.
 */
export class Places<R extends object> {
  private readonly kinds = new Map<Kind, KindAreas<R>>();
  private readonly coverages = new Map<string, Place<R>>();
  private readonly covered = new Map<Place<R>, Covered>();
  /** What may be read by nobody. */
  private readonly loose = new Set<Place<R>>();
  private state = 0;

  list(kind: Kind, namespace?: string): Place<R> {
    return this.in(this.area(kind, namespace).whole, '');
  }

  name(kind: Kind, namespace: string, name: string): Place<R> {
    return this.in(this.area(kind, namespace).names, name);
  }

  /** Whatever carries this label, in a namespace or anywhere. */
  label(kind: Kind, namespace: string | undefined, key: string, value: string): Place<R> {
    const { labels } = this.area(kind, namespace);
    let values = labels.get(key);
    if (values === undefined) labels.set(key, (values = new Map()));
    return this.in(values, value);
  }

  /** Whether all of it was read, as it was `told`. */
  coverage(kind: Kind, namespace: string | undefined, told: Coverage): Place<R> {
    const place = this.in(this.coverages, namespace === undefined ? kind : `${kind} ${namespace}`);
    const known = this.covered.get(place);
    if (known === undefined) this.covered.set(place, { kind, namespace, told });
    else known.told = told;
    return place;
  }

  /** Each coverage that somebody reads. */
  get allCovered(): Iterable<readonly [Place<R>, Readonly<Covered>]> {
    return this.covered;
  }

  /** Another state. */
  begin(): void {
    this.state += 1;
  }

  /** All that is read and sees this object, or would be answered otherwise without it; each once for a state. */
  *seeing(kind: Kind, { metadata }: KubeObject): Iterable<Place<R>> {
    const areas = this.kinds.get(kind);
    if (areas === undefined) return;
    const { namespace = '', name, labels } = metadata;
    const area = areas.namespaces.get(namespace);
    for (const it of [
      areas.anywhere.whole.get(''),
      area?.whole.get(''),
      area?.names.get(name),
      ...labelled(areas.anywhere, labels),
      ...(area === undefined ? [] : labelled(area, labels)),
    ]) {
      if (it === undefined || it.differsIn === this.state) continue;
      it.differsIn = this.state;
      yield it;
    }
  }

  remove(place: Place<R>, reader: R): void {
    if (place.remove(reader)) this.loose.add(place);
  }

  /** Forgets what nobody reads. Nothing is being read meanwhile. */
  end(): void {
    if (this.loose.size === 0) return;
    for (const it of this.loose) {
      if (it.readers !== undefined) continue;
      it.home.delete(it.key);
      this.covered.delete(it);
    }
    this.loose.clear();
    for (const { anywhere, namespaces } of this.kinds.values()) {
      dropEmpty(anywhere);
      for (const [namespace, area] of namespaces) {
        dropEmpty(area);
        if (area.isEmpty) namespaces.delete(namespace);
      }
    }
  }

  private area(kind: Kind, namespace: string | undefined): Area<R> {
    let areas = this.kinds.get(kind);
    if (areas === undefined)
      this.kinds.set(kind, (areas = { anywhere: new Area(), namespaces: new Map() }));
    if (namespace === undefined) return areas.anywhere;
    const known = areas.namespaces.get(namespace);
    if (known !== undefined) return known;
    const made = new Area<R>();
    areas.namespaces.set(namespace, made);
    return made;
  }

  private in(home: Map<string, Place<R>>, key: string): Place<R> {
    const known = home.get(key);
    if (known !== undefined) return known;
    const made = new Place(home, key);
    home.set(key, made);
    this.loose.add(made);
    return made;
  }
}

/** Of labels that anybody asks for there are few. */
function* labelled<R extends object>(
  area: Area<R>,
  labels: Labels,
): Iterable<Place<R> | undefined> {
  for (const [key, values] of area.labels)
    if (Object.hasOwn(labels, key)) yield values.get(labels[key] ?? '');
}

function dropEmpty({ labels }: Area<object>): void {
  for (const [key, values] of labels) if (values.size === 0) labels.delete(key);
}
