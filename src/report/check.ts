import type { Finding, IgnoredFinding } from '../model/finding.ts';
import {
  API_VERSION,
  type CheckReport,
  type FindingReport,
  type SourceReport,
  type UnavailableReport,
} from './contract.ts';
import { countFindings, findingReport } from './findings.ts';

export interface CheckInput {
  readonly source: SourceReport;
  readonly unavailable: readonly UnavailableReport[];
  readonly findings: readonly Finding[];
  /** Absent where they were not asked for. */
  readonly ignored?: readonly IgnoredFinding[];
  /** Where a finding's field stands, if it stands in a file. */
  locate(finding: Finding): FindingReport['file'];
}

export function checkReport({
  source,
  unavailable,
  findings,
  ignored,
  locate,
}: CheckInput): CheckReport {
  return {
    apiVersion: API_VERSION,
    kind: 'CheckReport',
    source,
    unavailable,
    summary: countFindings(findings),
    findings: findings.map((it) => findingReport(it, locate(it))),
    ...(ignored !== undefined && {
      ignored: ignored.map((it) => ({
        ...findingReport(it, locate(it)),
        ...(it.because !== undefined && { because: it.because }),
      })),
    }),
  };
}
