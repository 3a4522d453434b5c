import { printable } from './printable.ts';

/** `app=reviews,version=v2`, as kubectl takes it. */
export const describeLabels = (labels: Readonly<Record<string, string>>): string =>
  printable(
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  );

/** `a`, `a and b`, `a, b and c`. */
export function listing(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** `1 Pod`, `3 Pods`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;
