/** For the default of a switch: a case that was forgotten is a compile error, and at run time names itself. */
export function never(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
