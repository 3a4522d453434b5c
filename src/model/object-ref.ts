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
