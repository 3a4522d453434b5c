import { runChecks } from '../checks/run-checks.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Origin, Problem, ResourceState, Source } from '../inventory/source.ts';
import type { Exposure } from '../model/exposure.ts';
import type { Finding, IgnoredFinding } from '../model/finding.ts';
import { resolve } from '../resolve/resolve.ts';
import { unsupportedOf } from './unsupported.ts';

/** One consistent state of everything; whatever is shown is a function of it. */
export interface Snapshot {
  readonly origin: Origin;
  readonly inventory: Inventory;
  readonly exposure: Exposure;
  /** Worst first. */
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
  snapshot(): Snapshot;
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
const CEILING_MS = 400;

export function createSession(source: Source, clock: Clock): Session {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  /** Absent where something changed since. */
  let current: Snapshot | undefined;
  let firstChange: number | undefined;
  let stopTimer = nothing;
  let stopWake = nothing;
  let closed = false;

  const onChange = (): void => {
    if (closed) return;
    current = undefined;
    const now = clock.now();
    firstChange ??= now;
    stopTimer();
    stopTimer = clock.after(
      Math.max(0, Math.min(JOIN_MS, firstChange + CEILING_MS - now)),
      publish,
    );
  };
  const build = (): Snapshot => {
    const snapshot = snapshotOf(source);
    current = snapshot;
    stopWake();
    const { nextChangeAt } = snapshot.exposure;
    if (nextChangeAt !== undefined && !closed) {
      const wait = Math.max(Date.parse(nextChangeAt) - snapshot.now, 0) + 1;
      stopWake = clock.after(Math.min(wait, MAX_TIMER_MS), onChange);
    }
    return snapshot;
  };
  const publish = (): void => {
    firstChange = undefined;
    if (closed) return;
    if (listeners.size === 0) return;
    const snapshot = build();
    for (const listener of listeners) listener(snapshot);
  };
  return {
    source,
    ready: source.open(onChange),
    snapshot: () => current ?? build(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      stopTimer();
      stopWake();
      listeners.clear();
      await source.close();
    },
  };
}

const nothing = (): void => {};

/** Timers hold 31 bits of milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The whole pipeline once. */
export function snapshotOf(source: Pick<Source, 'origin' | 'read'>): Snapshot {
  const { inventory, resources, problems, now, otherKinds } = source.read();
  const exposure = resolve(inventory, now, unsupportedOf(otherKinds));
  return {
    origin: source.origin,
    inventory,
    exposure,
    ...runChecks(exposure, inventory, now),
    resources,
    problems,
    now,
  };
}
