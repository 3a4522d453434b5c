import { checkOf } from '../../../checks/catalogue.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { Finding } from '../../../model/finding.ts';
import { type Health, healthRank } from '../../../model/health.ts';
import { filterOf } from '../../../text/filter.ts';
import { severityHealth } from '../../../text/health.ts';
import { describeRef } from '../../../text/object-ref.ts';
import type { ListRow, ListState } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State } from '../../state.ts';

/** What one check found, or one of its findings. */
export type FindingRow = ListRow &
  (
    | {
        readonly type: 'check';
        readonly check: string;
        readonly summary: string;
        readonly count: number;
      }
    | { readonly type: 'finding'; readonly finding: Finding }
  );

export function findingRows(state: State): readonly FindingRow[] {
  const { snapshot, settings } = state;
  const { filter, folds } = listOf(state, { type: 'findings' });
  return snapshot === undefined
    ? NONE
    : grouped(found(snapshot.findings, settings.namespaces, filter), folds);
}

/** Before anybody filters. */
export const findingsShown = ({ snapshot, settings }: State): readonly Finding[] =>
  found(snapshot?.findings ?? NO_FINDINGS, settings.namespaces, '');

const NO_FINDINGS: readonly Finding[] = [];
const NONE: readonly FindingRow[] = [];
const NO_ONE: readonly string[] = [];

const healthOf = ({ severity }: Finding): Health => severityHealth(severity);

const found = remember(
  (
    findings: readonly Finding[],
    namespaces: readonly string[],
    filter: string,
  ): readonly Finding[] => {
    const fits = filterOf(filter);
    return findings.filter(
      (it) =>
        (namespaces.length === 0 || namespaces.includes(it.object.namespace ?? '')) &&
        (fits === undefined ||
          fits({
            text: `${it.check} ${describeRef(it.object)} ${it.message}`,
            namespaces: [it.object.namespace ?? ''],
            hosts: it.impact?.hosts ?? NO_ONE,
            paths: NO_ONE,
            kinds: [it.object.kind],
            health: healthOf(it),
          })),
    );
  },
);

/** By check, the worst first; within one as they came, which is worst first too. */
const grouped = remember(
  (findings: readonly Finding[], folds: ListState['folds']): readonly FindingRow[] =>
    [...groupBy(findings, (it) => it.check)]
      .map(([check, own]) => ({
        check,
        own,
        health: own[0] === undefined ? 'idle' : healthOf(own[0]),
      }))
      .toSorted(
        by(
          (it) => healthRank(it.health),
          (it) => it.check,
        ),
      )
      .flatMap(({ check, own, health }): readonly FindingRow[] => {
        const id = `check ${check}`;
        const fold = folds[id] ?? 'open';
        const summary = checkOf(check)?.summary ?? '';
        const count = own.length;
        const head = { type: 'check', id, check, summary, count, health, depth: 0, fold } as const;
        return fold === 'closed' ? [head] : [head, ...own.map((it) => rowOf(it, id))];
      }),
);

const rowOf = (finding: Finding, parent: string): FindingRow => ({
  type: 'finding',
  id: finding.id,
  finding,
  health: healthOf(finding),
  depth: 1,
  parent,
});
