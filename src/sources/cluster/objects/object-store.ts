import type { Kind, KubeObject, Served } from '../../../inventory/kinds.ts';
import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { type ObjectNote, readObject } from '../../../inventory/read-object.ts';
import { sharing } from '../../../lib/same.ts';

interface Entry {
  readonly namespace: string;
  /** The resource version it was read at: what has the same is the same. */
  readonly version: string;
  /** One, but for Endpoints, which become several slices. */
  readonly objects: readonly KubeObject[];
  readonly notes: readonly ObjectNote[];
}

/** What changed since it was last asked. */
export interface Changes {
  readonly put: readonly KubeObject[];
  readonly removed: readonly KubeObject[];
}

/** The objects of one kind as they are read, projected at the door. */
export class ObjectStore {
  private readonly kind: Kind;
  private readonly onChange: () => void;
  private served: Served | undefined;
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new Map<string, Change>();
  private readonly shared = new Map<string, string>();
  private noteCount = 0;

  constructor(kind: Kind, onChange: () => void) {
    this.kind = kind;
    this.onChange = onChange;
  }

  get size(): number {
    return this.entries.size;
  }

  /** So much changed since it was last asked. */
  get changeCount(): number {
    return this.changed.size;
  }

  /** Fields that were lost. */
  get notes(): readonly ObjectNote[] {
    return this.noteCount === 0 ? [] : [...this.entries.values()].flatMap((it) => it.notes);
  }

  /** From here on objects come in another version of the API: none is taken for the same. */
  serveAs(served: Served): void {
    if (served === this.served) return;
    this.served = served;
    this.distrustVersions();
  }

  /** A server that came back from a backup gives the same versions to other objects. */
  distrustVersions(): void {
    for (const [key, entry] of this.entries) this.entries.set(key, { ...entry, version: '' });
  }

  put(raw: Raw): void {
    const key = keyOf(raw);
    if (key !== undefined) this.set(key, this.read(key, raw));
  }

  remove(raw: Raw): void {
    const key = keyOf(raw);
    if (key !== undefined) this.unset(key);
  }

  /** Forgets all, or those of one namespace. */
  drop(namespace?: string): void {
    for (const [key, entry] of this.entries)
      if (namespace === undefined || entry.namespace === namespace) this.unset(key);
  }

  /** Forgets what lies in no namespace of these. */
  dropOutside(namespaces: ReadonlySet<string>): void {
    for (const [key, entry] of this.entries) if (!namespaces.has(entry.namespace)) this.unset(key);
  }

  /**
   * All there is of a namespace, or at all, comes anew: what is the same stays untouched, and what is gone goes when
   * the last has come. Where nothing was there before, all is there as soon as it comes.
   */
  replace(namespace?: string): Replacement {
    const seen = new Map<string, Entry>();
    const before = [...this.entries.keys()].filter(
      (key) => namespace === undefined || this.entries.get(key)?.namespace === namespace,
    );
    const atOnce = before.length === 0;
    return {
      add: (raw) => {
        const key = keyOf(raw);
        if (key === undefined) return false;
        const entry = this.read(key, raw);
        const isNew = !seen.has(key);
        seen.set(key, entry);
        if (atOnce) this.set(key, entry);
        return isNew;
      },
      remove: (raw) => {
        const key = keyOf(raw);
        if (key === undefined) return;
        seen.delete(key);
        if (atOnce) this.unset(key);
      },
      get size() {
        return seen.size;
      },
      end: () => {
        for (const key of atOnce ? this.entries.keys() : before) {
          const inScope = namespace === undefined || this.entries.get(key)?.namespace === namespace;
          if (inScope && !seen.has(key)) this.unset(key);
        }
        for (const [key, entry] of seen) this.set(key, entry);
      },
    };
  }

  takeChanges(): Changes {
    const changes = [...this.changed.values()];
    this.changed.clear();
    return {
      put: changes.filter((it) => it.type === 'put').map((it) => it.object),
      removed: changes.filter((it) => it.type === 'removed').map((it) => it.object),
    };
  }

  private read(key: string, raw: Raw): Entry {
    const known = this.entries.get(key);
    const version = textOf(raw, 'resourceVersion');
    if (known !== undefined && version !== '' && known.version === version) return known;
    const notes: ObjectNote[] = [];
    const { kind, served } = this;
    if (served === undefined) throw new Error('objects come after it is known how they are served');
    const context = { share: this.share, note: (it: ObjectNote) => notes.push(it) };
    const read = readObject(raw, { kind, served }, context);
    // Much of what changes in an object is not read: then it, or a part of it, stays the one that it was.
    const objects = read.map(({ object }, index) => {
      const before = known?.objects[index];
      return before === undefined ? object : sharing(before, object);
    });
    const namespace = this.share(textOf(raw, 'namespace'));
    return { namespace, version, objects, notes: notes.length === 0 ? NO_NOTES : notes };
  }

  private set(key: string, entry: Entry): void {
    const known = this.entries.get(key);
    if (known === entry) return;
    this.entries.set(key, entry);
    this.noteCount += entry.notes.length - (known?.notes.length ?? 0);
    const before = known?.objects ?? [];
    if (
      before.length === entry.objects.length &&
      before.every((it, at) => it === entry.objects[at])
    )
      return;
    for (const object of before) this.change({ type: 'removed', object });
    for (const object of entry.objects) this.change({ type: 'put', object });
    this.onChange();
  }

  private unset(key: string): void {
    const known = this.entries.get(key);
    if (known === undefined) return;
    this.entries.delete(key);
    this.noteCount -= known.notes.length;
    for (const object of known.objects) this.change({ type: 'removed', object });
    this.onChange();
  }

  private change(change: Change): void {
    const { namespace = '', name } = change.object.metadata;
    this.changed.set(`${namespace}/${name}`, change);
  }

  private readonly share = (text: string): string => {
    const known = this.shared.get(text);
    if (known !== undefined) return known;
    // What is shared should be few; where it is not, it must not grow for days.
    if (this.shared.size >= MOST_SHARED) this.shared.clear();
    this.shared.set(text, text);
    return text;
  };
}

export interface Replacement {
  /** Whether it had not come before. */
  add(raw: Raw): boolean;
  remove(raw: Raw): void;
  readonly size: number;
  end(): void;
}

interface Change {
  readonly type: 'put' | 'removed';
  readonly object: KubeObject;
}

const MOST_SHARED = 50_000;
const NO_NOTES: readonly never[] = [];

function textOf({ metadata }: Raw, field: string): string {
  const value = isRaw(metadata) ? metadata[field] : undefined;
  return typeof value === 'string' ? value : '';
}

function keyOf(raw: Raw): string | undefined {
  const name = textOf(raw, 'name');
  return name === '' ? undefined : `${textOf(raw, 'namespace')}/${name}`;
}
