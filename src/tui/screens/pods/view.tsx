import type { Pod } from '../../../model/exposure.ts';
import { age, duration } from '../../../text/age.ts';
import { refName } from '../../../text/object-ref.ts';
import { printable } from '../../../text/printable.ts';
import type { Column } from '../../parts/table.tsx';
import { nowIn, type State } from '../../state.ts';
import { ListView } from '../list-view.tsx';
import { podRows } from './rows.ts';

const COLUMNS: readonly Column[] = [
  { title: 'POD', share: 3, least: 30, cutInTheMiddle: true },
  { title: 'STATUS', width: 17 },
  { title: 'READY', width: 5, right: true },
  { title: 'RESTARTS', width: 8, right: true, expendable: 1 },
  { title: 'ROTATION', width: 10, expendable: 2 },
  { title: 'NODE', share: 1, expendable: 3 },
  { title: 'SINCE', width: 5, right: true },
];

export function PodsView({
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
      rows={podRows(state)}
      columns={COLUMNS}
      cells={({ pod, isGateway }) => [
        [{ text: refName(pod.object) }],
        [{ text: printable(pod.status), style: pod.judgement.health }],
        [{ text: `${pod.readyContainers}/${pod.containers}` }],
        [{ text: String(pod.restarts) }],
        [{ text: isGateway ? 'gateway' : pod.inRotation }],
        [{ text: printable(pod.node ?? ''), style: 'dim' }],
        [{ text: lasting(pod, now), style: 'dim' }],
      ]}
      width={width}
      height={height}
    />
  );
}

const lasting = ({ judgement, startedAt }: Pod, now: number): string =>
  judgement.since === undefined ? age(startedAt, now) : duration(judgement, now);
