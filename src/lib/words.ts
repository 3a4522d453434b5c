/** `a`, `a and b`, `a, b and c`. */
export function listing(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** `1 Pod`, `3 Pods`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** A verb's form behind a number: `1 of 3 nodes has`, `2 of 3 nodes have`. */
export const agreeing = (count: number, one: string, several: string): string =>
  count === 1 ? one : several;

/** What is not true of any: `none of 3 Pods`, and of a single one plainly `the only Pod` is not. */
export const noneIs = (count: number, noun: string, what: string, of = ''): string =>
  count === 1
    ? `the only ${noun}${of} is not ${what}`
    : `none of ${counted(count, noun)}${of} is ${what}`;
