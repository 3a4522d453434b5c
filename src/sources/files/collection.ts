import { basename } from 'node:path';

import type { Objects } from '../../inventory/inventory.ts';
import { type Kind, type KindInfo, KINDS, type KubeObject } from '../../inventory/kinds.ts';
import { isRaw, type Raw } from '../../inventory/raise.ts';
import {
  kindOf,
  type ObjectNote,
  readObject,
  refOf,
  splitApiVersion,
} from '../../inventory/read-object.ts';
import type { Problem } from '../../inventory/source.ts';
import type { ShapeNote } from '../../lib/shape.ts';
import { type ObjectRef, refKey } from '../../model/object-ref.ts';
import type { Fault, Located, Place } from './document.ts';
import { documents } from './documents.ts';
import { type FileObject, HELM_TEMPLATE, KUSTOMIZE, objectsOf } from './objects.ts';
import { readSnapshotHead, SNAPSHOT, type SnapshotHead } from './snapshot.ts';
import type { TextFile } from './text-file.ts';

const MAX_OBJECTS = 100_000;
const MAX_PROBLEMS = 1_000;

interface Kept {
  readonly kind: Kind;
  readonly object: KubeObject;
  readonly place: Place;
  /** Of its first character. */
  readonly offset: number;
}

/** What files hold, gathered file by file. */
export class Collection {
  readonly problems: Problem[] = [];
  /** Namespaces with any object. */
  readonly namespaces = new Set<string>();
  readonly otherKinds = new Map<string, { kind: string; group: string; count: number }>();
  head: SnapshotHead | undefined;
  /** Whether anything was there that is what it should be, if only an empty list. */
  isUsable = false;
  private count = 0;
  private readonly defaultNamespace: string;
  private readonly kept = new Map<string, Kept>();
  private readonly strings = new Map<string, string>();
  private readonly share = (text: string): string => {
    const known = this.strings.get(text);
    if (known === undefined) this.strings.set(text, text);
    return known ?? text;
  };

  constructor(defaultNamespace: string) {
    this.defaultNamespace = defaultNamespace;
  }

  add(file: TextFile): void {
    let templates = 0;
    for (const document of documents(file)) {
      if (this.isFull(file)) return;
      if (document.type === 'value') {
        for (const remark of document.remarks) this.fault(file, remark);
        const objects = objectsOf(document.located, basename(file.path));
        if (isEmptyList(document.located)) this.isUsable = true;
        if (!this.addAll(file, objects)) return;
      } else if (!document.template) this.fault(file, document.fault);
      // One template rarely comes alone, and one word about a file is enough.
      else if (templates++ === 0)
        this.fault(file, { offset: document.fault.offset, message: HELM_TEMPLATE });
    }
  }

  objects(): Objects {
    const byKind: Partial<Record<Kind, KubeObject[]>> = {};
    for (const { kind, object } of this.kept.values()) (byKind[kind] ??= []).push(object);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is kept under a kind was read as that kind
    return byKind as unknown as Objects;
  }

  placeOf(object: ObjectRef): Place | undefined {
    return this.kept.get(refKey(object))?.place;
  }

