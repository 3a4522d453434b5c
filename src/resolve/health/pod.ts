import type { Pod } from '../../inventory/kinds.ts';
import type { ContainerStatus } from '../../inventory/shapes/core.ts';
import type { Pod as PodView } from '../../model/exposure.ts';
import { type Beginning, beginningOf, type Judgement, type Reason } from '../../model/health.ts';
import type { Grace } from '../grace.ts';
import { type CrashLoop, crashLoopOf } from './crash-loop.ts';
import { isTrue, type PodWord } from './pod-word.ts';

export type Rotation = PodView['inRotation'];

export interface PodSituation {
  /** As the EndpointSlices of the Service in question say. */
  readonly rotation: Rotation;
  /** Whether a slice lists it though it is not ready (publishNotReadyAddresses). */
  readonly publishesNotReady: boolean;
  readonly node: NodeState;
  readonly seen: Seen;
}

/** What one state of a Pod does not tell, and who watched it knows. */
export interface Seen {
  /** When the third restart from the end was seen, in RFC 3339. */
  readonly restartHabit?: string;
  /** Those that began before the ends which the Pod still records. */
  readonly crashLoops?: readonly CrashLoop[];
}

export const UNSEEN: Seen = {};

export interface NodeState {
  /** `unknown` where the Node could not be read. */
  readonly ready: 'yes' | 'no' | 'unknown';
  readonly since?: string;
}

/** The Pod table of health.md: the first rule that fits decides. */
export function judgePod(
  pod: Pod,
  { word }: PodWord,
  situation: PodSituation,
  grace: Grace,
): Judgement {
  return (
    leaving(pod, word, grace) ??
    ended(pod) ??
    notScheduled(pod, grace) ??
    initialising(pod, word, situation, grace) ??
    containerTrouble(pod, word, situation, grace) ??
    notReady(pod, situation, grace) ??
    ready(pod, word, situation, grace)
  );
}

/** Waiting reasons that do not mend themselves (P10). */
const BAD_REASON =
  /^(CrashLoopBackOff|ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError|RegistryUnavailable|CreateContainerConfigError|CreateContainerError|RunContainerError|Err.*|.*Error|.*BackOff)$/;

const MINUTE = 60;

const conditionOf = (pod: Pod, type: string) =>
  pod.status.conditions.find((it) => it.type === type);

const judgement = (
  health: Judgement['health'],
  since: string | undefined,
  reason?: Reason,
): Judgement => ({
  health,
  ...(since !== undefined && { since }),
  ...(reason !== undefined && { reason }),
});

/** When the Pod last became ready or unready (H5): its end, where no container tells more. */
const turned = (pod: Pod): string | undefined =>
  conditionOf(pod, 'Ready')?.lastTransitionTime ??
  pod.status.startTime ??
  pod.metadata.creationTimestamp;

const podReason = (word: string, message?: string, exitCode?: number): Reason => ({
  type: 'pod',
  word,
  ...(message !== undefined && message !== '' && { message }),
  ...(exitCode !== undefined && { exitCode }),
});

function leaving({ metadata, status }: Pod, word: string, grace: Grace): Judgement | undefined {
  const end = metadata.deletionTimestamp;
  if (end === undefined) return undefined;
  // The grace period is already in the timestamp.
  const since = before(end, metadata.deletionGracePeriodSeconds ?? 0);
  // P02
  if (status.reason === 'NodeLost')
    return judgement('broken', since, podReason(word, status.message));
  // P03
  return judgement(grace.isWithin(end, 0) ? 'progressing' : 'degraded', since, podReason(word));
}

function before(time: string, seconds: number): string {
  const at = Date.parse(time) - seconds * 1000;
  return Number.isNaN(at) ? time : new Date(at).toISOString().replace('.000', '');
}

function ended(pod: Pod): Judgement | undefined {
  const { status } = pod;
  const finished = status.containerStatuses
    .map((it) => it.state.terminated?.finishedAt ?? '')
    .toSorted()
    .at(-1);
  const since = finished === undefined || finished === '' ? turned(pod) : finished;
  // P04
  if (status.phase === 'Succeeded') return judgement('idle', since, podReason('Completed'));
  // P05
  if (status.phase === 'Failed')
    return judgement('broken', since, podReason(status.reason ?? 'Error', status.message));
  return undefined;
}

