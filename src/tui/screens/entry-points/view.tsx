import { age } from '../../../text/age.ts';
import {
  describeEntry,
  describeObject,
  describePods,
  describeProvider,
  ruleCount,
} from '../../../text/entry-point.ts';
import { describeAddress } from '../../../text/listener.ts';
import { printable } from '../../../text/printable.ts';
import { widthOf } from '../../../text/width.ts';
import type { Spans } from '../../parts/spans.ts';
import type { Column } from '../../parts/table.tsx';
import { remember } from '../../remember.ts';
import { nowIn, type State } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { entryRows, type EntryRow } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS', share: 3, least: 24 },
  { title: 'KIND', width: 8 },
  { title: 'ENTRY', share: 2, least: 17 },
  { title: 'ROUTES', width: 6, right: true, expendable: 2 },
  { title: 'PODS', width: 7, right: true },
  { title: 'SINCE', width: 5, right: true },
];

const WIDE: readonly Column[] = [
  ...COLUMNS,
  { title: 'AT', share: 2, expendable: 3 },
  { title: 'AGE', width: 5, right: true, expendable: 4 },
];

export function EntryPointsView({
  state,
  width,
  height,
}: {
  readonly state: State;
  readonly width: number;
  /** Rows, without the head of the table. */
  readonly height: number;
}) {
  return (
    <ListView
      state={state}
      rows={entryRows(state)}
      columns={fitted(entryRows(state), state.settings.wide)}
      cells={(row) => cellsOf(row, state)}
      width={width}
      height={height}
    />
  );
}

/** As wide as the texts of all rows need. */
const fitted = remember((rows: readonly EntryRow[], wide: boolean): readonly Column[] => {
  const address = Math.max(
    ...rows.map(
      ({ entryPoint, host, depth }) => widthOf(host?.host ?? describeEntry(entryPoint)) + 2 * depth,
    ),
  );
  const entry = Math.max(...rows.map((it) => widthOf(describeObject(it.entryPoint))));
  const natural: Readonly<Record<string, number>> = { ADDRESS: address, ENTRY: entry };
  return (wide ? WIDE : COLUMNS).map((it) => {
    const width = natural[it.title];
    return width === undefined ? it : { ...it, natural: Math.min(MOST_NATURAL, width) };
  });
});

/** A single long name takes no room from all others. */
const MOST_NATURAL = 48;

function cellsOf({ entryPoint, host, judgement, depth }: EntryRow, state: State): readonly Spans[] {
  const now = nowIn(state);
  const isBad = judgement.health === 'broken' || judgement.health === 'degraded';
  const since: Spans = [
    isBad
      ? { text: age(judgement.since, now), style: judgement.health }
      : { text: age(judgement.since, now), style: 'dim' },
  ];
  if (host !== undefined) {
    const own = { ...entryPoint, routes: host.routes };
    return [
      [{ text: `${'  '.repeat(depth)}${printable(host.host)}` }],
      [{ text: depth === 0 ? describeProvider(entryPoint) : '', style: 'dim' }],
      [{ text: depth === 0 ? describeObject(entryPoint) : '', style: 'dim' }],
      [{ text: String(ruleCount(own)) }],
      [{ text: describePods(own) }],
      since,
    ];
  }
  return [
    [{ text: describeEntry(entryPoint), style: 'strong' }],
    [{ text: describeProvider(entryPoint), style: 'dim' }],
    [{ text: describeObject(entryPoint) }],
    [{ text: String(ruleCount(entryPoint)) }],
    [{ text: describePods(entryPoint) }],
    since,
    [{ text: entryPoint.addresses.map(describeAddress).join(' '), style: 'dim' }],
    [{ text: age(entryPoint.created, now), style: 'dim' }],
  ];
}
