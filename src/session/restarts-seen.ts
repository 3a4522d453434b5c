import type { Pod } from '../inventory/kinds.ts';

/** So many restarts while somebody watched are a habit, which one state of a Pod cannot tell (P16). */
const HABIT = 3;

interface Seen {
  /** Another Pod may come by the same name. */
  readonly created: string | undefined;
  readonly count: number;
  /** Epoch milliseconds of the last few that were seen. */
  readonly times: readonly number[];
}

/** How often Pods were restarted since meshpath was started. */
export class RestartsSeen {
  private pods = new Map<string, Seen>();
  /** A Pod that has not changed is the same object: of many thousands only a few are looked at. */
  private readonly noted = new WeakSet<Pod>();

  note(pods: readonly Pod[], now: number): void {
    for (const pod of pods) {
      if (this.noted.has(pod)) continue;
      this.noted.add(pod);
      this.pods.set(keyOf(pod), this.next(pod, now));
    }
    // What is gone is forgotten, now and then.
    if (this.pods.size > 2 * pods.length + 100)
      this.pods = new Map(pods.map((it) => [keyOf(it), this.next(it, now)]));
  }

  /** When the third restart from the end was seen, in RFC 3339; undefined where there were not so many. */
  habitSince(pod: Pod): string | undefined {
    const time = this.pods.get(keyOf(pod))?.times.at(-HABIT);
    return time === undefined ? undefined : new Date(time).toISOString();
  }

  private next(pod: Pod, now: number): Seen {
    const { creationTimestamp: created } = pod.metadata;
    const count = pod.status.containerStatuses.reduce((sum, it) => sum + (it.restartCount ?? 0), 0);
    const before = this.pods.get(keyOf(pod));
    if (before === undefined || before.created !== created) return { created, count, times: [] };
    if (before.count === count) return before;
    const more = Math.min(HABIT, Math.max(0, count - before.count));
    const times = [...before.times, ...Array.from({ length: more }, () => now)].slice(-HABIT);
    return { created, count, times };
  }
}

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace ?? ''}/${metadata.name}`;
