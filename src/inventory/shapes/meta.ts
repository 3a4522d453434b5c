import {
  allNamed,
  allOf,
  always,
  deciding,
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
  read(value, context) {
    const { [LAST_APPLIED]: _, ...kept } = annotations.read(value, context) ?? {};
    return kept;
  },
};

/** Of other kinds: what a mesh or meshpath itself is told there. The rest may hold anything and is read by nobody. */
export const toldAnnotations: typeof annotations = {
  fallback: annotations.fallback,
  read(value, context) {
    const kept = Object.entries(annotations.read(value, context) ?? {}).filter(([key]) =>
      TOLD.test(key),
    );
    return kept.length === 0 ? annotations.fallback : Object.fromEntries(kept);
  },
};

const TOLD =
  /^(?:(?:[^/]*\.)?istio\.io|meshpath\.dev|ingressclass\.kubernetes\.io)\/|^kubernetes\.io\/config\.mirror$/;

const sharedLabels = dict(sharedText);

const META = {
  name: text,
  namespace: sharedText,
  labels: sharedLabels,
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: integer,
  generation: integer,
  ownerReferences: list(
    record({ apiVersion: sharedText, kind: sharedText, name: sharedText, controller: flag }),
  ),
};

/** Metadata of kinds that route, whose annotations are configuration. */
export const metadata = always(record({ ...META, annotations: keptAnnotations }));

/** Of an Ingress: without one of its annotations a canary would be a rule of its own. */
export const decidingMetadata = deciding(
  always(
    record({
      ...META,
      annotations: deciding({
        fallback: keptAnnotations.fallback,
        read(value, context) {
          const read = allNamed(text).read(value, context);
          return read === undefined ? undefined : keptAnnotations.read(read, context);
        },
      } satisfies typeof annotations),
    }),
  ),
);

/** Names alone (Secrets): what else stands in metadata may hold what must not be kept. */
export const namesOnly: Shape<Of<typeof metadata>> = {
  read(value, context) {
    const read = metadata.read(value, context);
    if (read === undefined) return undefined;
    const { name, namespace } = read;
    return {
      ...metadata.fallback,
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
    };
  },
};

/** Metadata of all other kinds. */
export const plainMetadata = always(record({ ...META, annotations: toldAnnotations }));

export const condition = record({
  type: sharedText,
  status: sharedText,
  reason: sharedText,
  message: text,
  lastTransitionTime: text,
  observedGeneration: integer,
});

export const labelSelector = record({
  matchLabels: allNamed(sharedText),
  matchExpressions: allOf(
    record({ key: deciding(text), operator: deciding(text), values: allOf(text) }),
  ),
});

export type Condition = Of<typeof condition>;
export type LabelSelector = Of<typeof labelSelector>;
export type Metadata = Of<typeof metadata>;
