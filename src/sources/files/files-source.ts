import {
  type CoverageOf,
  everythingWasRead,
  inventoryOf,
  type Objects,
} from '../../inventory/inventory.ts';
import { type Kind, KIND_NAMES, type KubeObject, resourceName } from '../../inventory/kinds.ts';
import type { ResourceState, Source, SourceState } from '../../inventory/source.ts';
import { decode } from '../../lib/decode.ts';
import { UserError } from '../../lib/user-error.ts';
import { Collection } from './collection.ts';
import { coverageOfFiles, neverTold, WORKLOADS } from './coverage.ts';
import { findFiles, readFileBytes, STDIN } from './find-files.ts';
import { positionOf } from './locate.ts';
import { TextFile } from './text-file.ts';

export interface FilesOptions {
  /** Files, folders, `-` for standard input. */
  readonly paths: readonly string[];
  /** Folders inside folders too. */
  readonly recursive: boolean;
  /** The files are all there is: what is not in them does not exist. */
  readonly complete: boolean;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Of namespaced objects that name none; `default` unless it is given. */
  readonly defaultNamespace?: string;
  readonly now: () => number;
}

/** Objects as a repository or `kubectl get -o yaml` holds them, or a snapshot. Read once. */
export function filesSource(options: FilesOptions): Source {
  const collection = new Collection(options.defaultNamespace ?? 'default');
  let state: SourceState = {
    inventory: inventoryOf({}, () => ({ type: 'incomplete', reason: 'loading' })),
    resources: [],
    problems: [],
    now: options.now(),
  };
  return {
    origin: { type: 'files' },
    open: async (onChange) => {
      await readInto(collection, options);
      state = stateOf(collection, options);
      onChange();
    },
    read: () => state,
    close: async () => {},
    locate: (object, path) => {
      // A snapshot answers as the cluster did, whose objects stand in no file.
      const place = collection.head === undefined ? collection.placeOf(object) : undefined;
      return place === undefined ? undefined : positionOf(place, path);
    },
  };
}

async function readInto(collection: Collection, options: FilesOptions): Promise<void> {
  const { paths, recursive, stdin } = options;
  for (const path of await findFiles(paths, recursive)) {
    // One at a time: of objects that stand twice the last one counts, and memory holds one file's bytes.
    const read = await readFileBytes(path, stdin);
    const file = path === STDIN ? 'stdin' : path;
    const text = read.type === 'bytes' ? decode(read.bytes) : undefined;
    if (text !== undefined) collection.add(new TextFile(file, text));
    else
      collection.problem({
        file,
        message: read.type === 'bytes' ? 'it is no text in UTF-8 or UTF-16' : read.message,
      });
  }
  if (!collection.isUsable) throw nothingRead(collection, paths);
}

function nothingRead({ problems: [first] }: Collection, paths: readonly string[]): UserError {
  const names = paths.map((it) => (it === STDIN ? 'stdin' : it)).join(', ');
  if (first === undefined) return new UserError(`There is no Kubernetes object in ${names}.`, 3);
  const { file = names, line, column, message } = first;
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  return new UserError(`Nothing in ${names} could be read. ${place}: ${message}.`, 3);
}

function stateOf(collection: Collection, { complete, now }: FilesOptions): SourceState {
  const objects = collection.objects();
  const { head, problems, otherKinds } = collection;
  const coverage = complete
    ? everythingWasRead
    : (head?.coverage ?? coverageOf(collection, objects));
  return {
    inventory: inventoryOf(objects, coverage),
    resources: KIND_NAMES.map((kind) => resourceState(kind, objects, collection, complete)),
    problems,
    now: head?.takenAt ?? now(),
    otherKinds: [...(head?.otherKinds ?? []), ...otherKinds.values()],
  };
}

function coverageOf({ namespaces }: Collection, objects: Objects): CoverageOf {
  const workloads = WORKLOADS.flatMap((kind): readonly KubeObject[] => objects[kind] ?? []);
  const withWorkloads = new Set(workloads.map(({ metadata }) => metadata.namespace ?? ''));
  return coverageOfFiles(namespaces, withWorkloads);
}

function resourceState(
  kind: Kind,
  objects: Objects,
  { head }: Collection,
  complete: boolean,
): ResourceState {
  const count = objects[kind]?.length ?? 0;
  const recorded = head?.resources.find((it) => it.kind === kind);
  if (recorded !== undefined && !complete) return { ...recorded, count };
  const missing = count === 0 && !complete && neverTold(kind);
  return { kind, resource: resourceName(kind), state: missing ? 'not-in-files' : 'live', count };
}
