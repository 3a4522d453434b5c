import { percent } from '../../lib/percent.ts';
import { counted, listing } from '../../lib/words.ts';
import type { Finding, IgnoredFinding } from '../../model/finding.ts';
import type { FindingReport } from '../../report/contract.ts';
import { duration } from '../../text/age.ts';
import { severityHealth } from '../../text/health.ts';
import { describeRef } from '../../text/object-ref.ts';
import { printable } from '../../text/printable.ts';
import type { Paint } from './paint.ts';

interface FindingsView {
  readonly findings: readonly Finding[];
  /** Absent where they were not asked for. */
  readonly ignored?: readonly IgnoredFinding[];
  readonly now: number;
  readonly paint: Paint;
  locate(finding: Finding): FindingReport['file'];
}

/** A paragraph each: what, where, for whom, what to do; then how many. */
export function printFindings(view: FindingsView): string {
  const { findings, ignored = [], paint } = view;
  const paragraphs = [
    ...findings.map((it) => paragraphOf(it, view)),
    ...ignored.map((it) => ignoredOf(it, view)),
  ];
  const summary = SEVERITIES.map(([severity, word]) => {
    const count = findings.filter((it) => it.severity === severity).length;
    return count === 0 ? undefined : counted(count, word);
  }).filter((it) => it !== undefined);
  const silent = ignored.length === 0 ? '' : `, ${ignored.length} ignored`;
  const last = summary.length === 0 ? `nothing found${silent}` : `${listing(summary)}${silent}`;
  return [...paragraphs, `${paint.bold(last)}\n`].join('\n');
}

const SEVERITIES = [
  ['error', 'error'],
  ['warning', 'warning'],
  ['info', 'remark'],
] as const;

function paragraphOf(finding: Finding, { now, paint, locate }: FindingsView): string {
  const { severity, check, object, path, message, since, impact, hint, command, fix } = finding;
  const sign = severityHealth(severity);
  const file = locate(finding);
  const head = `${paint.sign(sign)} ${paint.health(sign, paint.plain(printable(message)))}`;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['where', [describeRef(object), path].filter((it) => it !== undefined).join('  ')],
    ['file', file === undefined ? undefined : `${file.path}:${file.line}`],
    ['for', impact === undefined ? undefined : impactText(impact)],
    ['since', since === undefined ? undefined : duration(finding, now)],
    ['next', hint],
    ['look', command],
    ['fix', fix],
    ['check', check],
  ];
  return [
    `${head}\n`,
    ...rows.flatMap(([name, text]) =>
      text === undefined || text === ''
        ? []
        : [`  ${paint.dim(name.padEnd(5))}  ${paint.plain(printable(text))}\n`],
    ),
  ].join('');
}

function impactText({ hosts, failureShare }: NonNullable<Finding['impact']>): string {
  const names = hosts.map((it) => (it === '*' ? 'any host' : it));
  return failureShare > 0
    ? `${percent(failureShare)} of the requests of ${listing(names)}`
    : listing(names);
}

const ignoredOf = ({ check, object, message, because }: IgnoredFinding, { paint }: FindingsView) =>
  paint.dim(
    paint.plain(
      printable(
        `${paint.ascii ? '-' : '○'} ${check}  ${describeRef(object)}  ${message}  (ignored${because === undefined ? '' : ` because ${because}`})\n`.trimEnd(),
      ),
    ),
  ) + '\n';
