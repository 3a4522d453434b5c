/**
 * How often a property is tried: seldom enough to be a habit, more often before a change lands, and as often as
 * `MESHPATH_RUNS` says where somebody has the time.
 */
export const runs = (habit: number, landing: number): { readonly numRuns: number } => ({
  numRuns: Number(
    process.env['MESHPATH_RUNS'] ?? (process.env['CI'] === undefined ? habit : landing),
  ),
});

/** All of them before a change lands, and else every twentieth. */
export const some = <T>(all: readonly T[]): readonly T[] =>
  process.env['CI'] === undefined ? all.filter((_, index) => index % 20 === 0) : all;
