import type { State, Trail, View } from './state.ts';

/** On to a view, with the way back by Esc under it, and a step in the history. */
export const goTo = (state: State, trail: Trail): State => ({
  ...state,
  trail,
  past: [...state.past, state.trail].slice(-LONGEST),
  future: [],
  pane: 'list',
});

export const push = (state: State, view: View): State => goTo(state, [...state.trail, view]);

/** Undefined at the first screen. */
export function pop(state: State): State | undefined {
  const [first, ...rest] = state.trail;
  return rest.length === 0 ? undefined : goTo(state, [first, ...rest.slice(0, -1)]);
}

export function historyBack(state: State): State {
  const last = state.past.at(-1);
  return last === undefined
    ? state
    : {
        ...state,
        trail: last,
        past: state.past.slice(0, -1),
        future: [state.trail, ...state.future],
        pane: 'list',
      };
}

export function historyForward(state: State): State {
  const [next, ...future] = state.future;
  return next === undefined
    ? state
    : { ...state, trail: next, past: [...state.past, state.trail], future, pane: 'list' };
}

const LONGEST = 100;
