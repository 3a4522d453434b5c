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
import { place } from '../../list.ts';
import type { Spans } from '../../parts/spans.ts';
import { type Column, Table, type TableRow } from '../../parts/table.tsx';
import { listOf, nowIn, type State } from '../../state.ts';
import { type Theme, useTheme } from '../../theme.ts';
import { entryRows, type EntryRow } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS', share: 3 },
  { title: 'KIND', width: 8 },
  { title: 'ENTRY', share: 2 },
  { title: 'ROUTES', width: 6, right: true, expendable: 2 },
  { title: 'PODS', width: 7, right: true },
  { title: 'SINCE', width: 5, right: true },
];

const WIDE: readonly Column[] = [
  ...COLUMNS,
  { title: 'AT', share: 2, expendable: 3 },
  { title: 'AGE', width: 5, right: true, expendable: 4 },
];

/** Marker, fold, sign. */
const LEAD = 5;

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
  const theme = useTheme();
  const rows = entryRows(state);
  const { index, top } = place(rows, listOf(state), height);
  const shown = rows.slice(top, top + height).map((row, offset): TableRow => {
    const isSelected = top + offset === index;
    const isFlashing = state.flashes[row.id] !== undefined;
    return {
      id: row.id,
      isSelected,
      lead: leadOf(row, { isSelected, isFlashing, theme }),
      cells: cellsOf(row, state),
    };
  });
  return (
    <Table columns={state.settings.wide ? WIDE : COLUMNS} rows={shown} width={width} lead={LEAD} />
  );
}

interface Look {
  readonly isSelected: boolean;
  readonly isFlashing: boolean;
  readonly theme: Theme;
}

function leadOf({ judgement, fold }: EntryRow, { isSelected, isFlashing, theme }: Look): Spans {
  const { signs } = theme;
  return [
    { text: isSelected ? signs.marker : ' ' },
    { text: fold === undefined ? ' ' : signs[fold], style: 'dim' },
    {
      text: isFlashing
        ? `[${theme.healthSign(judgement.health)}]`
        : ` ${theme.healthSign(judgement.health)} `,
      style: judgement.health,
    },
  ];
}

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
