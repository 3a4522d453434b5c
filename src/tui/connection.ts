import { UserError } from '../lib/user-error.ts';
import type { Session } from '../session/session.ts';
import type { ExplorerOptions } from './options.ts';
import { describeMistake } from './program.ts';
import type { Event } from './update.ts';

/** The one session that is shown; another takes its place. */
export interface Connection {
  open(context?: string): Promise<void>;
  session(): Session | undefined;
  close(): Promise<void>;
}

/** `onHopeless`: the very first one cannot be opened, so there is nothing to explore. */
export function createConnection(
  { connect, clock }: ExplorerOptions,
  dispatch: (event: Event) => void,
  onHopeless: (error: unknown) => void,
): Connection {
  let session: Session | undefined;
  let last: string | undefined;
  let count = 0;

  const close = async (): Promise<void> => {
    const closing = session;
    session = undefined;
    await closing?.close();
  };
  const show = (opened: Session): void => {
    dispatch({ type: 'snapshot', snapshot: opened.snapshot(), at: clock.now() });
    opened.subscribe((snapshot) => dispatch({ type: 'snapshot', snapshot, at: clock.now() }));
  };
  const open = async (context = last): Promise<void> => {
    last = context;
    count += 1;
    const mine = count;
    const named = context === undefined ? {} : { context };
    dispatch({ type: 'connecting', ...named });
    try {
      await close();
      const opened = await connect(context);
      if (mine !== count) return await opened.close();
      session = opened;
      // While it loads, what is there already is shown.
      opened.ready.catch(() => {});
      show(opened);
      await opened.ready;
      // Who listens is told of it.
      await opened.latest();
      if (mine !== count) return;
      dispatch({ type: 'ready' });
    } catch (error) {
      if (mine !== count) return;
      if (mine === 1) onHopeless(error);
      else dispatch({ type: 'failed', message: messageOf(error), ...named });
    }
  };
  return {
    open,
    session: () => session,
    close: async () => {
      count += 1;
      await close();
    },
  };
}

const messageOf = (error: unknown): string =>
  error instanceof UserError ? error.message : describeMistake(error);
