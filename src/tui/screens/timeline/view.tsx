import type { Health } from '../../../model/health.ts';
import { age } from '../../../text/age.ts';
import { describeRef } from '../../../text/object-ref.ts';
import type { Column } from '../../parts/table.tsx';
import { nowIn, type State, type TimelineView as View } from '../../state.ts';
import type { Span } from '../../theme.ts';
import { ListView } from '../list-view.tsx';
import { type TimelineRow, timelineRows } from './rows.ts';

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
      cells={({ at, object, text, seen, isWrite, health }) => {
        const time = new Date(at).toISOString();
        return [
          [{ text: age(time, now) }],
          [{ text: time.slice(...TIME_OF_DAY), style: 'dim' }],
          [{ text, ...styleOf({ seen, isWrite, health }) }],
          [{ text: describeRef(object), style: 'dim' }],
        ];
      }}
      width={width}
      height={height}
    />
  );
}

/** Bad news in their colour; what somebody did, and what was seen to change, stand out from what controllers tell. */
const styleOf = ({
  seen,
  isWrite,
  health,
}: Pick<TimelineRow, 'seen' | 'isWrite'> & { readonly health: Health | undefined }): Pick<
  Span,
  'style'
> => {
  if (health !== undefined) return { style: health };
  if (isWrite) return { style: 'key' };
  return seen ? { style: 'strong' } : {};
};
