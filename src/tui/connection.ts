import { UserError } from '../lib/user-error.ts';
import type { Session } from '../session/session.ts';
import type { ExplorerOptions, LendTerminal } from './options.ts';
import { describeMistake } from './program.ts';
import type { Event } from './update.ts';

/** The one session that is shown; another takes its place. */
export interface Connection {
  open(context?: string): Promise<void>;
  session(): Session | undefined;
  close(): Promise<void>;
}

export interface ConnectionParts {
  readonly dispatch: (event: Event) => void;
  readonly lendTerminal: LendTerminal;
  /** The very first one cannot be opened and there is no other, so there is nothing to explore. */
  readonly onHopeless: (error: unknown) => void;
}

export function createConnection(
  { connect, clock, contexts }: Pick<ExplorerOptions, 'connect' | 'clock' | 'contexts'>,
  { dispatch, lendTerminal, onHopeless }: ConnectionParts,
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
      const opened = await connect(context, lendTerminal);
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
      const others = await othersThan(context);
      if (mine === 1 && (others.length === 0 || !(error instanceof UserError))) onHopeless(error);
      else dispatch({ type: 'failed', message: messageOf(error), others, ...named });
    }
  };
  const othersThan = async (context: string | undefined): Promise<readonly string[]> => {
    try {
      const { names, current } = (await contexts?.()) ?? { names: [] };
      return names.filter((it) => it !== (context ?? current));
    } catch {
      // What is wrong with the kubeconfig was said already.
      return [];
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
