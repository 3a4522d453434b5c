import { mixed } from './names.ts';
import type { PodLife } from './pod-life.ts';
import type { Workload } from './world.ts';

/** One life of a container, from its start to its end. */
export interface Run {
  readonly startedAt: number;
  /** Infinite while it runs. */
  readonly endsAt: number;
  /** Whether it ends by itself, and not well. */
  readonly fails: boolean;
}

export interface LogLine {
  readonly at: number;
  readonly text: string;
}

/** Those that have begun, oldest first. */
export function runsOf({ stages, createdAt }: PodLife, time: number): readonly Run[] {
  const [first] = stages;
  // A Pod that was always there has no start among its stages.
  const starts = [
    ...(first?.type === 'ready' ? [createdAt] : []),
    ...stages.filter(({ type }) => type === 'starting').map(({ at }) => at),
  ];
  const ends = stages.filter(({ type }) => type === 'exited').map(({ at }) => at);
  return starts
    .filter((at) => at <= time)
    .map((startedAt) => {
      const end = ends.find((at) => at > startedAt);
      return { startedAt, endsAt: end ?? Infinity, fails: end !== undefined };
    });
}

/** A log keeps so much. */
const KEPT = 600;
/** Between two requests. */
const PERIOD = 2;

/** What a container has written by then, the last ten minutes of it. */
export function linesOf(
  { container, image }: Pick<Workload, 'container' | 'image'>,
  { name, ip }: PodLife,
  { startedAt, endsAt, fails }: Run,
  time: number,
): readonly LogLine[] {
  const until = Math.min(time, endsAt);
  const from = Math.max(startedAt, until - KEPT);
  const lines: LogLine[] = [
    { at: startedAt, text: `starting ${container} (${image})` },
    { at: startedAt + 0.8, text: `listening on ${ip}:9080` },
  ];
  // On one grid from the start on, so that a line that was written stays.
  const first = startedAt + 3;
  const skipped = Math.max(0, Math.ceil((from - first) / PERIOD));
  for (let at = first + skipped * PERIOD; at <= until; at += PERIOD)
    lines.push({ at, text: access(name, at) });
  if (fails)
    lines.push(
      { at: endsAt - 0.3, text: 'ERROR cannot load the star ratings: config key "color" is empty' },
      { at: endsAt - 0.1, text: 'FATAL exiting with code 1' },
    );
  return lines.filter(({ at }) => at >= from && at <= until).toSorted((a, b) => a.at - b.at);
}

const PATHS = [
  '/productpage',
  '/reviews/0',
  '/details/0',
  '/ratings/0',
  '/health',
  '/static/app.css',
];

function access(pod: string, second: number): string {
  const draw = mixed(`${pod}@${second}`, 11);
  return `GET ${PATHS[draw % PATHS.length] ?? '/'} 200 ${((draw >>> 8) % 40) + 2}ms`;
}
