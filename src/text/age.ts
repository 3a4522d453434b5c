const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** How long something has been so: `40s`, `9m`, `3h`, `12d`, `2y`. Empty where nothing tells. */
export function age(since: string | undefined, now: number): string {
  if (since === undefined) return '';
  const at = Date.parse(since);
  return Number.isNaN(at) ? '' : duration((now - at) / 1000);
}

/** A number of seconds in its largest unit, rounded down. A clock that is ahead makes nothing negative. */
function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < MINUTE) return `${s}s`;
  if (s < HOUR) return `${Math.floor(s / MINUTE)}m`;
  // Two days in hours: 30h tells more than 1d.
  if (s < 2 * DAY) return `${Math.floor(s / HOUR)}h`;
  if (s < 2 * YEAR) return `${Math.floor(s / DAY)}d`;
  return `${Math.floor(s / YEAR)}y`;
}
