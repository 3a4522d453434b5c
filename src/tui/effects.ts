import type { EntryPointId } from '../model/exposure.ts';
import type { Request } from '../model/trace.ts';
import type { FetchedView, State } from './state.ts';

/** What is to be done outside of the state. `update` returns them, and whoever holds the terminal does them. */
export type Effect =
  | { readonly type: 'quit'; readonly exitCode: number }
  | { readonly type: 'suspend' }
  /** Reads everything anew, from the same or another context. */
  | { readonly type: 'connect'; readonly context?: string }
  /** Puts a text where the terminal pastes from. */
  | { readonly type: 'copy'; readonly text: string }
  /** The same with the entry point as the contract has it, which is made outside of the screens. */
  | { readonly type: 'copy-json'; readonly entryPoint: EntryPointId }
  /** Reads what a document shows; what was read before for another one is not wanted any more. */
  | { readonly type: 'fetch'; readonly view: FetchedView }
  | { readonly type: 'stop-fetching' }
  /** Sends a request into the real world, once. */
  | {
      readonly type: 'probe';
      readonly text: string;
      readonly request: Request;
      readonly names: readonly string[];
    }
  | { readonly type: 'list-contexts' }
  /** A tick after so many milliseconds. */
  | { readonly type: 'wake'; readonly after: number };

export type Step = readonly [State, readonly Effect[]];
