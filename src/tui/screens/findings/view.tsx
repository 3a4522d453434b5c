import { describeRef } from '../../../text/object-ref.ts';
import { printable } from '../../../text/printable.ts';
import type { Column } from '../../parts/table.tsx';
import type { State } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { findingRows } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'CHECK', width: 28 },
  { title: 'OBJECT', share: 2 },
  { title: 'WHAT', share: 3 },
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
  return (
    <ListView
      state={state}
      rows={findingRows(state)}
      columns={COLUMNS}
      cells={({ finding }) => [
        [{ text: printable(finding.check) }],
        [{ text: describeRef(finding.object) }],
        [{ text: printable(finding.message) }],
      ]}
      width={width}
      height={height}
    />
  );
}
