import { type Clock, sleep } from '../clock.ts';

const PROBE_EVERY = 2000;

/** Whoever waits is woken within this time, not all in one instant. */
const SPREAD = 500;

/**
 * While the server cannot be reached, all reflectors wait, each for its own time. One request every two seconds finds
 * out when it is back, and wakes them: they would wait up to half a minute more.
 */
export class Outage {
  private readonly clock: Clock;
  private readonly probe: (signal: AbortSignal) => Promise<void>;
  private readonly waiting = new Set<() => void>();
  private probing = false;

  /** `probe` fails where the server cannot be reached. */
  constructor(clock: Clock, probe: (signal: AbortSignal) => Promise<void>) {
    this.clock = clock;
    this.probe = probe;
  }

  /** Waits so long, or until the server is back. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => {
      this.clock.after(this.clock.random() * SPREAD, () => woken.abort());
    };
    this.waiting.add(wake);
    if (!this.probing) void this.keepProbing(signal);
    await sleep(this.clock, milliseconds, AbortSignal.any([signal, woken.signal]));
    this.waiting.delete(wake);
  }

  private async keepProbing(signal: AbortSignal): Promise<void> {
    this.probing = true;
    while (!signal.aborted && this.waiting.size > 0) {
      await sleep(this.clock, PROBE_EVERY, signal);
      try {
        await this.probe(signal);
        for (const wake of this.waiting) wake();
        this.waiting.clear();
      } catch {
        // Still away.
      }
    }
    this.probing = false;
  }
}
