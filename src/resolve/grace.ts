/**
 * The clock of one judgement. It tells what has gone on for how long, and remembers when an answer will change by time
 * alone, so that the session can judge anew just then.
 */
export class Grace {
  readonly now: number;
  private next = Number.POSITIVE_INFINITY;

  /** `now` in epoch milliseconds. */
  constructor(now: number) {
    this.now = now;
  }

  /** Whether `since` (RFC 3339) is less than so many seconds ago; false where it is not known. */
  isWithin(since: string | undefined, seconds: number): boolean {
    const start = since === undefined ? Number.NaN : Date.parse(since);
    const end = start + seconds * 1000;
    if (!(this.now < end)) return false;
    this.next = Math.min(this.next, end);
    return true;
  }

  /** RFC 3339; absent where nothing changes by time alone. */
  get nextChangeAt(): string | undefined {
    return Number.isFinite(this.next) ? new Date(this.next).toISOString() : undefined;
  }
}
