import { percent } from '../../lib/percent.ts';
import { counted } from '../../lib/words.ts';
import { describeAnswer } from '../../text/action.ts';
import { age, describeDuration } from '../../text/age.ts';
import {
  describeEntry,
  describeObject,
  describePods,
  describeProvider,
} from '../../text/entry-point.ts';
import { describeMatches } from '../../text/match.ts';
import { describeRef } from '../../text/object-ref.ts';
import { printable } from '../../text/printable.ts';
import { describeJudgement } from '../../text/reasons.ts';
import { describeTarget } from '../../text/target.ts';
import type { ListRow } from '../list.ts';
import type { LineRow } from '../screens/document/rows.ts';
import type { EntryRow } from '../screens/entry-points/rows.ts';
import type { FindingRow } from '../screens/findings/rows.ts';
import type { PathRow } from '../screens/path/rows.ts';
import type { PodRow } from '../screens/pods/rows.ts';
import type { RouteRow } from '../screens/routes/rows.ts';
import type { TimelineRow } from '../screens/timeline/rows.ts';
import type { AnswerRow } from '../screens/trace/rows.ts';
import type { UseRow } from '../screens/used-by/rows.ts';

type AnyRow = ListRow &
  Partial<
    EntryRow | FindingRow | PathRow | PodRow | RouteRow | TimelineRow | AnswerRow | UseRow | LineRow
  >;

/** A row as it would be read aloud: its health as a word, then what it says, from the most telling to the least. */
export function rowWords(row: AnyRow, now: number): string {
  const parts = [row.health ?? '', ...partsOf(row, now), foldWords(row)];
  return parts.filter((it) => it !== '').join(', ');
}

const foldWords = ({ fold }: ListRow): string =>
  fold === undefined ? '' : fold === 'open' ? 'unfolded' : 'folded';

function partsOf(row: AnyRow, now: number): readonly string[] {
  if ('node' in row && row.node !== undefined) {
    const { label, trailing } = row.node;
    if (row.explanation !== undefined) return [row.explanation];
    return [
      [...label, ...trailing].map((it) => it.text).join(' '),
      row.depth === 0 ? '' : `level ${row.depth + 1}`,
    ];
  }
  if ('share' in row && row.share !== undefined && 'entryPoint' in row && row.entryPoint)
    return [
      row.route === undefined ? describeEntry(row.entryPoint) : routeWords(row.route),
      percent(row.share),
      describeRef(row.entryPoint.object),
    ];
  if ('route' in row && row.route !== undefined) return [routeWords(row.route)];
  if ('entryPoint' in row && row.entryPoint !== undefined && 'judgement' in row && row.judgement)
    return [
      row.host === undefined ? describeEntry(row.entryPoint) : printable(row.host.host),
      `${describeProvider(row.entryPoint)} ${describeObject(row.entryPoint)}`,
      `${describePods(row.entryPoint)} Pods`,
      describeJudgement(row.judgement, now) ?? '',
      describeDuration(row.judgement, now),
    ];
  if ('pod' in row && row.pod !== undefined)
    return [
      describeRef(row.pod.object),
      printable(row.pod.status),
      `${row.pod.readyContainers} of ${counted(row.pod.containers, 'container')} ready`,
      counted(row.pod.restarts, 'restart'),
    ];
  if ('finding' in row && row.finding !== undefined)
    return [describeRef(row.finding.object), printable(row.finding.message)];
  if ('check' in row && row.check !== undefined)
    return [row.check, counted(row.count ?? 0, 'finding'), row.summary ?? ''];
  if ('what' in row && row.what !== undefined)
    return [[row.number, row.what, row.name, row.detail].filter((it) => it !== '').join(' ')];
  if ('object' in row && row.object !== undefined && 'at' in row && 'text' in row)
    return [
      `${age(new Date(row.at ?? 0).toISOString(), now)} ago`,
      row.text ?? '',
      describeRef(row.object),
    ];
  return 'text' in row && row.text !== undefined ? [row.text] : [];
}

function routeWords({ hosts, matches, action, object }: NonNullable<RouteRow['route']>): string {
  const to =
    action.type === 'forward'
      ? action.destinations.map((it) => describeTarget(it, object.namespace)).join(' and ')
      : describeAnswer(action);
  return `${printable(hosts.join(', '))} ${describeMatches(matches)} to ${to}`;
}
