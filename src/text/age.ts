import type { Beginning } from '../model/health.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** How long something has been so: `40s`, `9m`, `3h`, `12d`, `2y`. Empty where nothing tells. */
export function age(since: string | undefined, now: number): string {
  if (since === undefined) return '';
  const at = Date.parse(since);
  return Number.isNaN(at) ? '' : inLargestUnit((now - at) / 1000);
}

/** Since when it has been so: `9m`, and `9m+` where it may have begun before. */
export function duration({ since, sinceAtLeast }: Beginning, now: number): string {
  const words = age(since, now);
  return words !== '' && sinceAtLeast === true ? `${words}+` : words;
}

/** The same in a sentence: `for 9m`, `for at least 9m`. */
export function describeDuration({ since, sinceAtLeast }: Beginning, now: number): string {
  const words = age(since, now);
  return words === '' ? '' : `for ${sinceAtLeast === true ? 'at least ' : ''}${words}`;
}

/** A number of seconds in its largest unit, rounded down. A clock that is ahead makes nothing negative. */
function inLargestUnit(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < MINUTE) return `${s}s`;
  if (s < HOUR) return `${Math.floor(s / MINUTE)}m`;
  // Two days in hours: 30h tells more than 1d.
  if (s < 2 * DAY) return `${Math.floor(s / HOUR)}h`;
  if (s < 2 * YEAR) return `${Math.floor(s / DAY)}d`;
  return `${Math.floor(s / YEAR)}y`;
}
