import type { EntryPoint, Exposure, Pod, Route } from '../model/exposure.ts';
import { remember, rememberEach } from './remember.ts';
import { nowIn, type State, viewOf } from './state.ts';

const MINUTE_MS = 60_000;
/** Ages in minutes and more are counted on so often, all at once. */
const COARSE_MS = 10_000;

/**
 * Whether time alone has changed what is seen from one state to the next. Drawing a picture takes a hundredth of a
 * core a second, so it is not drawn for the sake of seconds where none are shown.
 */
export const changesAges = (before: State, after: State): boolean =>
  before.flashes !== after.flashes ||
  isInSeconds(after) ||
  Math.floor(before.at / COARSE_MS) !== Math.floor(after.at / COARSE_MS);

/** Some age may be below a minute. */
function isInSeconds(state: State): boolean {
  const { snapshot, connection, paused } = state;
  if (snapshot === undefined || connection.type !== 'ready' || paused !== undefined) return true;
  if (viewOf(state).type === 'timeline') return true;
  if (snapshot.resources.some((it) => it.state === 'stale' || it.state === 'loading')) return true;
  return !(nowIn(state) - newestOf(snapshot.exposure) >= MINUTE_MS);
}

/** Epoch milliseconds of the last change of anything that has an age. Told in UTC alike, times sort as they are written. */
const newestOf = remember(({ entryPoints }: Exposure): number => {
  const last = latest(entryPoints.map(latestIn));
  return last === '' ? 0 : Date.parse(last);
});

/** From one state to the next most entry points and rules are the same objects: each is gone through once. */
const latestIn = rememberEach(({ judgement, wayIn, routes }: EntryPoint): string =>
  latest([judgement.since, ...wayIn.map((it) => it.judgement.since), ...routes.map(latestBehind)]),
);

const latestBehind = rememberEach(({ judgement, action }: Route): string =>
  latest([
    judgement.since,
    ...(action.type === 'forward'
      ? action.destinations.flatMap((it) => [
          it.judgement.since,
          ...it.pods.flatMap((pod) => [pod.judgement.since, lastEnd(pod), pod.startedAt]),
        ])
      : []),
  ]),
);

const lastEnd = ({ judgement: { reason } }: Pod): string | undefined =>
  reason?.type === 'pod' || reason?.type === 'restarted' ? reason.at : undefined;

const latest = (times: readonly (string | undefined)[]): string =>
  times.reduce<string>((last, it = '') => (it > last ? it : last), '');
