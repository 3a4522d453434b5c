import { setTimeout as sleep } from 'node:timers/promises';

/** Against hanging, not a measure: nothing that is tested here takes so long. */
export const GUARD_MS = 45_000;

/**
 * Looks again and again until `look` answers, and gives the answer. `undefined` and a throw mean "not yet"; after the
 * guard the last reason is thrown, so that a failed test tells what it saw.
 */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  what = 'what was waited for',
  guard = GUARD_MS,
): Promise<T> {
  const end = Date.now() + guard;
  for (;;) {
    let reason: unknown = new Error(`${what} did not come`);
    try {
      const answer = await look();
      if (answer !== undefined) return answer;
    } catch (error) {
      reason = error;
    }
    if (Date.now() > end) throw reason;
    await sleep(50);
  }
}
