/** The values by key, both in the order in which they came. */
export function groupBy<T, K>(values: Iterable<T>, key: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const k = key(value);
    const group = groups.get(k);
    if (group === undefined) groups.set(k, [value]);
    else group.push(value);
  }
  return groups;
}

/** How many values there are by key. */
export function countBy<T, K>(values: Iterable<T>, key: (value: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const value of values) {
    const k = key(value);
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  return counts;
}

/** The values without those whose key came before. */
export function uniqueBy<T, K>(values: Iterable<T>, key: (value: T) => K): T[] {
  const seen = new Set<K>();
  const unique: T[] = [];
  for (const value of values) {
    const k = key(value);
    if (seen.has(k)) continue;
    seen.add(k);
    unique.push(value);
  }
  return unique;
}
