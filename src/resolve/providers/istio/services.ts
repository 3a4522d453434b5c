import type { VirtualService } from '../../../inventory/kinds.ts';
import type { Reader } from '../../../inventory/reader.ts';
import { byAge } from './age.ts';
import { withDelegates } from './delegates.ts';
import { visibilityFrom } from './export-to.ts';
import { type BoundService, boundService } from './source.ts';

/** VirtualServices by the Gateway they name (N9), oldest first. One without hosts is only ever a delegate (N22). */
export type ServicesByGateway = ReadonlyMap<string, readonly BoundService[]>;

export function servicesByGateway(
  objects: Reader<'VirtualService'>,
  others: readonly BoundService[],
): ServicesByGateway {
  const services = [
    ...objects
      .list('VirtualService')
      .filter((it) => it.spec.hosts.length > 0 && it.spec.gateways.length > 0)
      .map((it: VirtualService) => boundService(it, withDelegates(it, objects))),
    ...others,
  ].toSorted(byAge);
  const result = new Map<string, BoundService[]>();
  for (const service of services) {
    for (const gateway of new Set(service.gateways)) {
      const known = result.get(gateway);
      if (known === undefined) result.set(gateway, [service]);
      else known.push(service);
    }
  }
  return result;
}

/** N10, N13: those that a gateway in this namespace sees: private ones first, then those exported by name. */
export function visibleServices(
  services: readonly BoundService[],
  namespace: string | undefined,
): readonly BoundService[] {
  const seen = services.map((service) => ({
    service,
    visibility: visibilityFrom(service.exportTo, service.namespace, namespace),
  }));
  return (['private', 'named', 'public'] as const).flatMap((visibility) =>
    seen.flatMap((it) => (it.visibility === visibility ? [it.service] : [])),
  );
}
