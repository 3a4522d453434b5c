import type { Clock } from '../clock.ts';

const FIRST = 800;
const LONGEST = 30_000;
const PEACE = 120_000;

/** How long to wait after a failure: longer each time, never the same for two, and short again after some peace. */
export class BackOff {
  private readonly clock: Clock;
  private readonly first: number;
  private readonly longest: number;
  private next: number;
  private last = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, first = FIRST, longest = LONGEST) {
    this.clock = clock;
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** What was waited for is over. */
  reset(): void {
    this.next = this.first;
  }

  /** Milliseconds; at least those the server asks for. */
  failed(retryAfter = 0): number {
    const now = this.clock.now();
    if (now - this.last > PEACE) this.next = this.first;
    const wait = Math.max(this.next * (1 + this.clock.random() / 4), retryAfter);
    this.next = Math.min(this.next * 2, this.longest);
    this.last = now + wait;
    return wait;
  }
}
