import { editDistance } from '../lib/edit-distance.ts';
import { groupBy } from '../lib/group.ts';
import { by } from '../lib/order.ts';

/** Of some names the one that a slip of the pen would make of this one. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const most = name.length < 5 ? 1 : Math.max(2, Math.floor(name.length / 4));
  return [...new Set(candidates)]
    .map((it) => ({ it, distance: editDistance(it, name) }))
    .filter(({ it, distance }) => it !== name && distance <= most)
    .toSorted(
      by(
        ({ distance }) => distance,
        ({ it }) => it,
      ),
    )[0]?.it;
}

/** What differs in one place between a selector and the labels of something that it was meant for. */
export interface LabelMiss {
  readonly key: string;
  readonly wanted: string;
  /** Absent where the label is missing. */
  readonly has?: string;
  /** How many have it so. */
  readonly count: number;
}

type Labels = Readonly<Record<string, string>>;

/**
 * The selector matches nothing: the label in which most of what is there differs from it, all others being the same.
 * A selector of one label needs a value that is like the one that is wanted.
 */
export function nearestLabels(
  selector: Labels,
  candidates: Iterable<Labels>,
): LabelMiss | undefined {
  const wanted = Object.entries(selector);
  const misses = [...candidates].flatMap((labels) => {
    const [only, ...others] = wanted.filter(([key, value]) => labels[key] !== value);
    if (only === undefined || others.length > 0) return [];
    const [key, value] = only;
    const has = labels[key];
    if (wanted.length === 1 && (has === undefined || !isLike(value, has))) return [];
    return [{ key, wanted: value, ...(has !== undefined && { has }) }];
  });
  return [...groupBy(misses, ({ key, has }) => `${key}=${has ?? ''}`).values()]
    .flatMap((group) => group.slice(0, 1).map((it) => ({ ...it, count: group.length })))
    .toSorted(
      by(
        (it) => (it.has === undefined ? 1 : 0),
        (it) => -it.count,
        (it) => `${it.key}=${it.has ?? ''}`,
      ),
    )[0];
}

/** `reviews` and `reviews-v2`, `web` and `wbe`. */
const isLike = (a: string, b: string): boolean =>
  a.startsWith(b) || b.startsWith(a) || nearestName(a, [b]) !== undefined;
