import { groupBy } from '../lib/group.ts';
import type { Destination, EntryPoint, Exposure, Route } from '../model/exposure.ts';
import { type ObjectRef, refKey } from '../model/object-ref.ts';
import { type IdleRules, idleRulesOf } from './route/idle.ts';
import { type Reach, reachesOf } from './route/reached.ts';
import { type UsedService, usedServices } from './service/used.ts';

export interface Use {
  readonly route: Route;
  readonly destination: Destination;
}

/** Who uses what in an exposure: looked up, since every check asks. */
export interface Uses {
  /** Every destination of every rule. A rule of several entry points comes once for each. */
  readonly all: readonly Use[];
  /** The rules that an object brings. */
  routesOf(object: ObjectRef): readonly Route[];
  /** Rules with a destination at this Service, whatever its port. */
  of(service: ObjectRef): readonly Use[];
  entryPointsOf(object: ObjectRef): readonly EntryPoint[];
  /** Services that some rule leads to. Made when first asked for, as what follows. */
  services(): readonly UsedService[];
  /** What takes a rule's requests before it. */
  reaches(): readonly Reach[];
  /** Rules that get nothing from the Gateway that they name. */
  idle(): IdleRules;
}

export function usesOf(exposure: Exposure): Uses {
  const { entryPoints } = exposure;
  const routes = entryPoints.flatMap((it) => it.routes);
  const all = routes.flatMap((route) =>
    route.action.type === 'forward'
      ? route.action.destinations.map((destination) => ({ route, destination }))
      : [],
  );
  const byObject = groupBy(routes, ({ object }) => refKey(object));
  const byService = groupBy(
    all.filter(({ destination }) => destination.target.type === 'service'),
    ({ destination: { target } }) => (target.type === 'service' ? refKey(target.service) : ''),
  );
  const byEntryPoint = groupBy(entryPoints, ({ object }) => refKey(object));
  return {
    all,
    routesOf: (object) => byObject.get(refKey(object)) ?? [],
    of: (service) => byService.get(refKey(service)) ?? [],
    entryPointsOf: (object) => byEntryPoint.get(refKey(object)) ?? [],
    services: once(() => usedServices(all)),
    reaches: once(() => reachesOf(exposure)),
    idle: once(() => idleRulesOf(exposure)),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
