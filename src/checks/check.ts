import type { Kind } from '../inventory/kinds.ts';
import type { Reader } from '../inventory/reader.ts';
import type { Exposure } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { Uses } from './uses.ts';

/** What a check looks at. */
export interface Subject<K extends Kind = Kind> {
  readonly exposure: Exposure;
  /** The kinds that it declared, and no others. */
  readonly objects: Reader<K>;
  /** Who uses what, found once for all checks. */
  readonly uses: Uses;
  /** Epoch milliseconds: the time of the judgements. */
  readonly now: number;
}

/** What a check says; the rest of the finding follows from it. */
export type Found = Pick<Finding, 'severity' | 'object' | 'message'> &
  Partial<Pick<Finding, 'path' | 'hint' | 'since' | 'sinceAtLeast' | 'impact' | 'command' | 'fix'>>;

export interface Check<K extends Kind = Kind> {
  /** `subject/what-is-wrong`. Part of the contract: never renamed, never reused. */
  readonly id: `${string}/${string}`;
  /** The worst that it finds. */
  readonly severity: Finding['severity'];
  /** One line, for lists. */
  readonly summary: string;
  /** For the person who got it: what happens to requests, why, how to mend it, with an example. Markdown. */
  readonly explain: string;
  readonly reads: readonly K[];
  /** What is undefined is no finding: a moment in which the keyboard may have its turn. */
  run(subject: Subject<K>): Iterable<Found | undefined>;
}

/** Holds a check to the kinds that it declares. */
export const defineCheck = <const K extends Kind = never>(check: Check<K>): Check => check;
