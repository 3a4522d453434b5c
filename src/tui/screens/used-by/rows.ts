import type { Inventory } from '../../../inventory/inventory.ts';
import { refOf } from '../../../inventory/read-object.ts';
import { isWorkloadKind, makerOf } from '../../../inventory/workloads.ts';
import type { Destination, EntryPoint, Hop, Route } from '../../../model/exposure.ts';
import { type ObjectRef, refKey } from '../../../model/object-ref.ts';
import { namespacesOf } from '../../../model/scope.ts';
import { filterOf } from '../../../text/filter.ts';
import { describeMatches } from '../../../text/match.ts';
import { objectsOfDestination } from '../../causes.ts';
import type { ListRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State, type View } from '../../state.ts';
import { entryPointsShown } from '../entry-points/rows.ts';

/** A rule whose requests reach the object, and the part of them that does; without a rule, all that come in there. */
export interface UseRow extends ListRow {
  readonly entryPoint: EntryPoint;
  readonly route?: Route;
  readonly share: number;
}

export type UsedByView = Extract<View, { readonly type: 'used-by' }>;

export function useRows(state: State, view: UsedByView): readonly UseRow[] {
  const { snapshot } = state;
  if (snapshot === undefined) return NONE;
  const all = usesOf(entryPointsShown(state), view.object, snapshot.inventory);
  return found(all, listOf(state, view).filter);
}

const NONE: readonly UseRow[] = [];

const found = remember((rows: readonly UseRow[], filter: string) => {
  const fits = filterOf(filter);
  if (fits === undefined) return rows;
  return rows.filter(({ route, entryPoint, health }) => {
    const hosts = route?.hosts ?? [];
    const paths = route === undefined ? [] : [describeMatches(route.matches)];
    return fits({
      text: [...hosts, ...paths, entryPoint.object.name].join(' '),
      namespaces: namespacesOf({
        object: entryPoint.object,
        routes: route === undefined ? [] : [route],
      }),
      hosts,
      paths,
      kinds: [entryPoint.object.kind],
      ...(health !== undefined && { health }),
    });
  });
});

/** By what ways requests come to it; to what makes Pods, those that come to its Pods. */
export const usesOf = remember(
  (
    entryPoints: readonly EntryPoint[],
    object: ObjectRef,
    inventory: Inventory,
  ): readonly UseRow[] => {
    const wanted = new Set([object, ...podsMadeBy(object, inventory)].map(refKey));
    const isWanted = (ref: ObjectRef): boolean => wanted.has(refKey(ref));
    return entryPoints.flatMap((it) => {
      const { health } = it.judgement;
      const rules = it.routes.flatMap((route) => ruleUse(route, it, isWanted));
      const isInFront = it.wayIn.some((hop) => isPartOf(hop, isWanted)) || isWanted(it.object);
      return isInFront
        ? [{ id: it.id, entryPoint: it, share: 1, health, depth: 0 }, ...rules]
        : rules;
    });
  },
);

function podsMadeBy(
  { kind, namespace = '', name }: ObjectRef,
  inventory: Inventory,
): readonly ObjectRef[] {
  if (!isWorkloadKind(kind)) return [];
  return inventory
    .inNamespace('Pod', namespace)
    .filter((it) => makerOf(it) === name)
    .map(refOf);
}

type IsWanted = (ref: ObjectRef) => boolean;

function ruleUse(route: Route, entryPoint: EntryPoint, isWanted: IsWanted): readonly UseRow[] {
  const { action } = route;
  const isWritten = isWanted(route.object);
  const destinations = action.type === 'forward' ? action.destinations : [];
  const reached = destinations.filter((it) => leadsTo(it, isWanted));
  if (!isWritten && reached.length === 0) return [];
  const share = isWritten ? 1 : reached.reduce((sum, it) => sum + shareOf(it, isWanted), 0);
  return [{ id: route.id, entryPoint, route, share, health: route.judgement.health, depth: 0 }];
}

const leadsTo = (destination: Destination, isWanted: IsWanted): boolean =>
  objectsOfDestination(destination).some(isWanted) ||
  destination.pods.some((it) => isWanted(it.object));

/** Of Pods: their part among those in rotation. */
function shareOf(destination: Destination, isWanted: IsWanted): number {
  const { share, pods } = destination;
  if (objectsOfDestination(destination).some(isWanted)) return share;
  const inRotation = pods.filter((it) => it.inRotation === 'yes');
  const wanted = inRotation.filter((it) => isWanted(it.object));
  return (share * wanted.length) / Math.max(1, inRotation.length);
}

function isPartOf(hop: Hop, isWanted: IsWanted): boolean {
  if (hop.type === 'gateway-pods')
    return (
      (hop.workload !== undefined && isWanted(hop.workload)) ||
      hop.pods.some((it) => isWanted(it.object))
    );
  return 'service' in hop && hop.service !== undefined && isWanted(hop.service);
}
