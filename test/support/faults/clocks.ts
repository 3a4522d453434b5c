import { setTimeout as sleep } from 'node:timers/promises';

import type { Clock } from '../../../src/sources/cluster/clock.ts';
import type { Chance } from '../chance.ts';

/** A clock that a test lets run. */
export interface TestClock extends Clock {
  /** Lets so many milliseconds go by, and everything happen that is due in them. */
  pass(milliseconds: number): Promise<void>;
  /** Somebody sets the clock: what waits is not moved by it. */
  jump(milliseconds: number): void;
  /** Milliseconds since it began, whatever the clock was set to. */
  readonly elapsed: number;
  /** How many calls are waited for. */
  readonly pending: number;
}

export const BEGIN = Date.parse('2026-11-01T12:00:00Z');

/** Whatever is not a timer has happened when this resolves. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

/** Time that passes only when it is told to, and then at once. */
export function virtualClock(chance: Chance): TestClock {
  const timers: Timer[] = [];
  let elapsed = 0;
  let offset = 0;
  return {
    now: () => BEGIN + elapsed + offset,
    random: chance.next,
    after(milliseconds, call) {
      if (milliseconds === Number.POSITIVE_INFINITY) return () => {};
      const timer = { at: elapsed + Math.max(milliseconds, 0), call };
      const place = timers.findLastIndex((it) => it.at <= timer.at);
      timers.splice(place + 1, 0, timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    async pass(milliseconds) {
      const end = elapsed + milliseconds;
      await settled();
      for (let next = timers[0]; next !== undefined && next.at <= end; next = timers[0]) {
        timers.shift();
        elapsed = next.at;
        next.call();
        // What is due at the same time happens together.
        if (timers[0]?.at !== elapsed) await settled();
      }
      elapsed = end;
    },
    jump(milliseconds) {
      offset += milliseconds;
    },
    get elapsed() {
      return elapsed;
    },
    get pending() {
      return timers.length;
    },
  };
}

/** Real time, for real sockets; so many times as fast, since nobody has half a minute for each back-off. */
export function fastClock(speed: number, chance: Chance): TestClock {
  const begin = performance.now();
  const elapsed = (): number => (performance.now() - begin) * speed;
  let offset = 0;
  let pending = 0;
  return {
    now: () => BEGIN + elapsed() + offset,
    random: chance.next,
    after(milliseconds, call) {
      if (milliseconds === Number.POSITIVE_INFINITY) return () => {};
      pending += 1;
      let waits = true;
      const done = (): void => {
        if (waits) pending -= 1;
        waits = false;
      };
      const timer = setTimeout(() => {
        done();
        call();
      }, milliseconds / speed);
      return () => {
        done();
        clearTimeout(timer);
      };
    },
    pass: (milliseconds) => sleep(milliseconds / speed),
    jump(milliseconds) {
      offset += milliseconds;
    },
    get elapsed() {
      return elapsed();
    },
    get pending() {
      return pending;
    },
  };
}

/** Lets time go by until it is done. */
export async function passed(work: Promise<unknown>, clock: TestClock): Promise<void> {
  const state = { isDone: false };
  const done = work.finally(() => {
    state.isDone = true;
  });
  while (!state.isDone) await clock.pass(20);
  await done;
}
