import { uniqueBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { EntryPoint, Pod } from '../../../model/exposure.ts';
import { healthRank } from '../../../model/health.ts';
import { refKey } from '../../../model/object-ref.ts';
import { podsOf } from '../../../text/entry-point.ts';
import { filterOf } from '../../../text/filter.ts';
import { refName } from '../../../text/object-ref.ts';
import type { ListRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State } from '../../state.ts';
import { entryPointsShown, isWell } from '../entry-points/rows.ts';

export interface PodRow extends ListRow {
  readonly pod: Pod;
  /** It reads requests for others, and is sent them whatever a Service of its own says. */
  readonly isGateway: boolean;
}

/** The Pods that requests from outside reach: those of gateways, and those behind rules. */
export function podRows(state: State): readonly PodRow[] {
  const { filter, onlyUnwell } = listOf(state, { type: 'pods' });
  return found(allPods(entryPointsShown(state)), filter, onlyUnwell);
}

const allPods = remember((entryPoints: readonly EntryPoint[]): readonly PodRow[] => {
  const gateways = entryPoints.flatMap(({ wayIn }) =>
    wayIn.flatMap((it) => (it.type === 'gateway-pods' ? it.pods : [])),
  );
  const behind = entryPoints.flatMap(podsOf).map((it) => rowOf(it, false));
  return uniqueBy([...behind, ...gateways.map((it) => rowOf(it, true))], (it) => it.id).toSorted(
    by(
      ({ pod }) => healthRank(pod.judgement.health),
      ({ id }) => id,
    ),
  );
});

const rowOf = (pod: Pod, isGateway: boolean): PodRow => ({
  id: refKey(pod.object),
  pod,
  isGateway,
  health: pod.judgement.health,
  depth: 0,
});

const NONE: readonly string[] = [];

const found = remember((rows: readonly PodRow[], filter: string, onlyUnwell: boolean) => {
  const fits = filterOf(filter);
  return rows.filter(
    (row) =>
      !(onlyUnwell && isWell(row)) &&
      (fits === undefined ||
        fits({
          text: `${refName(row.pod.object)} ${row.pod.status} ${row.pod.node ?? ''}`,
          namespaces: [row.pod.object.namespace ?? ''],
          hosts: NONE,
          paths: NONE,
          kinds: ['Pod'],
          health: row.pod.judgement.health,
        })),
  );
});
