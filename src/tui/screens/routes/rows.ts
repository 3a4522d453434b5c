import { by } from '../../../lib/order.ts';
import type { EntryPoint, Route } from '../../../model/exposure.ts';
import { healthRank } from '../../../model/health.ts';
import { namespacesOf } from '../../../model/scope.ts';
import { describeEntry } from '../../../text/entry-point.ts';
import { filterOf, type Findable } from '../../../text/filter.ts';
import { describeMatches } from '../../../text/match.ts';
import { describeRef } from '../../../text/object-ref.ts';
import { describeTarget } from '../../../text/target.ts';
import type { ListRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State } from '../../state.ts';
import { entryPointsShown, isWell } from '../entry-points/rows.ts';

/** One rule of one entry point. */
export interface RouteRow extends ListRow {
  readonly route: Route;
  readonly entryPoint: EntryPoint;
}

export function routeRows(state: State): readonly RouteRow[] {
  const { filter, onlyUnwell } = listOf(state, { type: 'routes' });
  return found(allRoutes(entryPointsShown(state)), filter, onlyUnwell);
}

const allRoutes = remember((entryPoints: readonly EntryPoint[]): readonly RouteRow[] =>
  entryPoints
    .flatMap((entryPoint) =>
      entryPoint.routes.map((route): RouteRow => {
        const { health } = route.judgement;
        return { id: route.id, route, entryPoint, health, depth: 0 };
      }),
    )
    // Within one health in the order in which the data plane tries them: the sort is stable.
    .toSorted(by(({ route }) => healthRank(route.judgement.health))),
);

const found = remember((rows: readonly RouteRow[], filter: string, onlyUnwell: boolean) => {
  const fits = filterOf(filter);
  return rows.filter(
    (it) => !(onlyUnwell && isWell(it)) && (fits === undefined || fits(findable(it))),
  );
});

function findable({ route, entryPoint }: RouteRow): Findable {
  const { object, hosts, matches, action, judgement } = route;
  const targets = action.type === 'forward' ? action.destinations : [];
  return {
    text: [
      ...hosts,
      describeMatches(matches),
      ...targets.map((it) => describeTarget(it)),
      describeRef(object),
      describeEntry(entryPoint),
    ].join(' '),
    namespaces: namespacesOf({ object: entryPoint.object, routes: [route] }),
    hosts,
    paths: [describeMatches(matches)],
    kinds: [object.kind],
    health: judgement.health,
  };
}
