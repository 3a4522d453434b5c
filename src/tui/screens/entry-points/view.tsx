import type { Judgement } from '../../../model/health.ts';
import { age, duration } from '../../../text/age.ts';
import {
  describeObject,
  describePods,
  describeProvider,
  ruleCount,
} from '../../../text/entry-point.ts';
import type { HostRow } from '../../../text/hosts.ts';
import { describeAddress } from '../../../text/listener.ts';
import { printable } from '../../../text/printable.ts';
import { widthOf } from '../../../text/width.ts';
import type { Spans } from '../../parts/spans.ts';
import type { Column } from '../../parts/table.tsx';
import { remember } from '../../remember.ts';
import { nowIn, type Settings, type State } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { entryRows, type EntryRow } from './rows.ts';
import { entryWords } from './words.ts';

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
  const rows = entryRows(state);
  const columns = fitted(rows, state.settings, podsWidth(state));
  return (
    <ListView
      state={state}
      rows={rows}
      columns={columns}
      cells={(row) => cellsOf(row, state, columns)}
      width={width}
      height={height}
    />
  );
}

/** For as many as there are, all of them in rotation: `20000/20000`. */
function podsWidth({ snapshot }: State): number {
  const count = snapshot?.resources.find((it) => it.kind === 'Pod')?.count ?? 0;
  return 2 * String(count).length + 1;
}

/** As wide as the texts of all rows need. */
const fitted = remember(
  (rows: readonly EntryRow[], settings: Settings, pods: number): readonly Column[] => {
    const address = Math.max(
      ...rows.map(
        ({ entryPoint, host, depth }) =>
          (host === undefined ? entryWords.addressWidth(entryPoint) : widthOf(host.host)) +
          2 * depth,
      ),
    );
    const entry = Math.max(...rows.map((it) => entryWords.objectWidth(it.entryPoint)));
    const natural: Readonly<Record<string, number>> = { ADDRESS: address, ENTRY: entry };
    return chosen(settings).map((it) => {
      if (it.title === 'PODS') return { ...it, width: Math.max(it.width ?? 0, pods) };
      const width = natural[it.title];
      return width === undefined ? it : { ...it, natural: Math.min(MOST_NATURAL, width) };
    });
  },
);

function chosen({ wide, columns }: Settings): readonly Column[] {
  const own = columns?.flatMap((name) => WIDE.filter((it) => it.title.toLowerCase() === name));
  const usual = own === undefined || own.length === 0 ? COLUMNS : own;
  return wide ? WIDE : usual;
}

/** A single long name takes no room from all others. */
const MOST_NATURAL = 48;

function cellsOf(row: EntryRow, state: State, columns: readonly Column[]): readonly Spans[] {
  const cells = row.host === undefined ? ofEntryPoint(row, state) : ofHost(row, row.host, state);
  return columns.map((it) => cells[it.title] ?? []);
}

type Cells = Readonly<Record<string, Spans>>;

function ofHost({ entryPoint, judgement, depth }: EntryRow, host: HostRow, state: State): Cells {
  const own = { ...entryPoint, routes: host.routes };
  return {
    ADDRESS: [{ text: `${'  '.repeat(depth)}${printable(host.host)}` }],
    KIND: [{ text: depth === 0 ? describeProvider(entryPoint) : '', style: 'dim' }],
    ENTRY: [{ text: depth === 0 ? describeObject(entryPoint) : '', style: 'dim' }],
    ROUTES: [{ text: String(ruleCount(own)) }],
    PODS: [{ text: describePods(own) }],
    SINCE: sinceOf(judgement, state),
  };
}

function ofEntryPoint({ entryPoint, judgement }: EntryRow, state: State): Cells {
  return {
    ADDRESS: [{ text: entryWords.address(entryPoint), style: 'strong' }],
    KIND: [{ text: describeProvider(entryPoint), style: 'dim' }],
    ENTRY: [{ text: describeObject(entryPoint) }],
    ROUTES: [{ text: String(entryWords.rules(entryPoint)) }],
    PODS: [{ text: entryWords.pods(entryPoint) }],
    SINCE: sinceOf(judgement, state),
    AT: [{ text: entryPoint.addresses.map(describeAddress).join(' '), style: 'dim' }],
    AGE: [{ text: age(entryPoint.created, nowIn(state)), style: 'dim' }],
  };
}

function sinceOf(judgement: Judgement, state: State): Spans {
  const { health } = judgement;
  const isBad = health === 'broken' || health === 'degraded';
  return [{ text: duration(judgement, nowIn(state)), style: isBad ? health : 'dim' }];
}
