import { UserError } from '../../lib/user-error.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of `30s`, `1m30s`, `500ms`, or a bare number of seconds; `0` is for ever. */
export function parseDuration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000 || Number.POSITIVE_INFINITY;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new UserError(
      `--request-timeout ${JSON.stringify(text)} is no duration. Give one like 30s or 1m.`,
      2,
    );
  const sum = parts.reduce((total, [, n, unit]) => total + Number(n) * (UNITS[unit ?? ''] ?? 0), 0);
  return sum || Number.POSITIVE_INFINITY;
}
