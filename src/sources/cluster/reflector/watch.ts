import { type Api, exchange } from '../connection/api.ts';
import { BadAnswer } from '../connection/failure.ts';
import { linesOf } from '../connection/lines.ts';
import type { GetRequest } from '../connection/transport.ts';
import { readEvent, type WatchEvent } from './events.ts';
import { withoutManagedFields } from './managed-fields.ts';

/** Seconds: watches end after 5 to 10 minutes, not all at once. */
const SHORTEST = 300;

/** A watch that outlives its time by so long is dead, whatever its socket says. */
const GRACE = 30_000;

export interface Watcher {
  /** The server has taken the watch. */
  onOpen(): void;
  /** Those that came together. */
  onEvents(events: readonly WatchEvent[]): void;
  /** Whether all is there that was asked for, so that silence means that nothing changes. */
  isLoaded(): boolean;
  /** Whether managedFields of objects are of no use. */
  readonly leaveOutManagedFields: boolean;
}

/** Hands over events until the server ends the watch; fails where it breaks off. */
export function readWatch(api: Api, request: GetRequest, watcher: Watcher): Promise<void> {
  const seconds = Math.round(SHORTEST * (1 + api.clock.random()));
  const query = {
    ...request.query,
    watch: '1',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(seconds),
  };
  return exchange(api, { ...request, query }, async ({ answer, endWithin }) => {
    let mayBeSilent = false;
    const relax = (): void => {
      if (mayBeSilent || !watcher.isLoaded()) return;
      mayBeSilent = true;
      endWithin(seconds * 1000 + GRACE);
    };
    const { leaveOutManagedFields } = watcher;
    const read = (line: string): WatchEvent =>
      readEvent(leaveOutManagedFields ? withoutManagedFields(line) : line);
    let rest = '';
    watcher.onOpen();
    relax();
    for await (const lines of linesOf(answer.body, (it) => {
      rest = it;
    })) {
      watcher.onEvents(lines.filter((it) => it.trim() !== '').map(read));
      relax();
    }
    if (rest.trim() !== '') throw new BadAnswer('a watch was cut off within a line');
  });
}
