import { uniqueBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { EntryPoint, Exposure } from '../../../model/exposure.ts';
import { healthRank, type Judgement } from '../../../model/health.ts';
import { isInNamespaces, namespacesOf } from '../../../model/scope.ts';
import { worstFirst } from '../../../model/worst-first.ts';
import { describeEntry, describeObject, describeProvider } from '../../../text/entry-point.ts';
import { type Filter, filterOf, type Findable } from '../../../text/filter.ts';
import { type HostRow, hostsOf } from '../../../text/hosts.ts';
import { describeMatches } from '../../../text/match.ts';
import { parseRequest } from '../../../trace/request.ts';
import { trace } from '../../../trace/trace.ts';
import type { Fold, ListRow, ListState } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State } from '../../state.ts';

/** An entry point, or one host of it. */
export interface EntryRow extends ListRow {
  readonly entryPoint: EntryPoint;
  readonly host?: HostRow;
  readonly judgement: Judgement;
}

const VIEW = { type: 'entry-points' } as const;

export function entryRows(state: State): readonly EntryRow[] {
  const { snapshot, settings } = state;
  if (snapshot === undefined) return NONE;
  const list = listOf(state, VIEW);
  const all = shownRows(snapshot.exposure, settings.namespaces, settings.byHost);
  return foundRows(all, snapshot.exposure, list.filter, list.onlyUnwell, list.folds);
}

const NONE: readonly EntryRow[] = [];

/** How many there are before anybody filters. */
export const entryPointsShown = ({ snapshot, settings }: State): readonly EntryPoint[] =>
  snapshot === undefined ? [] : scoped(snapshot.exposure, settings.namespaces);

const scoped = remember(
  (exposure: Exposure, namespaces: readonly string[]): readonly EntryPoint[] =>
    worstFirst(exposure.entryPoints.filter((it) => isInNamespaces(it, namespaces))),
);

const shownRows = remember(
  (exposure: Exposure, namespaces: readonly string[], byHost: boolean): readonly EntryRow[] => {
    const rows = scoped(exposure, namespaces).map(entryRow);
    if (!byHost) return rows;
    return rows
      .flatMap((row) => (row.fold === undefined ? [row] : hostRows(row, 0)))
      .toSorted(
        by(
          ({ judgement }) => healthRank(judgement.health),
          ({ id }) => id,
        ),
      );
  },
);

function entryRow(entryPoint: EntryPoint): EntryRow {
  const { id, judgement } = entryPoint;
  return {
    id,
    entryPoint,
    judgement,
    health: judgement.health,
    depth: 0,
    ...(hasHosts(entryPoint) && { fold: 'closed' }),
  };
}

const hasHosts = ({ routes }: EntryPoint): boolean => {
  const hosts = new Set(routes.flatMap((it) => it.hosts));
  return hosts.size > 1;
};

const hostRows = ({ entryPoint }: EntryRow, depth: number): readonly EntryRow[] =>
  hostsOf(entryPoint).map((host) => ({
    id: `${entryPoint.id}>host ${host.host}`,
    entryPoint,
    host,
    judgement: host.judgement,
    health: host.judgement.health,
    depth,
    ...(depth > 0 && { parent: entryPoint.id }),
  }));

const foundRows = remember(
  (
    all: readonly EntryRow[],
    exposure: Exposure,
    filter: string,
    onlyUnwell: boolean,
    folds: ListState['folds'],
  ): readonly EntryRow[] => {
    const fits = rowFilter(filter, exposure);
    return all
      .filter((it) => !(onlyUnwell && isWell(it)) && fits(it))
      .flatMap((it) => unfolded(it, folds[it.id]));
  },
);

function unfolded(row: EntryRow, fold: Fold | undefined): readonly EntryRow[] {
  if (row.fold === undefined || fold !== 'open') return [row];
  return [{ ...row, fold }, ...hostRows(row, 1)];
}

export const isWell = ({ health }: Pick<ListRow, 'health'>): boolean =>
  health === 'healthy' || health === 'idle';

/** A URL finds what would answer it, by the same rules that answer it. */
function rowFilter(text: string, exposure: Exposure): (row: EntryRow) => boolean {
  const request = parseRequest({ url: text });
  if ('value' in request) {
    const { entryPoint, alternatives, branches, notes } = trace(request.value, exposure);
    const answering = new Set([
      entryPoint,
      ...alternatives.map((it) => it.entryPoint),
      ...branches.map((it) => it.entryPoint),
      ...notes.flatMap((it) => (it.type === 'nearest' ? [it.entryPoint] : [])),
    ]);
    return (row) => answering.has(row.entryPoint.id);
  }
  const filter: Filter | undefined = filterOf(text);
  return filter === undefined ? () => true : (row) => filter(findable(row));
}

function findable({ entryPoint, host, judgement }: EntryRow): Findable {
  const { object, listeners } = entryPoint;
  const routes = host?.routes ?? entryPoint.routes;
  const hosts = uniqueBy(
    [
      ...(host === undefined ? listeners.flatMap((it) => it.hosts) : []),
      ...routes.flatMap((it) => it.hosts),
    ],
    (it) => it,
  );
  return {
    text: [
      describeEntry(entryPoint),
      describeProvider(entryPoint),
      describeObject(entryPoint),
      ...hosts,
    ].join(' '),
    namespaces: namespacesOf({ object, routes }),
    hosts,
    paths: routes.map((it) => describeMatches(it.matches)),
    kinds: [object.kind, describeProvider(entryPoint)],
    health: judgement.health,
  };
}
