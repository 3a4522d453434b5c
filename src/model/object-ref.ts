/** An object of the Kubernetes API, by what it says of itself. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for objects of the cluster. */
  readonly namespace?: string;
  readonly name: string;
}

/** The group of an apiVersion; the core group is empty. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';

/** The same text for the same object at whatever version it was read. */
export const refKey = ({ apiVersion, kind, namespace = '', name }: ObjectRef): string =>
  `${groupOf(apiVersion)}/${kind}/${namespace}/${name}`;

export const sameRef = (a: ObjectRef, b: ObjectRef): boolean => refKey(a) === refKey(b);

/** `Service/shop/reviews`: for machines that read places as paths. */
export const refPath = ({ kind, namespace, name }: Omit<ObjectRef, 'apiVersion'>): string =>
  [kind, namespace, name].filter((it) => it !== undefined).join('/');

/** `Gateway.networking.istio.io/shop/public`, where two APIs have the kind. */
const longRefPath = ({ apiVersion, kind, ...rest }: ObjectRef): string =>
  refPath({ kind: [kind, groupOf(apiVersion)].filter((it) => it !== '').join('.'), ...rest });

/** What each is called, as short as tells it from the others: it matters where two APIs have one kind. */
export function shortestPaths(all: readonly ObjectRef[]): (ref: ObjectRef) => string {
  const groups = new Map<string, Set<string>>();
  for (const it of all) {
    const known = groups.get(refPath(it)) ?? new Set();
    groups.set(refPath(it), known.add(groupOf(it.apiVersion)));
  }
  return (ref) => ((groups.get(refPath(ref))?.size ?? 1) > 1 ? longRefPath(ref) : refPath(ref));
}

/** Whether `[[KIND[.GROUP]/]NAMESPACE/]NAME` means it; the kind ignores case. */
export function isCalled(written: string, { apiVersion, kind, namespace = '', name }: ObjectRef) {
  const [itsName, itsNamespace, itsKind, ...more] = written.split('/').toReversed();
  const kinds = [kind, `${kind}.${groupOf(apiVersion)}`].map((it) => it.toLowerCase());
  return (
    more.length === 0 &&
    itsName === name &&
    (itsNamespace === undefined || itsNamespace === namespace) &&
    (itsKind === undefined || kinds.includes(itsKind.toLowerCase()))
  );
}
