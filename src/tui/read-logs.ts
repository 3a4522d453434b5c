import type { Details, LogOptions } from '../inventory/source.ts';
import { by } from '../lib/order.ts';
import { UserError } from '../lib/user-error.ts';
import type { Clock, Session } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { pad, widthOf } from '../text/width.ts';
import { containersOf, tellingContainer } from './containers.ts';
import { type DocumentView, type LogSettings, viewKey } from './state.ts';
import type { Event } from './update.ts';

interface LogReading {
  readonly view: DocumentView;
  readonly logs: LogSettings;
  readonly signal: AbortSignal;
  readonly dispatch: (event: Event) => void;
  readonly clock: Clock;
}

const FLUSH_MS = 100;
const TAIL = 1000;

interface LogLine {
  readonly at: string;
  readonly text: string;
}

/** Lines come one by one and are shown together, so that a loud Pod does not redraw the screen for each. */
export async function readLogs(
  session: Session,
  details: Details,
  reading: LogReading,
): Promise<void> {
  const { view, logs, signal, dispatch, clock } = reading;
  const key = viewKey(view);
  let waiting: LogLine[] = [];
  let stopTimer: (() => void) | undefined;
  const flush = (): void => {
    stopTimer = undefined;
    if (signal.aborted || waiting.length === 0) return;
    // Of several containers in the order of time, as far as they came together.
    const lines = logs.all ? waiting.toSorted(by((it) => it.at)) : waiting;
    waiting = [];
    dispatch({ type: 'log-lines', key, lines: lines.map((it) => printable(it.text)) });
  };
  const take = (line: LogLine): void => {
    waiting.push(line);
    stopTimer ??= clock.after(FLUSH_MS, flush);
  };
  const snapshot = session.snapshot();
  const names = containersOf(snapshot, view.object);
  if (logs.all && names.length > 1) await readAll(details, reading, names, take);
  else
    await readOne(
      details,
      reading,
      view.container ?? tellingContainer(snapshot, view.object),
      take,
    );
  stopTimer?.();
  flush();
  if (!signal.aborted) dispatch({ type: 'log-end', key });
}

type Take = (line: LogLine) => void;

async function readOne(
  details: Details,
  { view, logs, signal }: LogReading,
  container: string | undefined,
  take: Take,
): Promise<void> {
  const options = optionsOf(view, logs.timestamps, container);
  for await (const text of details.logs(view.object, options, signal)) take({ at: '', text });
}

/** Side by side, each line with the name of its container; one that has no log says so, and the others go on. */
async function readAll(
  details: Details,
  { view, logs, signal }: LogReading,
  names: readonly string[],
  take: Take,
): Promise<void> {
  const width = Math.max(...names.map(widthOf));
  await Promise.all(
    names.map(async (name) => {
      const lead = `${pad(name, width)}  `;
      try {
        for await (const line of details.logs(view.object, optionsOf(view, true, name), signal)) {
          const at = /^\S+/.exec(line)?.[0] ?? '';
          take({ at, text: lead + (logs.timestamps ? line : line.slice(at.length + 1)) });
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        take({ at: '', text: lead + error.message });
      }
    }),
  );
}

const optionsOf = (
  { previous }: DocumentView,
  timestamps: boolean,
  container: string | undefined,
): LogOptions => ({
  follow: previous !== true,
  timestamps,
  tail: TAIL,
  ...(container !== undefined && { container }),
  ...(previous === true && { previous: true }),
});
