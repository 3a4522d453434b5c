import type { KubeObject } from '../../../inventory/kinds.ts';
import type { Unreadable } from '../../../model/health.ts';
import { groupKindOf, namespaceOf, type Objects } from './objects.ts';

export type Permission =
  | { readonly type: 'granted' }
  | { readonly type: 'not-granted' }
  | { readonly type: 'unreadable'; readonly reason: Unreadable };

const GRANTED: Permission = { type: 'granted' };

/**
 * G11: whether an object may refer to one in another namespace. A ListenerSet asks for itself: it neither inherits the
 * grants of its Gateway nor lends it its own.
 */
export function permission(
  from: KubeObject,
  to: {
    readonly group: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  },
  objects: Objects,
): Permission {
  if (to.namespace === namespaceOf(from)) return GRANTED;
  const asking = groupKindOf(from);
  const granted = objects
    .inNamespace('ReferenceGrant', to.namespace)
    .some(
      ({ spec }) =>
        spec.from.some(
          (it) =>
            (it.group ?? '') === asking.group &&
            it.kind === asking.kind &&
            it.namespace === namespaceOf(from),
        ) &&
        spec.to.some(
          (it) =>
            (it.group ?? '') === to.group &&
            it.kind === to.kind &&
            (it.name === undefined || it.name === '' || it.name === to.name),
        ),
    );
  if (granted) return GRANTED;
  const coverage = objects.coverage('ReferenceGrant', to.namespace);
  return coverage.type === 'complete'
    ? { type: 'not-granted' }
    : { type: 'unreadable', reason: coverage.reason };
}
