import { PROBE_TITLES, type ProbeRow } from '../../text/probe.ts';
import { pad, widthOf } from '../../text/width.ts';
import type { Paint } from './paint.ts';

const HEALTHS = { agrees: 'healthy', differs: 'broken', unknown: 'unknown' } as const;

/** What is there beside what was predicted, and what a difference means. */
export function printProbe(rows: readonly ProbeRow[], paint: Paint): string {
  const titles = Math.max(...Object.values(PROBE_TITLES).map(widthOf));
  const lines = rows.flatMap(({ what, predicted, found, verdict, meaning }) => [
    `    ${paint.sign(HEALTHS[verdict])} ${paint.dim(pad(PROBE_TITLES[what], titles))}  ${paint.plain(found)}`,
    ...(verdict === 'agrees'
      ? []
      : [`      ${' '.repeat(titles)}  ${paint.dim(`predicted: ${predicted}`)}`]),
    ...(meaning === undefined ? [] : [`      ${' '.repeat(titles)}  ${paint.plain(meaning)}`]),
  ]);
  return [`  ${paint.dim('probe')}`, ...lines].map((it) => `${it}\n`).join('');
}
