import { urlFor } from '../text/curl.ts';
import { fieldOf } from './field.ts';
import { listOf, type State, viewOf, withList } from './state.ts';
import { targetOf } from './target.ts';
import { goTo } from './trails.ts';

const LONGEST = 50;

/** The trace screen with its field open; from a row that has a URL, with that one in it. */
export function traced(state: State): State {
  const { entryPoint, route } = targetOf(state);
  const isThere = viewOf(state).type === 'trace';
  const url = isThere || entryPoint === undefined ? undefined : urlFor(entryPoint, route);
  const text = url ?? state.requests.text;
  const there = isThere ? state : goTo(state, [...state.trail, { type: 'trace' }]);
  return {
    ...there,
    requests: { ...state.requests, text },
    typing: { purpose: 'request', field: fieldOf(text) },
  };
}

/** With a scheme: what has none may be a name to be found. */
export const isUrl = (text: string): boolean => /^\s*[a-z]+:\/\/\S+\s*$/i.test(text);

/** The answer to a request that came as a whole. */
export function tracedText(state: State, text: string): State {
  const { typing: _, ...rest } = state;
  const list = listOf(rest);
  // What was typed into the filter before is part of no search any more.
  const cleared = withList(rest, { ...list, filter: '' });
  const there =
    viewOf(cleared).type === 'trace'
      ? cleared
      : goTo(cleared, [...cleared.trail, { type: 'trace' }]);
  return asked({ ...there, requests: { ...there.requests, text } });
}

/** What was asked for is remembered, the newest first. */
export function asked(state: State): State {
  const { text, history } = state.requests;
  if (text.trim() === '') return state;
  const others = history.filter((it) => it !== text);
  return { ...state, requests: { text, history: [text, ...others].slice(0, LONGEST) } };
}

/** Up: what was asked before; down: after. */
export function recalled(state: State, direction: 'up' | 'down'): State {
  const { text, history } = state.requests;
  const index = history.indexOf(text) + (direction === 'up' ? 1 : -1);
  const wanted = history[index] ?? (index < 0 ? '' : undefined);
  if (wanted === undefined) return state;
  return {
    ...state,
    requests: { text: wanted, history },
    typing: { purpose: 'request', field: fieldOf(wanted) },
  };
}
