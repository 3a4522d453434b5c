export type Key<T> = (value: T) => number | string;

/** Compares by the first key, then the second, and so on; smaller first. Strings go by code unit. */
export const by =
  <T>(...keys: readonly Key<T>[]) =>
  (a: T, b: T): number => {
    for (const key of keys) {
      const [left, right] = [key(a), key(b)];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };
