import { kindOf } from '../inventory/read-object.ts';
import type { Details, EventLine } from '../inventory/source.ts';
import { UserError } from '../lib/user-error.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Session } from '../session/session.ts';
import { age } from '../text/age.ts';
import { printable } from '../text/printable.ts';
import { yamlLines } from '../text/yaml.ts';
import { section } from './describe/block.ts';
import { describeLines } from './describe/describe.ts';
import type { ExplorerOptions } from './options.ts';
import { describeMistake } from './program.ts';
import { readLogs } from './read-logs.ts';
import { type Moment, momentOfEvent, momentsOf } from './screens/timeline/moments.ts';
import { objectsOf } from './screens/timeline/objects.ts';
import {
  type Document,
  type DocumentView,
  type FetchedView,
  type LogSettings,
  viewKey,
} from './state.ts';
import type { Event } from './update.ts';

/** Reads what is asked for when somebody looks at one object. One at a time. */
export interface Fetcher {
  fetch(view: FetchedView, logs: LogSettings): void;
  stop(): void;
}

export function createFetcher(
  { clock }: ExplorerOptions,
  session: () => Session | undefined,
  dispatch: (event: Event) => void,
): Fetcher {
  let current = new AbortController();
  const stop = (): void => {
    current.abort();
    current = new AbortController();
  };
  const read = async (view: FetchedView, logs: LogSettings, signal: AbortSignal): Promise<void> => {
    const key = viewKey(view);
    const tell = (document: Document): void => {
      if (!signal.aborted) dispatch({ type: 'document', key, document });
    };
    tell({ status: 'loading', lines: [], dropped: 0 });
    try {
      const opened = session();
      if (opened === undefined) throw new UserError('There is no connection just now.', 3);
      if (view.type === 'logs') {
        const { details } = opened.source;
        await readLogs(opened, wanted(details), { view, logs, signal, dispatch, clock });
      } else if (view.type === 'timeline') {
        tell(await readMoments(opened, objectsOf(opened.snapshot(), view)));
      } else
        tell({
          status: 'done',
          lines: await linesOf(view, opened),
          dropped: 0,
        });
    } catch (error) {
      const message = error instanceof UserError ? error.message : describeMistake(error);
      tell({ status: 'failed', lines: message.split('\n').map(printable), dropped: 0 });
    }
  };
  return {
    fetch: (view, logs) => {
      stop();
      void read(view, logs, current.signal);
    },
    stop,
  };
}

async function linesOf(view: DocumentView, session: Session): Promise<readonly string[]> {
  const { details } = session.source;
  const { object, type } = view;
  switch (type) {
    case 'yaml':
      return yamlLines(await wholeObject(object, session));
    case 'events':
      return eventLines(await wanted(details).events(object), session.snapshot().now);
    case 'describe': {
      const raw = await wholeObject(object, session);
      const events = details === undefined ? [] : await toldEvents(details, object, session);
      const snapshot = session.snapshot();
      return [...describeLines({ object, raw, snapshot }), ...section('events', events)];
    }
    case 'logs':
    case 'why':
      return [];
  }
}

/** Whoever may not read them sees the rest all the same. */
async function toldEvents(
  details: Details,
  object: ObjectRef,
  session: Session,
): Promise<readonly string[]> {
  try {
    return eventLines(await details.events(object), session.snapshot().now);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [printable(error.message)];
  }
}

const moreThan = (count: number): string => (count > 1 ? ` (and ${count - 1} more)` : '');

/** What each object tells of its past; what may not be read is said, and the rest is shown. */
async function readMoments(session: Session, objects: readonly ObjectRef[]): Promise<Document> {
  const { details } = session.source;
  const failures: string[] = [];
  const saved = async (read: () => Promise<readonly Moment[]>): Promise<readonly Moment[]> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(error.message);
      return [];
    }
  };
  const moments = await Promise.all(
    objects.flatMap((object) => [
      saved(async () => momentsOf(object, await wholeObject(object, session))),
      ...(details === undefined
        ? []
        : [saved(async () => (await details.events(object)).flatMap(momentOfEvent(object)))]),
    ]),
  );
  const [first] = failures;
  const lines = first === undefined ? [] : [printable(`${first}${moreThan(failures.length)}`)];
  return { status: 'done', lines, dropped: 0, moments: moments.flat() };
}

/** As the server has it; from files as it was read. */
async function wholeObject(object: ObjectRef, session: Session): Promise<unknown> {
  const { details } = session.source;
  if (details !== undefined) return details.fetchObject(object);
  const kind = kindOf(object.apiVersion, object.kind)?.kind;
  const found =
    kind === undefined
      ? undefined
      : session.snapshot().inventory.get(kind, object.namespace ?? '', object.name);
  if (found?.type !== 'found') throw new UserError('The files do not hold this object.', 3);
  return found.object;
}

function wanted(details: Details | undefined): Details {
  if (details === undefined)
    throw new UserError('Files hold neither events nor logs: they are asked of a cluster.', 3);
  return details;
}

function eventLines(events: readonly EventLine[], now: number): readonly string[] {
  if (events.length === 0) return ['no events'];
  return events.map(({ type, reason, message, count, lastSeen, from }) =>
    printable(
      [
        age(lastSeen, now).padStart(4),
        type.padEnd(7),
        reason.padEnd(16),
        count > 1 ? `${count}x` : '',
        message,
        from === undefined ? '' : `(${from})`,
      ]
        .filter((it) => it !== '')
        .join('  '),
    ),
  );
}
