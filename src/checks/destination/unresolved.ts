import type { Service } from '../../inventory/kinds.ts';
import type { ServicePort } from '../../inventory/shapes/core.ts';
import type { Unresolved } from '../../model/health.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { Subject } from '../check.ts';

/** A destination whose Service is there and leads nowhere all the same. */
export interface UnresolvedAt {
  readonly object: ObjectRef;
  readonly path: string;
  readonly ref: string;
  readonly share: number;
  readonly service: Service;
}

export function unresolvedAt(
  because: Unresolved,
  { uses, objects }: Pick<Subject<'Service'>, 'uses' | 'objects'>,
): readonly UnresolvedAt[] {
  return uses.all.flatMap(({ route, destination }) => {
    const { target, ref, share, path = route.rule.path } = destination;
    if (target.type !== 'unresolved' || target.because !== because) return [];
    if (target.object?.kind !== 'Service') return [];
    const service = objects.get('Service', target.object.namespace ?? '', target.object.name);
    if (service.type !== 'found') return [];
    return [{ object: route.object, path, ref, share, service: service.object }];
  });
}

/** `http 9080`, `9080`. */
export const portText = ({ name, port = 0 }: ServicePort): string =>
  name === undefined || name === '' ? String(port) : `${name} ${port}`;
