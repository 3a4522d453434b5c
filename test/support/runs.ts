/**
 * How often a property is tried: seldom enough to be a habit, more often before a change lands, most often by
 * `npm run test:soak`, and as often as `MESHPATH_RUNS` says where somebody has the time.
 */
export const runs = (
  habit: number,
  landing: number,
  soak = landing,
): { readonly numRuns: number } => ({
  numRuns: Number(process.env['MESHPATH_RUNS'] ?? usual(habit, landing, soak)),
});

function usual(habit: number, landing: number, soak: number): number {
  if (process.env['MESHPATH_SOAK'] !== undefined) return soak;
  return process.env['CI'] === undefined ? habit : landing;
}

/** All of them before a change lands, and else every twentieth. */
export const some = <T>(all: readonly T[]): readonly T[] =>
  process.env['CI'] === undefined ? all.filter((_, index) => index % 20 === 0) : all;
