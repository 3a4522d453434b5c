import {
  always,
  dict,
  flag,
  integer,
  list,
  type Of,
  type Shape,
  record,
  sharedText,
  text,
} from '../../lib/shape.ts';

/** Holds whole objects, Secrets' data among them: never kept. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const annotations = dict(text);

/** Annotations of routing kinds, which many controllers read as configuration. */
const keptAnnotations: typeof annotations = {
  fallback: annotations.fallback,
  read(value, path, context) {
    const { [LAST_APPLIED]: _, ...kept } = annotations.read(value, path, context) ?? {};
    return kept;
  },
};

const sharedLabels = dict(sharedText);

const META = {
  name: text,
  namespace: sharedText,
  labels: sharedLabels,
  creationTimestamp: text,
  deletionTimestamp: text,
  generation: integer,
  ownerReferences: list(
    record({ apiVersion: sharedText, kind: sharedText, name: sharedText, controller: flag }),
  ),
};

/** Metadata of every kind. `annotations` is empty for Pods, whose annotations nothing reads but the few below. */
export const metadata = always(record({ ...META, annotations: keptAnnotations }));

/** Names alone (Secrets): what else stands in metadata may hold what must not be kept. */
export const namesOnly: Shape<Of<typeof metadata>> = {
  read(value, path, context) {
    const read = metadata.read(value, path, context);
    if (read === undefined) return undefined;
    const { name, namespace } = read;
    return {
      ...metadata.fallback,
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
    };
  },
};

/** Without the annotations that nothing reads: there are many Pods. */
export const podMetadata: Shape<Of<typeof metadata>> = {
  read(value, path, context) {
    const read = metadata.read(value, path, context);
    if (read === undefined) return undefined;
    const kept = Object.entries(read.annotations).filter(([key]) => POD_ANNOTATIONS.has(key));
    return {
      ...read,
      annotations: kept.length === 0 ? annotations.fallback : Object.fromEntries(kept),
    };
  },
};

const POD_ANNOTATIONS = new Set([
  'sidecar.istio.io/status',
  'ambient.istio.io/redirection',
  'kubernetes.io/config.mirror',
]);

export const condition = record({
  type: sharedText,
  status: sharedText,
  reason: sharedText,
  message: text,
  lastTransitionTime: text,
  observedGeneration: integer,
});

export const labelSelector = record({
  matchLabels: sharedLabels,
  matchExpressions: list(record({ key: text, operator: text, values: list(text) })),
});

export type Condition = Of<typeof condition>;
export type LabelSelector = Of<typeof labelSelector>;
export type Metadata = Of<typeof metadata>;
