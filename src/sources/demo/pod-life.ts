/** A Pod from its making to its end. Times are seconds since the demo began; what was before is negative. */
export interface PodLife {
  readonly name: string;
  readonly templateHash: string;
  readonly node: string;
  readonly ip: string;
  readonly createdAt: number;
  /** In order; the first at `createdAt`. */
  readonly stages: readonly Stage[];
  readonly deletedAt?: number;
  readonly goneAt?: number;
}

export interface Stage {
  readonly at: number;
  readonly type: 'creating' | 'starting' | 'ready' | 'exited' | 'backing-off';
  readonly restarts: number;
  /** How the container ended last. */
  readonly exit?: Exit;
}

export interface Exit {
  readonly code: number;
  readonly startedAt: number;
  readonly at: number;
}

export const isThere = ({ createdAt, goneAt = Infinity }: PodLife, time: number): boolean =>
  createdAt <= time && time < goneAt;

export const isLeaving = ({ deletedAt = Infinity }: PodLife, time: number): boolean =>
  deletedAt <= time;

export function stageAt({ stages }: PodLife, time: number): Stage {
  const stage = stages.findLast(({ at }) => at <= time) ?? stages[0];
  if (stage === undefined) throw new Error('a life without a stage');
  return stage;
}

/** When it became ready, or ceased to be. */
export function readySince({ stages, createdAt }: PodLife, time: number): number {
  let [ready, since] = [false, createdAt];
  for (const { at, type } of stages) {
    if (at > time) break;
    if ((type === 'ready') === ready) continue;
    [ready, since] = [!ready, at];
  }
  return since;
}

const PULLED_AFTER = 2.5;
const READY_AFTER = 3.5;

/** A Pod that starts and stays well. */
export const startsWell = (createdAt: number): readonly Stage[] => [
  { at: createdAt, type: 'creating', restarts: 0 },
  { at: createdAt + PULLED_AFTER, type: 'starting', restarts: 0 },
  { at: createdAt + PULLED_AFTER + READY_AFTER, type: 'ready', restarts: 0 },
];

const RUNS_FOR = 2;
const LONGEST_BACK_OFF = 300;

/**
 * A container that ends a moment after each start, from a time on: the kubelet starts it anew at once, then waits 10
 * seconds, then twice as long each time. After so many restarts (or never) it stays.
 */
export function crashes(
  from: number,
  until: number,
  { code, recoversAfter = Infinity }: { readonly code: number; readonly recoversAfter?: number },
): readonly Stage[] {
  const stages: Stage[] = [];
  let [startedAt, at, wait] = [from - RUNS_FOR, from, 1];
  for (let restarts = 0; at <= until; restarts++) {
    const exit: Exit = { code, startedAt, at };
    stages.push({ at, type: 'exited', restarts, exit });
    if (restarts > 0) stages.push({ at: at + 0.5, type: 'backing-off', restarts, exit });
    startedAt = at + wait;
    stages.push({ at: startedAt, type: 'starting', restarts: restarts + 1, exit });
    if (restarts + 1 === recoversAfter) {
      stages.push({ at: startedAt + READY_AFTER, type: 'ready', restarts: restarts + 1, exit });
      break;
    }
    at = startedAt + RUNS_FOR;
    wait = restarts === 0 ? 10 : Math.min(wait * 2, LONGEST_BACK_OFF);
  }
  return stages;
}
