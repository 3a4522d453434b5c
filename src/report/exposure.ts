import { uniqueBy } from '../lib/group.ts';
import type { EntryPoint, Exposure } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { Health } from '../model/health.ts';
import { refKey } from '../model/object-ref.ts';
import { worstFirst } from '../model/worst-first.ts';
import { podsOf, ruleCount } from '../text/entry-point.ts';
import {
  API_VERSION,
  type ExposureReport,
  type NotLiveReport,
  type SourceReport,
  type SummaryReport,
  type UnavailableReport,
} from './contract.ts';
import { entryPointReport } from './entry-point.ts';
import { countFindings, findingReport } from './findings.ts';
import { ranksOf } from './route.ts';

export interface ReportInput {
  readonly source: SourceReport;
  readonly unavailable: readonly UnavailableReport[];
  readonly notLive?: readonly NotLiveReport[];
  readonly exposure: Exposure;
  /** Those that are shown. */
  readonly entryPoints: readonly EntryPoint[];
  readonly findings: readonly Finding[];
}

export function exposureReport(input: ReportInput): ExposureReport {
  const { source, unavailable, notLive = [], exposure, findings } = input;
  const entryPoints = worstFirst(input.entryPoints);
  const ranks = ranksOf(exposure);
  return {
    apiVersion: API_VERSION,
    kind: 'ExposureReport',
    source,
    unavailable,
    ...(notLive.length > 0 && { notLive }),
    summary: summaryReport(entryPoints, findings),
    entryPoints: entryPoints.map((it) => entryPointReport(it, exposure, ranks, findings)),
    findings: findings.map((it) => findingReport(it)),
    ...(exposure.unsupported.length > 0 && {
      unsupported: exposure.unsupported.map(({ kind, group, objects }) => ({
        kind,
        group,
        objects,
      })),
    }),
  };
}

function summaryReport(
  entryPoints: readonly EntryPoint[],
  findings: readonly Finding[],
): SummaryReport {
  const count = (health: Health): number =>
    entryPoints.filter((it) => it.judgement.health === health).length;
  return {
    entryPoints: entryPoints.length,
    routes: entryPoints.reduce((sum, it) => sum + ruleCount(it), 0),
    pods: uniqueBy(entryPoints.flatMap(podsOf), (it) => refKey(it.object)).length,
    healthy: count('healthy'),
    idle: count('idle'),
    degraded: count('degraded'),
    progressing: count('progressing'),
    unknown: count('unknown'),
    broken: count('broken'),
    findings: countFindings(findings),
  };
}
