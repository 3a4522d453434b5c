import type { Destination, EntryPoint, Route } from '../model/exposure.ts';
import { isWithin } from '../model/field-path.ts';
import type { Finding } from '../model/finding.ts';
import { beginningOf } from '../model/health.ts';
import { refKey, sameRef } from '../model/object-ref.ts';
import type { FindingCounts, FindingReport } from './contract.ts';
import { refReport } from './refs.ts';

export const findingReport = (
  finding: Finding,
  file?: { readonly path: string; readonly line: number },
): FindingReport => ({
  id: finding.id,
  check: finding.check,
  severity: finding.severity,
  object: refReport(finding.object),
  ...(finding.path !== undefined && { path: finding.path }),
  message: finding.message,
  ...beginningOf(finding),
  ...(finding.impact !== undefined && {
    impact: { hosts: finding.impact.hosts, failureShare: finding.impact.failureShare },
  }),
  ...(finding.hint !== undefined && { hint: finding.hint }),
  command: finding.command,
  ...(finding.fix !== undefined && { fix: finding.fix }),
  docs: `meshpath explain ${finding.check}`,
  ...(file !== undefined && { file: { path: file.path, line: file.line } }),
});

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const count = (severity: Finding['severity']): number =>
    findings.filter((it) => it.severity === severity).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}

/** Those about its own object and about the objects that bring it rules. */
export function findingsOfEntryPoint(
  { object, routes }: EntryPoint,
  findings: readonly Finding[],
): readonly string[] {
  if (findings.length === 0) return [];
  const objects = new Set([object, ...routes.map((it) => it.object)].map(refKey));
  return findings.filter((it) => objects.has(refKey(it.object))).map((it) => it.id);
}

export const findingsOfRoute = (
  { object, rule }: Route,
  findings: readonly Finding[],
): readonly string[] =>
  findings
    .filter((it) => sameRef(it.object, object) && isWithin(it.path, rule.path))
    .map((it) => it.id);

export const findingsOfDestination = (
  { object }: Route,
  { path, target }: Destination,
  findings: readonly Finding[],
): readonly string[] =>
  findings
    .filter(
      (it) =>
        (path !== undefined && sameRef(it.object, object) && isWithin(it.path, path)) ||
        (target.type === 'service' && sameRef(it.object, target.service)),
    )
    .map((it) => it.id);
