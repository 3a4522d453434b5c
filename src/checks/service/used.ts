import { groupBy } from '../../lib/group.ts';
import type { Destination } from '../../model/exposure.ts';
import { type ObjectRef, refKey } from '../../model/object-ref.ts';
import type { Use } from '../uses.ts';

type ServiceTarget = Extract<Destination['target'], { readonly type: 'service' }>;

export type ServiceDestination = Destination & { readonly target: ServiceTarget };

export interface UsedService {
  readonly service: ObjectRef;
  /** One for each port and subset. */
  readonly destinations: readonly ServiceDestination[];
}

/** Services that some rule leads to, each once. */
export function usedServices(all: readonly Use[]): readonly UsedService[] {
  const used = all.flatMap(({ destination }) => {
    const { target } = destination;
    return target.type === 'service' ? [{ ...destination, target }] : [];
  });
  return [...groupBy(used, ({ target }) => refKey(target.service)).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const one = new Map(
      group.map((it) => [`${it.target.port} ${it.target.subset?.name ?? ''}`, it]),
    );
    return [{ service: first.target.service, destinations: [...one.values()] }];
  });
}