  problem(problem: Problem): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
    else if (this.problems.length === MAX_PROBLEMS)
      this.problems.push({
        message: `there are more than ${MAX_PROBLEMS} problems; the rest is left out`,
      });
  }

  /** False once there are too many. */
  private addAll(file: TextFile, objects: Iterable<FileObject>): boolean {
    for (const it of objects) {
      if (this.isFull(file)) return false;
      // What is no object counts too: a file may hold millions of them.
      this.count++;
      if (it.type === 'object') this.addObject(file, it);
      else this.fault(file, it.fault);
    }
    return true;
  }

  private isFull(file: TextFile): boolean {
    if (this.count < MAX_OBJECTS) return false;
    this.problem({
      file: file.path,
      message: `there are more than ${MAX_OBJECTS} objects; the rest is left out`,
    });
    return true;
  }

  private fault(file: TextFile, { offset, message }: Fault): void {
    this.problem({ file: file.path, ...file.position(offset), message });
  }

  private addObject(file: TextFile, it: FileObject & { readonly type: 'object' }): void {
    const { apiVersion, kind, raw, located } = it;
    const { offset } = located;
    if (apiVersion === SNAPSHOT.apiVersion && kind === SNAPSHOT.kind)
      this.addHead(file, raw, offset);
    else if (splitApiVersion(apiVersion).group === 'kustomize.config.k8s.io')
      this.fault(file, { offset, message: KUSTOMIZE });
    else if (isTemplate(raw)) this.fault(file, { offset, message: HELM_TEMPLATE });
    else this.keep(file, it);
  }

  private addHead(file: TextFile, raw: Raw, offset: number): void {
    const notes: ShapeNote[] = [];
    const head = readSnapshotHead(raw, notes);
    for (const { path, wanted, got } of notes)
      this.fault(file, { offset, message: `${path} of the snapshot is ${got} and not ${wanted}` });
    if (head === undefined)
      this.fault(file, { offset, message: 'the snapshot does not say when it was taken' });
    else if (this.head !== undefined)
      this.fault(file, {
        offset,
        message: 'a second snapshot; its time and what it could read count',
      });
    this.head = head ?? this.head;
    this.isUsable ||= head !== undefined;
  }

  private keep(file: TextFile, it: FileObject & { readonly type: 'object' }): void {
    const known = kindOf(it.apiVersion, it.kind);
    if (known === undefined) {
      this.countOther(it);
      return;
    }
    const { located } = it;
    const notes: ObjectNote[] = [];
    const read = readObject(namespaced(it.raw, known.kind, this.defaultNamespace), known, {
      share: this.share,
      note: (note) => notes.push(note),
    });
    if (read.length === 0 && !isEmptyEndpoints(it))
      this.fault(file, { offset: located.offset, message: nameless(it) });
    for (const { kind, object } of read)
      this.put(file, { kind, object, place: located.place, offset: located.offset });
    const { line, column } = file.position(located.offset);
    for (const { object, path, wanted, got } of notes)
      this.problem({
        object,
        path,
        message: `${path} is ${got} and not ${wanted}; it is left out`,
        file: file.path,
        line,
        column,
      });
  }

  private put(file: TextFile, kept: Kept): void {
    const ref = refOf(kept.object);
    const key = refKey(ref);
    const before = this.kept.get(key);
    if (ref.namespace !== undefined) this.namespaces.add(ref.namespace);
    if (before !== undefined) {
      const { line } = before.place.file.position(before.offset);
      this.problem({
        object: ref,
        file: file.path,
        ...file.position(kept.offset),
        message: `it stands in ${before.place.file.path}:${line} too; this one, the last, counts`,
      });
    }
    this.kept.set(key, kept);
    this.isUsable = true;
  }

  private countOther({ apiVersion, kind, raw }: FileObject & { readonly type: 'object' }): void {
    const { group } = splitApiVersion(apiVersion);
    const key = `${group}/${kind}`;
    const other = this.otherKinds.get(key) ?? { kind, group, count: 0 };
    other.count++;
    this.isUsable = true;
    this.otherKinds.set(key, other);
    const metadata = raw['metadata'];
    const namespace = isRaw(metadata) ? metadata['namespace'] : undefined;
    if (typeof namespace === 'string') this.namespaces.add(namespace);
  }
}

const isEmptyList = (located: Located): boolean =>
  isRaw(located.value) && Array.isArray(located.value['items']) && located.items().length === 0;

/** Values of a template may be YAML all the same: `name: "{{ .Release.Name }}-web"`. */
function isTemplate(raw: Raw): boolean {
  const metadata = raw['metadata'];
  return (
    isRaw(metadata) &&
    ['name', 'namespace'].some((key) => {
      const value = metadata[key];
      return typeof value === 'string' && value.includes('{{');
    })
  );
}

/** As kubectl would apply it: into the default namespace, and what belongs to the cluster into none. */
function namespaced(raw: Raw, kind: Kind, defaultNamespace: string): Raw {
  const metadata = raw['metadata'];
  if (!isRaw(metadata)) return raw;
  const info: KindInfo = KINDS[kind];
  const { namespace: given, ...rest } = metadata;
  if (!info.namespaced) return { ...raw, metadata: rest };
  const namespace =
    given === undefined || given === null || given === '' ? defaultNamespace : given;
  return { ...raw, metadata: { ...metadata, namespace } };
}

/** Endpoints without subsets are no mistake: they become no slice. */
const isEmptyEndpoints = ({ kind, raw }: { readonly kind: string; readonly raw: Raw }): boolean =>
  kind === 'Endpoints' && isRaw(raw['metadata']) && typeof raw['metadata']['name'] === 'string';

function nameless({ kind, raw }: { readonly kind: string; readonly raw: Raw }): string {
  const metadata = raw['metadata'];
  const { name, generateName } = isRaw(metadata) ? metadata : {};
  if (typeof name === 'number' || typeof name === 'boolean')
    return `the name of this ${kind} is a ${typeof name} to YAML: put it in quotes; it is left out`;
  return typeof generateName === 'string'
    ? `this ${kind} has a generateName and no name yet; it is left out`
    : `this ${kind} has no metadata.name; it is left out`;
}
