import { by } from '../../../lib/order.ts';
import type { Finding } from '../../../model/finding.ts';
import { type Health, healthRank } from '../../../model/health.ts';
import { filterOf } from '../../../text/filter.ts';
import { describeRef } from '../../../text/object-ref.ts';
import type { ListRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State } from '../../state.ts';

export interface FindingRow extends ListRow {
  readonly finding: Finding;
}

export function findingRows(state: State): readonly FindingRow[] {
  const { snapshot, settings } = state;
  const { filter } = listOf(state, { type: 'findings' });
  return snapshot === undefined ? NONE : found(snapshot.findings, settings.namespaces, filter);
}

const NONE: readonly FindingRow[] = [];
const NO_ONE: readonly string[] = [];

/** The sign and colour that a severity is shown with. */
const SEVERITY: Readonly<Record<Finding['severity'], Health>> = {
  error: 'broken',
  warning: 'degraded',
  info: 'idle',
};

const found = remember(
  (
    findings: readonly Finding[],
    namespaces: readonly string[],
    filter: string,
  ): readonly FindingRow[] => {
    const fits = filterOf(filter);
    const isShown = ({ object }: Finding): boolean =>
      namespaces.length === 0 || namespaces.includes(object.namespace ?? '');
    return findings
      .filter(
        (it) =>
          isShown(it) &&
          (fits === undefined ||
            fits({
              text: `${it.check} ${describeRef(it.object)} ${it.message}`,
              namespaces: [it.object.namespace ?? ''],
              hosts: it.impact?.hosts ?? NO_ONE,
              paths: NO_ONE,
              kinds: [it.object.kind],
              health: SEVERITY[it.severity],
            })),
      )
      .map((finding) => ({ id: finding.id, finding, health: SEVERITY[finding.severity], depth: 0 }))
      .toSorted(
        by(
          ({ health }) => healthRank(health),
          ({ finding }) => finding.check,
          ({ id }) => id,
        ),
      );
  },
);
