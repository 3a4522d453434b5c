import type { EntryPoint, Route } from './exposure.ts';
import type { Request, Trace } from './trace.ts';

/** What is different between two exposures: in what is there, and in what becomes of requests. */
export interface Difference {
  readonly changes: readonly Change[];
  readonly witnesses: readonly Witness[];
  /** How many requests were asked on both sides. */
  readonly asked: number;
  /** Where not every kind of request could be tried, so that silence says less there. */
  readonly gaps: readonly Gap[];
}

export type Change =
  | {
      readonly type: 'added' | 'removed';
      readonly what: 'entry-point';
      readonly entryPoint: EntryPoint;
    }
  | {
      readonly type: 'changed';
      readonly what: EntryPointPart;
      readonly before: EntryPoint;
      readonly after: EntryPoint;
    }
  | {
      readonly type: 'added' | 'removed';
      readonly what: 'rule';
      readonly entryPoint: EntryPoint;
      readonly route: Route;
    }
  | {
      readonly type: 'changed';
      readonly what: RulePart;
      readonly entryPoint: EntryPoint;
      readonly before: Route;
      readonly after: Route;
    };

/** `order`: its rules are the same and are tried in another order. */
export type EntryPointPart = 'class' | 'listeners' | 'addresses' | 'order' | 'health';
export type RulePart = 'match' | 'action' | 'destinations' | 'settings' | 'health';

/** A request that both sides answer, each in its own way; one of those that stand for the same change. */
export interface Witness {
  readonly request: Request;
  readonly before: Trace;
  readonly after: Trace;
  /** How many of the requests that were tried show the same change. */
  readonly alike: number;
}

export type Gap =
  /** Neither side has an entry point, so that there was no request to try. */
  | { readonly type: 'no-entry-point' }
  /** No text was found that this pattern takes. */
  | { readonly type: 'pattern'; readonly pattern: string }
  /** More kinds of requests than can be tried. */
  | { readonly type: 'too-many'; readonly host: string };
