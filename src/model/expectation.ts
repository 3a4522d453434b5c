import type { Outcome } from './trace.ts';

/** What must become of a request. What is not named may be anything. */
export interface Expectation {
  readonly outcome?: Outcome;
  /** Where the data plane itself answers. */
  readonly status?: number;
  /** `NAME[.NAMESPACE][:PORT] [SUBSET] [SHARE %]`, or a host outside of the cluster; these and no others. */
  readonly to?: readonly string[];
  /** `NAMESPACE/NAME`, or `NAMESPACE/NAME#2`: rules are counted from 1. */
  readonly rule?: string;
  /** `[KIND/]NAMESPACE/NAME` */
  readonly entryPoint?: string;
  readonly redirect?: string;
  /** As the backend gets them. */
  readonly host?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** 0 to 1 */
  readonly failureShare?: number;
}

export const EXPECTATION_PARTS = [
  'outcome',
  'status',
  'to',
  'rule',
  'entryPoint',
  'redirect',
  'host',
  'path',
  'headers',
  'failureShare',
] as const satisfies readonly (keyof Expectation)[];
export type ExpectationPart = (typeof EXPECTATION_PARTS)[number];
