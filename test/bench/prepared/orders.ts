import type { Listening } from '../../support/faults/https.ts';

/** What a prepared server is told to do. */
export type Order =
  /** Pods change from now on, so many in a second; 0: no more. */
  | { readonly type: 'change'; readonly perSecond: number }
  | { readonly type: 'ready'; readonly pod: string; readonly isReady: boolean };

/** What it tells. */
export type Told =
  | {
      readonly type: 'listening';
      readonly cluster: Listening['cluster'];
      /** Where each page of each list is. */
      readonly pages: readonly string[];
    }
  /** An event went out at that time (epoch milliseconds). */
  | { readonly type: 'sent'; readonly at: number };
