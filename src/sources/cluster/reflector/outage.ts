import { type Clock, sleep } from '../clock.ts';

const PROBE_EVERY = 1000;

/** Milliseconds. Those who were told the same go on within this time, not all in one instant. */
export const SPREAD = 250;

/** A server that is back says "starting", and to wait ten seconds, and is ready long before that. */
const STARTING = 5000;

const nothing = (): void => {};

export interface OutageOptions {
  readonly clock: Clock;
  /** Fails where the server cannot be reached. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  /** Ends all probing. */
  readonly signal: AbortSignal;
}

/**
 * While the server cannot be reached, all reflectors wait, each for its own time. One request a second finds out
 * when it is back, and wakes them: they would wait up to half a minute more. A server that does answer wakes
 * nobody, since what failed then is something else, and is not to be asked for all the time.
 */
export class Outage {
  private readonly options: OutageOptions;
  private readonly waiting = new Set<() => void>();
  private probing = false;
  private isAway = false;
  private backAt = Number.NEGATIVE_INFINITY;

  constructor(options: OutageOptions) {
    this.options = options;
  }

  /** How long a server asks to wait when it has only just come back is not to be taken at its word. */
  get isJustOver(): boolean {
    return this.isAway || Math.abs(this.options.clock.now() - this.backAt) < STARTING;
  }

  /** Waits so long, or until the server is back; tells whether it was away and is back. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.options;
    const woken = new AbortController();
    let cancel = nothing;
    const wake = (): void => {
      cancel = clock.after(clock.random() * SPREAD, () => woken.abort());
    };
    this.waiting.add(wake);
    if (!this.probing) void this.keepProbing();
    await sleep(clock, milliseconds, AbortSignal.any([signal, woken.signal]));
    this.waiting.delete(wake);
    cancel();
    return woken.signal.aborted;
  }

  private async keepProbing(): Promise<void> {
    const { clock, signal } = this.options;
    this.probing = true;
    this.isAway = !(await this.answers());
    while (this.isAway && !signal.aborted && this.waiting.size > 0) {
      await sleep(clock, PROBE_EVERY, signal);
      if (!(await this.answers())) continue;
      for (const wake of this.waiting) wake();
      break;
    }
    if (this.isAway) this.backAt = clock.now();
    this.isAway = false;
    this.probing = false;
  }

  private async answers(): Promise<boolean> {
    try {
      await this.options.probe(this.options.signal);
      return true;
    } catch {
      return false;
    }
  }
}
