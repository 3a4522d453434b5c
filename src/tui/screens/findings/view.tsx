import { duration } from '../../../text/age.ts';
import { describeRef } from '../../../text/object-ref.ts';
import { printable } from '../../../text/printable.ts';
import type { Spans } from '../../parts/spans.ts';
import type { Column } from '../../parts/table.tsx';
import { nowIn, type State } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { findingRows, type FindingRow } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'WHERE', share: 2, least: 28 },
  { title: 'WHAT', share: 5, least: 24 },
  { title: 'SINCE', width: 5, right: true, expendable: 1 },
];

export function FindingsView({
  state,
  width,
  height,
}: {
  readonly state: State;
  readonly width: number;
  readonly height: number;
}) {
  const now = nowIn(state);
  return (
    <ListView
      state={state}
      rows={findingRows(state)}
      columns={COLUMNS}
      cells={(row) => cellsOf(row, now)}
      width={width}
      height={height}
    />
  );
}

function cellsOf(row: FindingRow, now: number): readonly Spans[] {
  if (row.type === 'check')
    return [
      [
        { text: printable(row.check), style: 'strong' },
        { text: row.count > 1 ? `  ${row.count}` : '', style: 'dim' },
      ],
      [{ text: printable(row.summary), style: 'dim' }],
    ];
  const { object, message } = row.finding;
  return [
    [{ text: `  ${describeRef(object)}` }],
    [{ text: printable(message) }],
    [{ text: duration(row.finding, now), style: 'dim' }],
  ];
}
