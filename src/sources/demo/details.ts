import { isRaw, type Raw } from '../../inventory/raise.ts';
import type { Details, EventLine, LogOptions } from '../../inventory/source.ts';
import { UserError } from '../../lib/user-error.ts';
import { type ObjectRef, refKey } from '../../model/object-ref.ts';
import { eventsOfPod, eventsOfWorkload } from './events.ts';
import type { ToldEvent } from './history.ts';
import { linesOf, runsOf } from './logs.ts';
import type { PodLife } from './pod-life.ts';
import type { DemoWorld, Timestamp, Workload } from './world.ts';

/** The demo at this moment, for whoever looks at one object. */
export interface Present {
  readonly world: DemoWorld;
  readonly raws: readonly Raw[];
  readonly time: number;
  readonly stamp: Timestamp;
}

export interface DemoClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls again and again, after so many milliseconds each time; returns how to stop that. */
  every(milliseconds: number, call: () => void): () => void;
}

export function demoDetails(present: () => Present, clock: DemoClock): Details {
  return {
    fetchObject: async (object) => {
      const key = refKey(object);
      const found = present().raws.find((it) => keyOf(it) === key);
      if (found === undefined) throw gone(object);
      return found;
    },
    events: async (object) => eventsOf(present(), object),
    logs: (pod, options, signal) => logsOf(present, clock, { pod, options, signal }),
  };
}

function keyOf({ apiVersion, kind, metadata }: Raw): string {
  const { name, namespace } = isRaw(metadata) ? metadata : {};
  return refKey({
    apiVersion: String(apiVersion),
    kind: String(kind),
    name: String(name),
    ...(typeof namespace === 'string' && { namespace }),
  });
}

const gone = ({ kind, namespace, name }: ObjectRef): UserError =>
  new UserError(`There is no ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}.`, 3);

function eventsOf(
  { world, time, stamp }: Present,
  { kind, namespace, name }: ObjectRef,
): readonly EventLine[] {
  const own = world.workloads.filter((it) => it.namespace === namespace);
  const events =
    kind === 'Pod'
      ? own.flatMap((it) =>
          it.pods.filter((pod) => pod.name === name).map((pod) => eventsOfPod(it, pod, time)),
        )
      : kind === 'Deployment'
        ? own.filter((it) => it.name === name).map((it) => eventsOfWorkload(it, time))
        : [];
  const told = world.events.filter(
    (it) => it.kind === kind && it.namespace === namespace && it.name === name,
  );
  return [...events.flat(), ...told.map(withoutObject)]
    .toSorted((a, b) => b.last - a.last)
    .map(({ first, last, ...event }) => ({
      ...event,
      firstSeen: stamp(first),
      lastSeen: stamp(last),
    }));
}

const withoutObject = ({ kind: _kind, namespace: _namespace, name: _name, ...event }: ToldEvent) =>
  event;

interface LogRequest {
  readonly pod: ObjectRef;
  readonly options: LogOptions;
  readonly signal: AbortSignal;
}

/** How often a followed log is looked at. */
const FOLLOW_MS = 500;

async function* logsOf(
  present: () => Present,
  clock: DemoClock,
  { pod, options, signal }: LogRequest,
): AsyncGenerator<string> {
  const { time, stamp } = present();
  const [workload, life] = podNamed(present().world, pod);
  if (options.container !== undefined && options.container !== workload.container)
    throw new UserError(`Pod ${pod.name} has no container ${options.container}.`, 3);
  const runs = runsOf(life, time);
  const run = runs.at(options.previous === true ? -2 : -1);
  if (run === undefined)
    throw new UserError(
      options.previous === true
        ? `Container ${workload.container} of ${pod.name} has not run before.`
        : `Container ${workload.container} of ${pod.name} has not started yet.`,
      3,
    );
  const print = (it: { readonly at: number; readonly text: string }): string =>
    options.timestamps === true ? `${stamp(it.at)} ${it.text}` : it.text;
  const past = linesOf(workload, life, run, time);
  yield* (options.tail === undefined ? past : past.slice(-options.tail || past.length)).map(print);
  if (options.follow !== true || options.previous === true) return;
  for (let seen = time; !signal.aborted;) {
    // Line after line as time goes by.
    await tick(clock, signal);
    const now = present().time;
    const lines = linesOf(workload, life, run, now).filter(({ at }) => at > seen);
    if (!signal.aborted) yield* lines.map(print);
    if (Math.min(run.endsAt, life.goneAt ?? Infinity) <= now) return;
    seen = now;
  }
}

function podNamed({ workloads }: DemoWorld, ref: ObjectRef): readonly [Workload, PodLife] {
  for (const workload of workloads) {
    const life = workload.pods.find((it) => it.name === ref.name);
    if (workload.namespace === ref.namespace && life !== undefined) return [workload, life];
  }
  throw gone(ref);
}

function tick(clock: DemoClock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = clock.every(FOLLOW_MS, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
