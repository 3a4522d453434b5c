import type { State } from './state.ts';

/** What is to be done outside of the state. `update` returns them, and whoever holds the terminal does them. */
export type Effect =
  | { readonly type: 'quit'; readonly exitCode: number }
  | { readonly type: 'suspend' }
  /** Reads everything anew, from the same or another context. */
  | { readonly type: 'connect'; readonly context?: string }
  /** A tick after so many milliseconds. */
  | { readonly type: 'wake'; readonly after: number };

export type Step = readonly [State, readonly Effect[]];
