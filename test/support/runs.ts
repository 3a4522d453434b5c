/** How often a property is tried: seldom enough to be a habit, and more often before a change lands. */
export const runs = (habit: number, landing: number): { readonly numRuns: number } => ({
  numRuns: process.env['CI'] === undefined ? habit : landing,
});
