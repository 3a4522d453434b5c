import type { ContainerStatus } from '../../inventory/shapes/core.ts';
import type { Beginning } from '../../model/health.ts';

/**
 * A container that ends again and again. Once it has run for ten minutes the kubelet forgets its former ends, and so does
 * this: what comes after that is another loop.
 */
export interface CrashLoop extends Beginning {
  readonly container: string;
  readonly since: string;
  readonly lastEnd: string;
}

const RUNS_WELL_MS = 10 * 60_000;

type End = NonNullable<ContainerStatus['state']['terminated']>;

/** As far as one status tells: it holds the last end or two, and only counts those before. */
export function crashLoopOf({
  name: container = '',
  state,
  lastState,
  restartCount = Number.NaN,
}: ContainerStatus): CrashLoop | undefined {
  const ends = [state.terminated, lastState.terminated].filter(hasTime);
  const lastEnd = ends[0]?.finishedAt;
  if (lastEnd === undefined) return undefined;
  const restartsTillLast = restartCount - (state.running === undefined ? 0 : 1);
  const first = ends.find((it, index) => restartsTillLast === index || hasRunWell(it));
  if (first !== undefined) return { container, since: first.finishedAt, lastEnd };
  // What started here followed an end that nobody recorded.
  const since = ends.at(-1)?.startedAt ?? lastEnd;
  return { container, since, sinceAtLeast: true, lastEnd };
}

/** The one that was known before, where it goes on. */
export function continued(before: CrashLoop | undefined, loop: CrashLoop): CrashLoop {
  const goesOn =
    before !== undefined &&
    loop.sinceAtLeast === true &&
    Date.parse(loop.since) - Date.parse(before.lastEnd) < RUNS_WELL_MS;
  return goesOn ? { ...before, lastEnd: loop.lastEnd } : loop;
}

const hasTime = (end: End | undefined): end is End & { readonly finishedAt: string } =>
  end?.finishedAt !== undefined;

const hasRunWell = ({ startedAt = '', finishedAt = '' }: End): boolean =>
  Date.parse(finishedAt) - Date.parse(startedAt) >= RUNS_WELL_MS;
