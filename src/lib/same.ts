/** Whether two values of plain data say the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((it, index) => sameData(it, b[index]))
    );
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameData(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

/** `after`, with the parts that say the same as before taken from there; `before` itself where all of them do. */
export function sharing<T extends object>(before: T, after: T): T {
  const entries = Object.entries(after) as readonly (readonly [string, unknown])[];
  const parts = entries.map(([key, value]): readonly [string, unknown] => {
    const known: unknown = Reflect.get(before, key);
    return [key, sameData(known, value) ? known : value];
  });
  const isSame =
    Object.keys(before).length === parts.length &&
    parts.every(
      ([key, value]) => Object.hasOwn(before, key) && Object.is(Reflect.get(before, key), value),
    );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys with values that say the same
  return isSame ? before : (Object.fromEntries(parts) as T);
}
