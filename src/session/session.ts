import { type Checked, checking } from '../checks/checking.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Origin, Problem, ResourceState, Source } from '../inventory/source.ts';
import { finished } from '../lib/finished.ts';
import type { Exposure } from '../model/exposure.ts';
import type { Finding, IgnoredFinding } from '../model/finding.ts';
import { briefMemory, LastingMemory } from '../resolve/memory.ts';
import { resolving } from '../resolve/resolve.ts';
import { PacedChecks } from './paced-checks.ts';
import { RestartsSeen } from './restarts-seen.ts';
import { unsupportedOf } from './unsupported.ts';

/** One consistent state of everything; whatever is shown is a function of it. */
export interface Snapshot {
  readonly origin: Origin;
  readonly inventory: Inventory;
  readonly exposure: Exposure;
  /** Worst first; of a moment before, where a large cluster never rests. */
  readonly findings: readonly Finding[];
  /** What annotations on objects silence. */
  readonly ignored: readonly IgnoredFinding[];
  readonly resources: readonly ResourceState[];
  readonly problems: readonly Problem[];
  /** Epoch milliseconds: the time of its judgements. */
  readonly now: number;
}

/** The live loop: what the source tells → one snapshot for a burst of changes → whoever listens. */
export interface Session {
  readonly source: Source;
  /** Resolves when everything that can be read was read once; rejects where nothing can. */
  readonly ready: Promise<void>;
  /** At once, however long that takes. */
  snapshot(): Snapshot;
  /** The same, made in parts between which the keyboard has its turn. */
  latest(): Promise<Snapshot>;
  /** Called with each new snapshot; returns how to stop that. */
  subscribe(listener: (snapshot: Snapshot) => void): () => void;
  close(): Promise<void>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls once, after so many milliseconds; returns how to stop that. */
  after(milliseconds: number, call: () => void): () => void;
}

/** Bursts are joined: a change shows after this at the soonest, and after the ceiling at the latest. */
const JOIN_MS = 60;
const CEILING_MS = 450;
/** Where nothing was shown yet. */
const FIRST_CEILING_MS = JOIN_MS;

/** After each state as long a rest as it took to make, at most this: what else there is to do comes on. */
const LONGEST_REST_MS = 1000;
/** While all is read for the first time, so many times as long: each state is soon another, and reading is what is waited for. */
const RESTS_WHILE_LOADING = 8;

/** Between two keys nobody notices so much. What takes longer is made in parts. */
const SLICE_MS = 12;

export interface SessionOptions {
  /** Rules are worked out when they are looked at: for one question, after which nothing changes any more. */
  readonly isLazy?: boolean;
}

