/**
 * The clock of one judgement. It tells what has gone on for how long, and remembers when an answer will change by time
 * alone, so that the session can judge anew just then.
 */
export class Grace {
  readonly now: number;
  readonly waitsUntil: (time: number) => void;

  /** `now` in epoch milliseconds; `waitsUntil` is told when an answer will be another one. */
  constructor(now: number, waitsUntil: (time: number) => void) {
    this.now = now;
    this.waitsUntil = waitsUntil;
  }

  /** Whether `since` (RFC 3339) is less than so many seconds ago; false where it is not known. */
  isWithin(since: string | undefined, seconds: number): boolean {
    const start = since === undefined ? Number.NaN : Date.parse(since);
    const end = start + seconds * 1000;
    if (!(this.now < end)) return false;
    this.waitsUntil(end);
    return true;
  }
}
