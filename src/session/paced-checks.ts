import { type Checked, checking } from '../checks/checking.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { KIND_NAMES } from '../inventory/kinds.ts';
import type { Exposure } from '../model/exposure.ts';

/** Of all time, checks take at most this part: in a large cluster that never rests they would take a whole core. */
const SHARE = 1 / 30;

/** What takes less is done at once. */
const QUICK_MS = 50;

/** So long after a change that dear checks wait for, the change itself is on the screen. */
const SOON_MS = 150;

/** So long they wait at most for the rest of what is read: half a world is not worth it, and some of it may never come. */
const LOADING_MS = 10_000;

/** Where there are so many objects, checks are dear whatever they took before. */
const MANY = 5000;

/** What is known of a state beside its objects. */
export interface StateOfReading {
  /** Epoch milliseconds: the time of its judgements. */
  readonly now: number;
  /** Not everything was read once: what is to be found is not all there yet. */
  readonly isLoading: boolean;
}

/**
 * Checks of one state after the other. Each looks at everything, so the next run waits for as long as the last one was
 * dear, and what changed is shown before it; until then findings are those of a moment before. In a small cluster
 * nobody notices.
 */
export class PacedChecks {
  /** Epoch milliseconds. */
  private readonly clock: () => number;
  private last: Checked | undefined;
  private took = 0;
  /** Objects that there were when it took so long. */
  private size = 0;
  private nextAt = Number.NEGATIVE_INFINITY;
  private isBehind = false;
  /** Epoch milliseconds; until all is read, if that is sooner. */
  private loadingUntil: number | undefined;

  constructor(clock: () => number) {
    this.clock = clock;
  }

  /** When those of the last state are to be had, where they are not yet (epoch milliseconds). */
  get dueAt(): number | undefined {
    return this.isBehind ? this.nextAt : undefined;
  }

  *of(
    exposure: Exposure,
    objects: Inventory,
    { now, isLoading }: StateOfReading,
  ): Generator<undefined, Checked> {
    const begun = this.clock();
    const size = sizeOf(objects);
    if (this.last !== undefined && this.mustWait(begun, size, isLoading)) return this.last;
    this.last = yield* checking(exposure, objects, now);
    this.isBehind = false;
    const ended = this.clock();
    this.took = ended - begun;
    this.size = size;
    this.nextAt = ended + this.took * (1 / SHARE - 1);
    return this.last;
  }

  private mustWait(time: number, size: number, isLoading: boolean): boolean {
    const isDear = size > MANY || this.took * size > QUICK_MS * this.size;
    if (isLoading) {
      this.loadingUntil ??= time + LOADING_MS;
      this.nextAt = Math.max(this.nextAt, this.loadingUntil);
    } else if (this.loadingUntil !== undefined) {
      this.loadingUntil = undefined;
      this.nextAt = isDear ? time + SOON_MS : time;
    } else if (!this.isBehind && isDear) this.nextAt = Math.max(this.nextAt, time + SOON_MS);
    this.isBehind = time < this.nextAt;
    return this.isBehind;
  }
}

/** Asked for each state: no list of a whole kind is put together for it. */
function sizeOf(objects: Inventory): number {
  let size = 0;
  for (const kind of KIND_NAMES)
    for (const it of objects.namespaces(kind)) size += objects.inNamespace(kind, it).length;
  return size;
}
