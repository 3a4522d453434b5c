import { type Api, exchange } from '../connection/api.ts';
import { BadAnswer } from '../connection/failure.ts';
import { framesOf } from '../connection/frames.ts';
import { linesOf } from '../connection/lines.ts';
import { type Answer, type GetRequest, isProtobuf } from '../connection/transport.ts';
import { Cursor } from '../protobuf/decode.ts';
import { readEvent, readFrame, type WatchEvent } from './events.ts';
import type { ListForm } from './list-form.ts';
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
  /** What is read of the objects. */
  readonly form: ListForm;
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
    watcher.onOpen();
    relax();
    for await (const events of eventsOf(answer, watcher.form)) {
      watcher.onEvents(events);
      relax();
    }
  });
}

/** Those that came together. Who was asked for protocol buffers may give JSON. */
async function* eventsOf(
  answer: Answer,
  { message, leaveOutManagedFields }: ListForm,
): AsyncGenerator<readonly WatchEvent[]> {
  let isCut = false;
  if (message !== undefined && isProtobuf(answer)) {
    const frames = framesOf(answer.body, (bytes) => {
      isCut = bytes > 0;
    });
    const cursor = new Cursor();
    for await (const some of frames) yield some.map((it) => readFrame(it, message, cursor));
  } else {
    const read = (line: string): WatchEvent =>
      readEvent(leaveOutManagedFields ? withoutManagedFields(line) : line);
    const lines = linesOf(answer.body, (text) => {
      isCut = text.trim() !== '';
    });
    for await (const some of lines) yield some.filter((it) => it.trim() !== '').map(read);
  }
  if (isCut) throw new BadAnswer('a watch was cut off within an event');
}
