/** Randomness that a seed decides, so that what failed once fails again. */
export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  /** From `least` to `most`, both among them. */
  integer(least: number, most: number): number;
  pick<T>(values: readonly T[]): T;
  /** True so often. */
  sometimes(share: number): boolean;
}

/** Mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    pick: (values) => {
      const value = values[integer(0, values.length - 1)];
      if (value === undefined) throw new Error('there is nothing to pick from');
      return value;
    },
    sometimes: (share) => next() < share,
  };
}
