import type { EventLine } from '../../inventory/source.ts';
import type { PodLife, Stage } from './pod-life.ts';
import type { Workload } from './world.ts';

/** An event with its times in seconds of the demo. */
export interface TimedEvent extends Omit<EventLine, 'firstSeen' | 'lastSeen'> {
  readonly first: number;
  readonly last: number;
}

/** The API server forgets events after an hour. */
const REMEMBERED = 3600;

export function eventsOfPod(workload: Workload, pod: PodLife, time: number): readonly TimedEvent[] {
  const { container, image, namespace } = workload;
  const stages = pod.stages.filter(({ at }) => at <= time && at > time - REMEMBERED);
  const of = (type: Stage['type']): readonly number[] =>
    stages.filter((it) => it.type === type).map(({ at }) => at);
  const starts = of('starting');
  return [
    event(of('creating'), {
      reason: 'Scheduled',
      from: 'default-scheduler',
      message: `Successfully assigned ${namespace}/${pod.name} to ${pod.node}`,
    }),
    event(starts, {
      reason: 'Pulled',
      message: `Container image "${image}" already present on machine`,
    }),
    event(starts, { reason: 'Started', message: `Started container ${container}` }),
    event(of('exited'), {
      type: 'Warning',
      reason: 'Unhealthy',
      message: 'Readiness probe failed: connection refused',
    }),
    event(of('backing-off'), {
      type: 'Warning',
      reason: 'BackOff',
      message: `Back-off restarting failed container ${container} in pod ${pod.name}_${namespace}`,
    }),
    event(happened(pod.deletedAt, time), {
      reason: 'Killing',
      message: `Stopping container ${container}`,
    }),
  ].flat();
}

/** What its rollouts did to its Pods. */
export function eventsOfWorkload({ name, pods }: Workload, time: number): readonly TimedEvent[] {
  return pods.flatMap(({ templateHash, createdAt, deletedAt }) => [
    ...event(happened(createdAt, time), {
      reason: 'ScalingReplicaSet',
      from: 'deployment-controller',
      message: `Scaled up replica set ${name}-${templateHash}`,
    }),
    ...event(happened(deletedAt, time), {
      reason: 'ScalingReplicaSet',
      from: 'deployment-controller',
      message: `Scaled down replica set ${name}-${templateHash}`,
    }),
  ]);
}

const happened = (at: number | undefined, time: number): readonly number[] =>
  at !== undefined && at <= time && at > time - REMEMBERED ? [at] : [];

/** What happened several times is one event, with a count. */
function event(
  times: readonly number[],
  {
    type = 'Normal',
    from = 'kubelet',
    ...rest
  }: Partial<Pick<EventLine, 'type' | 'from'>> & Pick<EventLine, 'reason' | 'message'>,
): readonly TimedEvent[] {
  const [first] = times;
  const last = times.at(-1);
  return first === undefined || last === undefined
    ? []
    : [{ type, from, ...rest, count: times.length, first, last }];
}
