import { percent } from '../../../lib/percent.ts';
import { describeEntry } from '../../../text/entry-point.ts';
import { describeMatches } from '../../../text/match.ts';
import { describeRef } from '../../../text/object-ref.ts';
import { printable } from '../../../text/printable.ts';
import type { Column } from '../../parts/table.tsx';
import type { State } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { type UsedByView as View, useRows } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'URL', share: 3, least: 24 },
  { title: 'TAKES', share: 2, least: 18 },
  { title: 'SHARE', width: 8, right: true },
  { title: 'ENTRY', share: 2, least: 22, expendable: 1 },
];

export function UsedByView({
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
  return (
    <ListView
      state={state}
      rows={useRows(state, view)}
      columns={COLUMNS}
      cells={({ entryPoint, route, share }) => [
        [
          {
            text:
              route === undefined ? describeEntry(entryPoint) : printable(route.hosts.join(', ')),
          },
        ],
        [{ text: route === undefined ? 'all that comes in' : describeMatches(route.matches) }],
        [{ text: percent(share) }],
        [{ text: describeRef(entryPoint.object), style: 'dim' }],
      ]}
      width={width}
      height={height}
    />
  );
}
