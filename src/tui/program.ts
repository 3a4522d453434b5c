import { changesAges } from './ages.ts';
import type { Effect } from './effects.ts';
import { noticed, type State } from './state.ts';
import { type Event, update } from './update.ts';

/** The state, and the one way to change it. */
export interface Program {
  readonly state: () => State;
  dispatch(event: Event): void;
  subscribe(listener: () => void): () => void;
}

/**
 * A new world is drawn `later`, since to take it in is work enough for one turn; and what is dearest of the picture is
 * worked out before it, in a turn of its own.
 */
export function createProgram(
  initial: State,
  run: (effect: Effect) => void,
  later: (call: () => void) => void = (call) => call(),
  prepare: (state: State) => void = () => {},
): Program {
  let state = initial;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    state: () => state,
    dispatch: (event) => {
      const [next, effects] = stepped(state, event);
      const isSeen = next !== state && (event.type !== 'tick' || changesAges(state, next));
      state = next;
      if (isSeen && event.type === 'snapshot')
        later(() => {
          prepared(prepare, state);
          later(tell);
        });
      else if (isSeen) tell();
      for (const effect of effects) run(effect);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What fails is told where it is drawn. */
function prepared(prepare: (state: State) => void, state: State): void {
  try {
    prepare(state);
  } catch {
    // See above.
  }
}

/** A mistake of ours in one step leaves the state as it was, and the other keys at work: it is told, not hidden. */
function stepped(state: State, event: Event): readonly [State, readonly Effect[]] {
  try {
    return update(state, event);
  } catch (error) {
    const told = noticed(state, describeMistake(error), 'attention');
    const isQuit = event.type === 'key' && event.key === 'ctrl+c';
    return [told, isQuit ? [{ type: 'quit', exitCode: MISTAKE }] : []];
  }
}

/** Exit code of a mistake of meshpath's own. */
const MISTAKE = 70;

export function describeMistake(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `That is a mistake in meshpath, please report it: ${message.split('\n', 1)[0] ?? ''}`;
}
