/** Time and chance, handed in: tests have their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls once after so long; what it returns takes that back. */
  after(milliseconds: number, call: () => void): () => void;
  /** From 0 up to 1. */
  random(): number;
}

const LONGEST = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    // Longer than Node's timers last is for ever.
    if (milliseconds > LONGEST) return () => {};
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Waits so long, or until the signal is aborted: never fails. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    cancel();
    signal.removeEventListener('abort', end);
    resolve();
  };
  const cancel = clock.after(milliseconds, end);
  signal.addEventListener('abort', end);
  return promise;
}