function notScheduled(pod: Pod, grace: Grace): Judgement | undefined {
  const { metadata, status } = pod;
  const scheduled = conditionOf(pod, 'PodScheduled');
  // P06
  if (scheduled?.reason === 'SchedulingGated')
    return judgement(
      'progressing',
      scheduled.lastTransitionTime,
      podReason('SchedulingGated', scheduled.message),
    );
  // P07, P07a
  const unschedulable = scheduled?.status === 'False' && scheduled.reason === 'Unschedulable';
  if (
    unschedulable ||
    (status.phase === 'Pending' && scheduled === undefined && pod.spec.nodeName === undefined)
  ) {
    const since = scheduled?.lastTransitionTime ?? metadata.creationTimestamp;
    const message = scheduled?.message ?? 'no scheduler took it';
    return judgement(
      grace.isWithin(since, MINUTE) ? 'progressing' : 'broken',
      since,
      podReason('Pending', message),
    );
  }
  // P07b
  if (status.phase === 'Unknown')
    return judgement('unknown', turned(pod), podReason('Unknown', status.message));
  return undefined;
}

function initialising(
  pod: Pod,
  word: string,
  { seen }: PodSituation,
  grace: Grace,
): Judgement | undefined {
  if (!word.startsWith('Init:')) return undefined;
  const failed = pod.status.initContainerStatuses.find(
    ({ state }) =>
      (state.terminated !== undefined && state.terminated.exitCode !== 0) ||
      BAD_REASON.test(state.waiting?.reason ?? ''),
  );
  // P08
  if (failed !== undefined)
    return inTrouble('broken', troubleSince(failed, pod, seen), troubleReason(failed, word));
  // P09
  const since = pod.status.startTime ?? pod.metadata.creationTimestamp;
  return judgement(
    grace.isWithin(since, 2 * MINUTE) ? 'progressing' : 'degraded',
    since,
    podReason(word),
  );
}

function containerTrouble(
  pod: Pod,
  word: string,
  { seen }: PodSituation,
  grace: Grace,
): Judgement | undefined {
  const { spec, status, metadata } = pod;
  const sidecars = new Set(
    spec.initContainers.filter((it) => it.restartPolicy === 'Always').map((it) => it.name),
  );
  const all = [
    ...status.containerStatuses,
    ...status.initContainerStatuses.filter((it) => sidecars.has(it.name)),
  ];
  // P10
  const waiting = all.find(({ state }) => BAD_REASON.test(state.waiting?.reason ?? ''));
  if (waiting !== undefined)
    return inTrouble(
      'broken',
      troubleSince(waiting, pod, seen),
      troubleReason(waiting, waiting.state.waiting?.reason ?? word),
    );
  // P11
  const terminated = all.find(({ state }) => state.terminated !== undefined);
  if (terminated !== undefined && (spec.restartPolicy ?? 'Always') === 'Always')
    return inTrouble(
      'broken',
      troubleSince(terminated, pod, seen),
      troubleReason(terminated, word),
    );
  // P12
  const starting = all.some(({ state }) =>
    /^(ContainerCreating|PodInitializing)$/.test(state.waiting?.reason ?? ''),
  );
  if (starting || (status.phase === 'Pending' && all.length === 0 && spec.nodeName !== undefined)) {
    const since = status.startTime ?? metadata.creationTimestamp;
    return judgement(
      grace.isWithin(since, 2 * MINUTE) ? 'progressing' : 'degraded',
      since,
      podReason(word),
    );
  }
  return undefined;
}

