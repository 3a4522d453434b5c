import { calmBookinfo, newPod, templateHashOf } from './bookinfo.ts';
import type { Change } from './history.ts';
import { crashes, type PodLife, startsWell } from './pod-life.ts';
import type { Weights } from './routing.ts';
import { type DemoWorld, LONG_AGO, type Timestamp } from './world.ts';

/**
 * What goes on in the demo, in seconds of a cycle that begins anew: a while of calm; reviews v2 crashes and comes back;
 * a rollout puts a version in its place; weights shift to the new version, and back.
 */
const CYCLE = 260;
const TROUBLED = 'reviews-v2';
const CRASHES_AT = 20;
const ROLLOUT_AT = 120;
const WEIGHTS: readonly (readonly [at: number, v1: number])[] = [
  [0, 90],
  [165, 50],
  [190, 0],
  [215, 50],
  [235, 90],
];

/** A Pod that is told to end takes so long. */
const LEAVES_IN = 5;
/** From one new Pod to the next: a rollout waits until the last is ready. */
const STEP = 6;

export function liveBookinfo(time: number, seed: number, stamp: Timestamp): DemoWorld {
  const cycle = Math.max(0, Math.floor(time / CYCLE));
  const world = calmBookinfo(seed, stamp, weightsAt(time - cycle * CYCLE, cycle));
  const rolledOut = time >= cycle * CYCLE + ROLLOUT_AT;
  const revision = cycle + (rolledOut ? 2 : 1);
  return {
    ...world,
    changes: changesAt(time),
    workloads: world.workloads.map((it) =>
      it.name === TROUBLED
        ? {
            ...it,
            revision,
            templateHash: templateHashOf(TROUBLED, revision, seed),
            pods: [...generation(cycle, seed), ...generation(cycle + 1, seed)],
          }
        : it,
    ),
  };
}

/** Who shifted weights and rolled out, the last time that they did. */
function changesAt(time: number): readonly Change[] {
  const shifts = WEIGHTS.slice(1).map(([at]) => at);
  return [
    ...lastOf(shifts, time).flatMap((at) => SHIFTED.map((it) => ({ ...it, at }))),
    ...lastOf([ROLLOUT_AT], time).map((at) => ({ ...ROLLED_OUT, at })),
  ];
}

const SHIFTED: readonly Omit<Change, 'at'>[] = [
  {
    kind: 'VirtualService',
    namespace: 'default',
    name: 'bookinfo',
    by: 'flagger',
    fields: ['http'],
  },
  { kind: 'HTTPRoute', namespace: 'default', name: 'bookinfo', by: 'flagger', fields: ['rules'] },
];

const ROLLED_OUT: Omit<Change, 'at'> = {
  kind: 'Deployment',
  namespace: 'default',
  name: TROUBLED,
  by: 'kubectl-set',
  fields: ['template'],
};

/** Of what happens at these moments of each cycle, the latest before now. */
function lastOf(offsets: readonly number[], time: number): readonly number[] {
  const cycle = Math.floor(time / CYCLE);
  const all = [cycle - 1, cycle].flatMap((it) => offsets.map((offset) => it * CYCLE + offset));
  return all.filter((it) => it >= 0 && it <= time).slice(-1);
}

function weightsAt(offset: number, cycle: number): Weights {
  const passed = WEIGHTS.filter(([at]) => at <= offset);
  const v1 = passed.at(-1)?.[1] ?? 90;
  const changes = cycle * (WEIGHTS.length - 1) + Math.max(passed.length - 1, 0);
  return { v1, next: 100 - v1, generation: 1 + changes };
}

/** The two Pods that live from the rollout of the cycle before to that of this one. */
const generation = (cycle: number, seed: number): readonly PodLife[] =>
  [0, 1].map((replica) => podOf(cycle, replica, seed));

function podOf(cycle: number, replica: number, seed: number): PodLife {
  const rolloutAt = (it: number): number => it * CYCLE + ROLLOUT_AT + replica * STEP;
  const createdAt = cycle === 0 ? LONG_AGO : rolloutAt(cycle - 1);
  const crashesAt = cycle * CYCLE + CRASHES_AT + replica * 1.5;
  const deletedAt = rolloutAt(cycle) + STEP;
  const pod = newPod(TROUBLED, {
    templateHash: templateHashOf(TROUBLED, cycle + 1, seed),
    seed,
    place: 100 + ((cycle * 2 + replica) % 100),
    replica,
  });
  return {
    ...pod,
    createdAt,
    deletedAt,
    goneAt: deletedAt + LEAVES_IN,
    stages: [
      ...(cycle === 0
        ? [{ at: LONG_AGO, type: 'ready' as const, restarts: 0 }]
        : startsWell(createdAt)),
      ...crashes(crashesAt, deletedAt, { code: 1, recoversAfter: 4 }),
    ],
  };
}
