import type { DemoClock } from '../../../src/sources/demo/details.ts';

export const START = Date.parse('2026-11-05T12:00:00Z');

/** A clock that stands still until it is told otherwise. */
export interface HandClock extends DemoClock {
  /** To so many seconds after the start, with every call that is due on the way. */
  goTo(seconds: number): void;
  /** Without any call on the way. */
  jumpTo(seconds: number): void;
  /** Calls that are still to come. */
  readonly pending: number;
}

export function handClock(): HandClock {
  const timers = new Set<{ due: number; readonly step: number; readonly call: () => void }>();
  let now = START;
  return {
    now: () => now,
    every: (step, call) => {
      const timer = { due: now + step, step, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    goTo: (seconds) => {
      const end = START + seconds * 1000;
      for (;;) {
        const [next] = [...timers].toSorted((a, b) => a.due - b.due);
        if (next === undefined || next.due > end) break;
        now = next.due;
        next.due += next.step;
        next.call();
      }
      now = end;
    },
    jumpTo: (seconds) => {
      now = START + seconds * 1000;
      for (const timer of timers) timer.due = now + timer.step;
    },
    get pending() {
      return timers.size;
    },
  };
}
