import type { Expectation } from '../model/expectation.ts';
import type { Exposure } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { Trace } from '../model/trace.ts';
import { API_VERSION, type TestReport } from './contract.ts';
import { traceReport } from './trace.ts';

/** A request that was to be answered in some way, and how it is. */
export interface TestResult {
  readonly name: string;
  /** As the file has it. */
  readonly request: TestReport['results'][number]['request'];
  readonly expect: Expectation;
  readonly trace: Trace;
  /** In words; empty where it passed. */
  readonly reasons: readonly string[];
}

export function testReport(
  results: readonly TestResult[],
  { exposure, findings }: { readonly exposure: Exposure; readonly findings: readonly Finding[] },
): TestReport {
  const failed = results.filter((it) => it.reasons.length > 0).length;
  return {
    apiVersion: API_VERSION,
    kind: 'TestReport',
    passed: results.length - failed,
    failed,
    results: results.map(({ name, request, expect, trace, reasons }) => ({
      name,
      request,
      expect,
      got: traceReport({ trace, exposure, findings, followed: [] }),
      passed: reasons.length === 0,
      reasons,
    })),
  };
}
