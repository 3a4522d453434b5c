import { printable } from './printable.ts';

/** `app=reviews,version=v2`, as kubectl takes it. */
export const describeLabels = (labels: Readonly<Record<string, string>>): string =>
  printable(
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  );
