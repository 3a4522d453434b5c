import { age } from '../../../text/age.ts';
import { describeRef } from '../../../text/object-ref.ts';
import type { Column } from '../../parts/table.tsx';
import { nowIn, type State, type TimelineView as View } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { timelineRows } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'AGO', width: 4, right: true },
  { title: 'AT (UTC)', width: 8, expendable: 1 },
  { title: 'WHAT', share: 4, least: 30 },
  { title: 'OBJECT', share: 2, least: 22, cutInTheMiddle: true },
];

const TIME_OF_DAY = [11, 19] as const;

export function TimelineView({
  state,
  view,
  width,
  height,
}: {
  readonly state: State;
  readonly view: View;
  readonly width: number;
  readonly height: number;
}) {
  const now = nowIn(state);
  return (
    <ListView
      state={state}
      rows={timelineRows(state, view)}
      columns={COLUMNS}
      cells={({ at, object, text, seen, health }) => {
        const time = new Date(at).toISOString();
        return [
          [{ text: age(time, now) }],
          [{ text: time.slice(...TIME_OF_DAY), style: 'dim' }],
          [{ text, ...(health !== undefined ? { style: health } : seen && { style: 'strong' }) }],
          [{ text: describeRef(object), style: 'dim' }],
        ];
      }}
      width={width}
      height={height}
    />
  );
}
