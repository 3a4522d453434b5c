import type { Destination, EntryPoint, Hop, Route } from '../../../model/exposure.ts';
import { type ObjectRef, sameRef } from '../../../model/object-ref.ts';
import { filterOf } from '../../../text/filter.ts';
import { describeMatches } from '../../../text/match.ts';
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
  const all = usesOf(entryPointsShown(state), view.object);
  return found(all, listOf(state, view).filter);
}

const found = remember((rows: readonly UseRow[], filter: string) => {
  const fits = filterOf(filter);
  if (fits === undefined) return rows;
  return rows.filter(({ route, entryPoint, health }) => {
    const hosts = route?.hosts ?? [];
    const paths = route === undefined ? [] : [describeMatches(route.matches)];
    return fits({
      text: [...hosts, ...paths, entryPoint.object.name].join(' '),
      namespaces: [entryPoint.object.namespace ?? ''],
      hosts,
      paths,
      kinds: [entryPoint.object.kind],
      ...(health !== undefined && { health }),
    });
  });
});

const usesOf = remember((entryPoints: readonly EntryPoint[], object: ObjectRef) =>
  entryPoints.flatMap((it): readonly UseRow[] => {
    const { health } = it.judgement;
    const rules = it.routes.flatMap((route) => ruleUse(route, it, object));
    const isInFront = it.wayIn.some((hop) => isPartOf(hop, object)) || sameRef(it.object, object);
    return isInFront
      ? [{ id: it.id, entryPoint: it, share: 1, health, depth: 0 }, ...rules]
      : rules;
  }),
);

function ruleUse(route: Route, entryPoint: EntryPoint, object: ObjectRef): readonly UseRow[] {
  const { action } = route;
  const isWritten = sameRef(route.object, object);
  const destinations =
    action.type === 'forward' ? action.destinations.filter((it) => leadsTo(it, object)) : [];
  if (!isWritten && destinations.length === 0) return [];
  const share = isWritten ? 1 : destinations.reduce((sum, it) => sum + shareOf(it, object), 0);
  return [{ id: route.id, entryPoint, route, share, health: route.judgement.health, depth: 0 }];
}

function leadsTo({ target, pods }: Destination, object: ObjectRef): boolean {
  const refs =
    target.type === 'service'
      ? [target.service, ...(target.subset === undefined ? [] : [target.subset.destinationRule])]
      : [];
  return [...refs, ...pods.map((it) => it.object)].some((it) => sameRef(it, object));
}

/** Of a Pod: its part among those in rotation. */
function shareOf({ share, pods }: Destination, object: ObjectRef): number {
  const pod = pods.find((it) => sameRef(it.object, object));
  if (pod === undefined) return share;
  const inRotation = pods.filter((it) => it.inRotation === 'yes').length;
  return pod.inRotation === 'yes' ? share / Math.max(1, inRotation) : 0;
}

function isPartOf(hop: Hop, object: ObjectRef): boolean {
  if (hop.type === 'gateway-pods')
    return [
      ...(hop.workload === undefined ? [] : [hop.workload]),
      ...hop.pods.map((it) => it.object),
    ].some((it) => sameRef(it, object));
  return 'service' in hop && hop.service !== undefined && sameRef(hop.service, object);
}
