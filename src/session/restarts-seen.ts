import { differences } from '../inventory/differences.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Pod } from '../inventory/kinds.ts';

/** So many restarts while somebody watched are a habit, which one state of a Pod cannot tell (P16). */
const HABIT = 3;

/** How often Pods were restarted since meshpath was started. */
export class RestartsSeen {
  private before: Inventory | undefined;
  /** Epoch milliseconds of the last few that were seen, for Pods as they are now. */
  private readonly times = new WeakMap<Pod, readonly number[]>();

  /** A new state of everything; only namespaces in which something changed are looked at. */
  note(objects: Inventory, now: number): void {
    const { before } = this;
    this.before = objects;
    if (before === undefined || before === objects) return;
    for (const it of differences('Pod', before, objects)) {
      if (it.in === 'before') continue;
      const { namespace = '', name } = it.object.metadata;
      const found = before.get('Pod', namespace, name);
      if (found.type === 'found') this.compare(found.object, it.object, now);
    }
  }

  /** When the third restart from the end was seen, in RFC 3339; undefined where there were not so many. */
  habitSince(pod: Pod): string | undefined {
    const time = this.times.get(pod)?.at(-HABIT);
    return time === undefined ? undefined : new Date(time).toISOString();
  }

  private compare(before: Pod, pod: Pod, now: number): void {
    // Another Pod may come by the same name.
    if (before.metadata.creationTimestamp !== pod.metadata.creationTimestamp) return;
    const more = Math.min(HABIT, Math.max(0, restartsOf(pod) - restartsOf(before)));
    const known = this.times.get(before) ?? [];
    const times = [...known, ...Array.from({ length: more }, () => now)].slice(-HABIT);
    if (times.length > 0) this.times.set(pod, times);
  }
}

const restartsOf = ({ status }: Pod): number =>
  status.containerStatuses.reduce((sum, it) => sum + (it.restartCount ?? 0), 0);
