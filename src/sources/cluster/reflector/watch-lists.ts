import { ApiError, BadAnswer, ConnectionError } from '../connection/failure.ts';
import type { Gate } from './gate.ts';

/** Refusals that are not about watch lists. */
const OTHERWISE = [401, 403, 404, 408, 410, 429];

/** Breaking off in the middle may be chance once. */
const MOST_BREAKS = 2;

/** Lists that come as the beginning of a watch: of a whole server, since what refuses one refuses all. */
export class WatchLists {
  readonly query = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' };
  private usable: boolean;
  private breaks = 0;

  /** Servers before 1.27 do not know the parameter, and would never say that the list is at its end. */
  constructor(serverMinor: number) {
    this.usable = serverMinor >= 27;
  }

  get isUsable(): boolean {
    return this.usable;
  }

  /**
   * Runs a watch that begins with a list, in the gate until the list is there (`ready`). After the first refusal,
   * none is tried again.
   */
  async attempt(
    gate: Gate,
    rank: number,
    watch: (ready: () => void) => Promise<void>,
  ): Promise<void> {
    const listed = Promise.withResolvers<void>();
    let isListed = false;
    let whole = Promise.resolve();
    await gate.pass(rank, async () => {
      whole = watch(() => {
        isListed = true;
        this.breaks = 0;
        listed.resolve();
      });
      // A failure is told where the whole is waited for.
      await Promise.race([listed.promise, whole.catch(() => {})]);
    });
    try {
      await whole;
      if (!isListed) throw new BadAnswer('it ends a watch before its list was there');
    } catch (error) {
      if (!isListed) this.learn(error);
      throw error;
    }
  }

  private learn(error: unknown): void {
    if (error instanceof ApiError && OTHERWISE.includes(error.status)) return;
    const refused = error instanceof ApiError && error.status < 500;
    const silent = error instanceof ConnectionError && error.code === 'SILENT';
    this.breaks += 1;
    if (refused || silent || error instanceof BadAnswer || this.breaks > MOST_BREAKS)
      this.usable = false;
  }
}
