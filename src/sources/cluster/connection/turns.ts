import { setImmediate } from 'node:timers/promises';

/** Between two keys nobody notices so much. */
const LONGEST_MS = 8;

/**
 * What has come already comes without a pause, page after page. Whatever is read over one connection pool waits here
 * where all of it together took long, so that keys and timers have their turn.
 */
export class Turns {
  private begun = performance.now();
  private next: Promise<void> | undefined;

  async wait(): Promise<void> {
    while (performance.now() - this.begun > LONGEST_MS) {
      this.next ??= this.begin();
      await this.next;
    }
  }

  private async begin(): Promise<void> {
    await setImmediate();
    this.begun = performance.now();
    this.next = undefined;
  }
}
