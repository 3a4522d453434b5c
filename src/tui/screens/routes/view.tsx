import { duration } from '../../../text/age.ts';
import { describeMatches } from '../../../text/match.ts';
import { refName } from '../../../text/object-ref.ts';
import { printable } from '../../../text/printable.ts';
import { describeWhereTo } from '../../../text/where-to.ts';
import type { Column } from '../../parts/table.tsx';
import { nowIn, type State } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { routeRows } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'HOST', share: 2, least: 18 },
  { title: 'TAKES', share: 3, least: 16 },
  { title: 'TO', share: 3, least: 20 },
  { title: 'RULE', share: 2, least: 20, expendable: 1 },
  { title: 'SINCE', width: 5, right: true },
];

export function RoutesView({
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
      rows={routeRows(state)}
      columns={COLUMNS}
      cells={({ route }) => [
        [{ text: printable(route.hosts.join(', ')) }],
        [{ text: describeMatches(route.matches) }],
        [{ text: describeWhereTo(route) }],
        [{ text: `${refName(route.object)} ${route.rule.index + 1}`, style: 'dim' }],
        [{ text: duration(route.judgement, now), style: 'dim' }],
      ]}
      width={width}
      height={height}
    />
  );
}
