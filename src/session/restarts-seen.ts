import { differences } from '../inventory/differences.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Pod } from '../inventory/kinds.ts';
import { continued, type CrashLoop, crashLoopOf } from '../resolve/health/crash-loop.ts';
import { type Seen, UNSEEN } from '../resolve/health/pod.ts';

/** So many restarts while somebody watched are a habit, which one state of a Pod cannot tell (P16). */
const HABIT = 3;

/** How often Pods were restarted since meshpath was started, and which of their ends belong together. */
export class RestartsSeen {
  private before: Inventory | undefined;
  /** Epoch milliseconds of the last few that were seen, for Pods as they are now. */
  private readonly times = new WeakMap<Pod, readonly number[]>();
  private readonly loops = new WeakMap<Pod, readonly CrashLoop[]>();

  /**
   * A new state of everything; only namespaces in which something changed are looked at. In steps: whoever leaves off in
   * the middle begins anew.
   */
  *noting(objects: Inventory, now: number): Generator<undefined, void> {
    const { before = objects } = this;
    if (before !== objects)
      for (const { before: was, after: is } of differences('Pod', before, objects)) {
        if (was !== undefined && is !== undefined) this.compare(was, is, now);
        yield;
      }
    this.before = objects;
  }

  of(pod: Pod): Seen {
    const time = this.times.get(pod)?.at(-HABIT);
    const crashLoops = this.loops.get(pod);
    if (time === undefined && crashLoops === undefined) return UNSEEN;
    return {
      ...(time !== undefined && { restartHabit: new Date(time).toISOString() }),
      ...(crashLoops !== undefined && { crashLoops }),
    };
  }

  private compare(before: Pod, pod: Pod, now: number): void {
    // Another Pod may come by the same name.
    if (before.metadata.creationTimestamp !== pod.metadata.creationTimestamp) return;
    const more = Math.min(HABIT, Math.max(0, restartsOf(pod) - restartsOf(before)));
    const known = this.times.get(before) ?? [];
    const times = [...known, ...Array.from({ length: more }, () => now)].slice(-HABIT);
    if (times.length > 0) this.times.set(pod, times);
    const loops = this.loops.get(before) ?? loopsOf(before);
    const loopsNow = loopsOf(pod).map((loop) =>
      continued(
        loops.find((it) => it.container === loop.container),
        loop,
      ),
    );
    if (loopsNow.length > 0) this.loops.set(pod, loopsNow);
  }
}

const restartsOf = ({ status }: Pod): number =>
  status.containerStatuses.reduce((sum, it) => sum + (it.restartCount ?? 0), 0);

const loopsOf = ({ status }: Pod): readonly CrashLoop[] =>
  [...status.initContainerStatuses, ...status.containerStatuses].flatMap(
    (it) => crashLoopOf(it) ?? [],
  );
