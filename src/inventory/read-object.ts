import type { ReadContext, ShapeNote } from '../lib/shape.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import {
  type Kind,
  KIND_NAMES,
  type KindInfo,
  KINDS,
  type Kinds,
  type KubeObject,
  type Served,
} from './kinds.ts';
import { isRaw, type Raw } from './raise.ts';

/** An object of a kind that is read, projected to what is read of it and raised to the newest form. */
export type ReadObject = { [K in Kind]: { readonly kind: K; readonly object: Kinds[K] } }[Kind];

/** A field of an object that was lost, since it had the wrong type. */
export interface ObjectNote extends ShapeNote {
  readonly object: ObjectRef;
}

/** Where two versions of one group are served, the object says itself which it is. */
const BY_TYPE: ReadonlyMap<string, { readonly kind: Kind; readonly served: Served }> = new Map(
  KIND_NAMES.flatMap((kind) => {
    const info: KindInfo = KINDS[kind];
    return info.served.map(
      (served) =>
        [
          typeKey(served.group, served.version, served.kind ?? info.kind),
          { kind, served },
        ] as const,
    );
  }),
);

const BY_GROUP: ReadonlyMap<string, Kind> = new Map(
  KIND_NAMES.flatMap((kind) => {
    const info: KindInfo = KINDS[kind];
    return info.served.map(
      (served) => [typeKey(served.group, '', served.kind ?? info.kind), kind] as const,
    );
  }),
);

function typeKey(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}

/** Splits `networking.k8s.io/v1` or `v1`. */
export function splitApiVersion(apiVersion: string): {
  readonly group: string;
  readonly version: string;
} {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/**
 * The kind under which an object of this type is kept, and how it is raised. An unknown version of a known kind is
 * read as if it were the newest; `undefined` for kinds that are not read.
 */
export function kindOf(
  apiVersion: string,
  kindName: string,
): { readonly kind: Kind; readonly served: Served } | undefined {
  const { group, version } = splitApiVersion(apiVersion);
  const exact = BY_TYPE.get(typeKey(group, version, kindName));
  if (exact !== undefined) return exact;
  const kind = BY_GROUP.get(typeKey(group, '', kindName));
  return kind === undefined ? undefined : { kind, served: { group, version } };
}

/**
 * Reads one object of a kind that is read: several where an Endpoints object becomes slices, none where it has no
 * name. `apiVersion` and `kind` are those it came with; items of a list, which have none, get the list's.
 */
export function readObject(
  raw: Raw,
  { kind, served }: { readonly kind: Kind; readonly served: Served },
  context: Pick<ReadContext, 'share'> & { note(note: ObjectNote): void },
): readonly ReadObject[] {
  const info: KindInfo = KINDS[kind];
  const apiVersion = served.group === '' ? served.version : `${served.group}/${served.version}`;
  const named = {
    ...raw,
    apiVersion: context.share(apiVersion),
    kind: context.share(served.kind ?? info.kind),
  };
  const raised = served.raise === undefined ? [named] : served.raise(named);
  return raised.flatMap((it) => {
    const notes: ShapeNote[] = [];
    const object = info.shape.read(it, { share: context.share, notes });
    // What is lost as a whole is named by what it said of itself.
    const said = object ?? it;
    if (!isKubeObject(said)) return [];
    for (const note of notes) context.note({ ...note, object: refOf(said) });
    if (object === undefined || !isKubeObject(object)) return [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of `kind` makes just this type
    return [{ kind, object } as unknown as ReadObject];
  });
}

function isKubeObject(object: object): object is KubeObject {
  const metadata: unknown = 'metadata' in object ? object.metadata : undefined;
  return isRaw(metadata) && typeof metadata['name'] === 'string' && metadata['name'] !== '';
}

export const refOf = ({
  apiVersion,
  kind,
  metadata: { namespace, name },
}: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  name,
  ...(namespace !== undefined && { namespace }),
});
