import type { ObjectRef } from './object-ref.ts';

/** Worst first. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  /** The same for the same finding in every snapshot. */
  readonly id: string;
  /** `subject/what-is-wrong`. */
  readonly check: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  /** Where in the object, as `kubectl explain` would write it: `spec.http[1].route[0].destination.subset`. */
  readonly path?: string;
  readonly message: string;
  readonly hint?: string;
  readonly since?: string;
  /** As of a judgement. */
  readonly sinceAtLeast?: true;
  readonly impact?: { readonly hosts: readonly string[]; readonly failureShare: number };
  /** The kubectl command that shows the raw fact. */
  readonly command: string;
  /** An edit to copy, never run. */
  readonly fix?: string;
}

/** A finding that an annotation on its object silences. */
export interface IgnoredFinding extends Finding {
  /** As the annotation gives it. */
  readonly because?: string;
}
