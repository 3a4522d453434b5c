/**
 * Makes empty objects that are plain to everyone and get the same fields each time: those that one maker makes share
 * their layout in memory, and have room for just these fields. That takes an eighth less than `{}`, and is quicker.
 */
export function plainMaker(): new () => Record<string, unknown> {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- each has a layout of its own
  function Plain(): void {}
  Plain.prototype = Object.prototype;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it makes has the prototype of all plain objects
  return Plain as unknown as new () => Record<string, unknown>;
}
