import { isRaw, type Raw } from '../../inventory/raise.ts';
import type { TimedEvent } from './events.ts';
import { LONG_AGO, type Timestamp } from './world.ts';

/** Which object is meant. */
export interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Somebody changed fields of the spec of an object. */
export interface Change extends Named {
  readonly at: number;
  /** As the writer calls itself: `kubectl-edit`. */
  readonly by: string;
  readonly fields: readonly string[];
}

/** What a controller tells of an object. */
export interface ToldEvent extends Named, TimedEvent {}

/** Who brought what stands there since long ago. */
const INSTALLER = 'helm';

/** What controllers make of what people wrote. */
const MADE: readonly unknown[] = ['EndpointSlice', 'Node', 'Pod', 'ReplicaSet'];

export const isNamed = (object: Raw, { kind, namespace, name }: Named): boolean =>
  object['kind'] === kind &&
  isRaw(object['metadata']) &&
  object['metadata']['namespace'] === namespace &&
  object['metadata']['name'] === name;

/** As the API server keeps it with each object: who owns which fields, and since when. */
export function withHistory(object: Raw, changes: readonly Change[], stamp: Timestamp): Raw {
  const { metadata, spec } = object;
  if (MADE.includes(object['kind']) || !isRaw(metadata) || !isRaw(spec)) return object;
  const own = changes.filter((it) => isNamed(object, it));
  const changed = new Set(own.flatMap((it) => it.fields));
  const first = Object.keys(spec).filter((it) => !changed.has(it));
  const created = metadata['creationTimestamp'] ?? stamp(LONG_AGO);
  const managedFields = [
    ...(first.length === 0 ? [] : [managed(object, INSTALLER, created, first)]),
    ...own.map(({ by, at, fields }) => managed(object, by, stamp(at), fields)),
  ];
  return { ...object, metadata: { ...metadata, managedFields } };
}

const managed = (
  { apiVersion }: Raw,
  manager: string,
  time: unknown,
  fields: readonly string[],
): Raw => ({
  manager,
  operation: 'Update',
  apiVersion,
  time,
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': Object.fromEntries(fields.map((it) => [`f:${it}`, {}])) },
});