export function createSession(
  source: Source,
  clock: Clock,
  { isLazy = false }: SessionOptions = {},
): Session {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  const past: Past = {
    isLazy,
    memory: new LastingMemory(),
    restarts: new RestartsSeen(),
    checks: new PacedChecks(() => clock.now()),
  };
  /** Absent where something changed since. */
  let current: Snapshot | undefined;
  let firstChange: number | undefined;
  let lastChange = Number.NEGATIVE_INFINITY;
  let isWaiting = false;
  let hasTold = false;
  let begun = 0;
  let restUntil = Number.NEGATIVE_INFINITY;
  /** Told apart by its identity: one that was overtaken ends. */
  let building: Generator<undefined, Snapshot> | undefined;
  let stopTimer = nothing;
  let stopWake = nothing;
  let stopSlice = nothing;
  let isLoaded = false;
  let closed = false;

  /** Called for each object that is read: while something waits already, only the time is noted. */
  const onChange = (): void => {
    if (closed) return;
    current = undefined;
    lastChange = clock.now();
    firstChange ??= lastChange;
    if (!isWaiting) publishWhenDue(lastChange);
  };
  const publishWhenDue = (now: number): void => {
    const ceiling = (firstChange ?? now) + (hasTold ? CEILING_MS : FIRST_CEILING_MS);
    const due = Math.max(Math.min(lastChange + JOIN_MS, ceiling), restUntil);
    if (due <= now) publish();
    else callAfter(due - now, () => publishWhenDue(clock.now()));
  };
  /** One thing waits at a time. */
  const callAfter = (milliseconds: number, call: () => void): void => {
    stopTimer();
    isWaiting = true;
    stopTimer = clock.after(milliseconds, () => {
      isWaiting = false;
      call();
    });
  };
  const wakeFor = ({ exposure: { nextChangeAt }, now }: Snapshot): void => {
    stopWake();
    const { dueAt } = past.checks;
    const waits = [
      ...(nextChangeAt === undefined ? [] : [Date.parse(nextChangeAt) - now]),
      ...(dueAt === undefined ? [] : [dueAt - clock.now()]),
    ];
    if (waits.length === 0 || closed) return;
    const wait = Math.max(Math.min(...waits), 0) + 1;
    stopWake = clock.after(Math.min(wait, MAX_TIMER_MS), onChange);
  };
  const build = (): Snapshot => {
    // Whoever asks cannot wait for parts; listeners are told of the same one, soon.
    if (building !== undefined) callAfter(0, publish);
    building = undefined;
    stopSlice();
    const snapshot = snapshotOf(source, past);
    current = snapshot;
    wakeFor(snapshot);
    return snapshot;
  };
  const publish = (): void => {
    // While one is made the next one waits, however much changes.
    if (closed || listeners.size === 0 || building !== undefined) return;
    firstChange = undefined;
    if (current !== undefined) tell(current);
    else {
      building = snapshotSteps(source, past, !isLoaded);
      begun = clock.now();
      continueWith(building);
    }
  };
  const continueWith = (steps: Generator<undefined, Snapshot>): void => {
    const until = clock.now() + SLICE_MS;
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) {
        // Whoever listens has much to do, and begins with a turn of its own.
        stopSlice = clock.after(0, () => end(value));
        return;
      }
      if (clock.now() < until) continue;
      stopSlice = clock.after(0, () => continueWith(steps));
      return;
    }
  };
  const end = (snapshot: Snapshot): void => {
    building = undefined;
    const ended = clock.now();
    const rest = Math.min(ended - begun, LONGEST_REST_MS);
    restUntil = ended + (isLoaded ? rest : rest * RESTS_WHILE_LOADING);
    wakeFor(snapshot);
    tell(snapshot);
    // What changed meanwhile has its turn.
    if (firstChange === undefined) current = snapshot;
    else onChange();
  };
  const tell = (snapshot: Snapshot): void => {
    hasTold = true;
    for (const listener of listeners) listener(snapshot);
  };
  const opened = source.open(onChange);
  opened.then(() => {
    isLoaded = true;
    restUntil = Number.NEGATIVE_INFINITY;
    if (isWaiting) publishWhenDue(clock.now());
  }, nothing);
  return {
    source,
    ready: opened,
    snapshot: () => current ?? build(),
    latest: () => {
      if (current !== undefined) return Promise.resolve(current);
      const { promise, resolve } = Promise.withResolvers<Snapshot>();
      const once = (snapshot: Snapshot): void => {
        listeners.delete(once);
        resolve(snapshot);
      };
      listeners.add(once);
      publish();
      return promise;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      stopTimer();
      stopWake();
      stopSlice();
      listeners.clear();
      await source.close();
    },
  };
}

const nothing = (): void => {};

/** Timers hold 31 bits of milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The whole pipeline at once; checked when somebody asks for the findings: many answers hold none. */
export function snapshotOf(source: Readable, past?: Past): Snapshot {
  const resolved = finished(resolvedSteps(source, past));
  let checked: Checked | undefined;
  const check = (): Checked => {
    const { exposure, inventory, now } = resolved;
    checked ??= finished(checking(exposure, inventory, now));
    return checked;
  };
  return {
    ...resolved,
    get findings() {
      return check().findings;
    },
    get ignored() {
      return check().ignored;
    },
  };
}

/** The same in parts that are short. */
function* snapshotSteps(
  source: Readable,
  past: Past,
  isLoading: boolean,
): Generator<undefined, Snapshot> {
  const resolved = yield* resolvedSteps(source, past);
  const { exposure, inventory, now } = resolved;
  const checked = yield* past.checks.of(exposure, inventory, { now, isLoading });
  return { ...resolved, ...checked };
}

type Readable = Pick<Source, 'origin' | 'read'>;

/** What is known from the states before. */
interface Past {
  readonly isLazy: boolean;
  readonly memory: LastingMemory;
  readonly restarts: RestartsSeen;
  readonly checks: PacedChecks;
}

/** With a past, only what changed since is resolved again. */
function* resolvedSteps(
  source: Readable,
  past?: Past,
): Generator<undefined, Omit<Snapshot, keyof Checked>> {
  const { inventory, resources, problems, now, otherKinds } = source.read();
  if (past !== undefined) yield* past.restarts.noting(inventory, now);
  const exposure = yield* resolving({
    objects: inventory,
    now,
    unsupported: unsupportedOf(otherKinds),
    memory: past?.memory ?? briefMemory(inventory),
    isLazy: past?.isLazy ?? false,
    ...(past !== undefined && { seenOf: (pod) => past.restarts.of(pod) }),
  });
  return { origin: source.origin, inventory, exposure, resources, problems, now };
}