function notReady(pod: Pod, { seen }: PodSituation, grace: Grace): Judgement | undefined {
  const { spec, status } = pod;
  if (status.phase !== 'Running' || isTrue(status.conditions, 'Ready')) return undefined;
  const condition = conditionOf(pod, 'Ready');
  const since = condition?.lastTransitionTime ?? status.startTime;
  // P13
  const gate = spec.readinessGates
    .map((it) => it.conditionType ?? '')
    .find((it) => !isTrue(status.conditions, it));
  if (gate !== undefined && isTrue(status.conditions, 'ContainersReady')) {
    const said = conditionOf(pod, gate);
    const message = said?.reason ?? said?.message;
    return judgement('degraded', since, {
      type: 'readiness-gate',
      gate,
      ...(message !== undefined && { message }),
    });
  }
  // P14
  const flapping = status.containerStatuses.find((it) =>
    grace.isWithin(it.lastState.terminated?.finishedAt, 10 * MINUTE),
  );
  if (flapping !== undefined)
    return inTrouble('broken', troubleSince(flapping, pod, seen), restarted(flapping));
  // P15
  const containers = status.containerStatuses
    .filter((it) => it.ready !== true)
    .map((it) => it.name ?? '');
  const started = status.containerStatuses
    .map((it) => it.state.running?.startedAt ?? '')
    .toSorted()
    .at(-1);
  return judgement(
    grace.isWithin(started === '' ? status.startTime : started, MINUTE)
      ? 'progressing'
      : 'degraded',
    since,
    {
      type: 'not-ready',
      containers,
      ...(condition?.message !== undefined && { message: condition.message }),
    },
  );
}

function ready(pod: Pod, word: string, situation: PodSituation, grace: Grace): Judgement {
  const { spec, status } = pod;
  if (!isTrue(status.conditions, 'Ready'))
    return judgement('unknown', turned(pod), podReason(word, status.message)); // P20
  const since = conditionOf(pod, 'Ready')?.lastTransitionTime;
  // P16
  const restart = status.containerStatuses.find((it) =>
    grace.isWithin(it.lastState.terminated?.finishedAt, 10 * MINUTE),
  );
  if (restart !== undefined)
    return inTrouble('degraded', troubleSince(restart, pod, situation.seen), restarted(restart));
  const restless = status.containerStatuses.find((it) => it.lastState.terminated !== undefined);
  const { restartHabit } = situation.seen;
  if (restless !== undefined && grace.isWithin(restartHabit, 60 * MINUTE))
    return judgement('degraded', restartHabit, restarted(restless));
  // P17
  if (situation.node.ready === 'no')
    return judgement('degraded', situation.node.since ?? since, {
      type: 'node-not-ready',
      node: spec.nodeName ?? '',
    });
  // P18: slices follow within seconds; only what lasts is a mismatch.
  if (situation.rotation === 'not-listed' && !grace.isWithin(since, 30))
    return judgement('broken', since, { type: 'not-in-rotation' });
  if (situation.rotation === 'not-listed')
    return judgement('progressing', since, { type: 'not-in-rotation' });
  return judgement('healthy', since); // P19
}

function restarted(status: ContainerStatus): Reason {
  const last = status.lastState.terminated;
  return {
    type: 'restarted',
    restarts: status.restartCount ?? 0,
    word: last?.reason ?? 'Error',
    ...(last?.finishedAt !== undefined && { at: last.finishedAt }),
  };
}

const inTrouble = (
  health: Judgement['health'],
  beginning: Beginning,
  reason: Reason,
): Judgement => ({ health, ...beginning, reason });

/** Since when a container keeps its Pod from serving well: for as long as that is not ready, or the ends go on. */
function troubleSince(status: ContainerStatus, pod: Pod, { crashLoops }: Seen): Beginning {
  const loop = crashLoops?.find((it) => it.container === status.name) ?? crashLoopOf(status);
  const since = turned(pod);
  if (loop === undefined) return beginningOf({ ...(since !== undefined && { since }) });
  const isUnready = since !== undefined && !isTrue(pod.status.conditions, 'Ready');
  return isUnready && since <= loop.since ? { since } : beginningOf(loop);
}

function troubleReason({ state, lastState }: ContainerStatus, word: string): Reason {
  const end = state.terminated ?? lastState.terminated;
  const reason = podReason(
    word,
    state.waiting?.message ?? state.terminated?.message,
    end?.exitCode,
  );
  return { ...reason, ...(end?.finishedAt !== undefined && { at: end.finishedAt }) };
}
