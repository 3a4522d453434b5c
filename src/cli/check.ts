import { CATALOGUE } from '../checks/catalogue.ts';
import type { Source } from '../inventory/source.ts';
import { type Finding, SEVERITIES, type Severity } from '../model/finding.ts';
import { refPath } from '../model/object-ref.ts';
import { checkReport } from '../report/check.ts';
import type { CheckReport, FindingReport } from '../report/contract.ts';
import { sarifReport } from '../report/sarif.ts';
import type { Snapshot } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { type Args, usage } from './args.ts';
import { type Context, outputOf, paintFor } from './context.ts';
import { printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { explanationOf } from './explain.ts';
import { sourceReport, unavailableReport } from './notes.ts';
import { printFindings } from './print/findings.ts';
import { printJson } from './print/json.ts';
import { printJunit } from './print/junit.ts';
import { type Answer, answerFrom } from './reading.ts';
import { didYouMean, suggest } from './suggest.ts';

/** What is wrong, worst first. */
export async function check(context: Context): Promise<number> {
  const { args } = context;
  const output = outputOf(args, 'check');
  const failsOn = severityOf(args);
  const [isChosen, isShown] = [choiceOf(args), namespacesOf(args)];
  const isWanted = ({ check: id, object }: Finding): boolean => isChosen(id) && isShown(object);
  const isFailure = ({ severity }: Pick<Finding, 'severity'>): boolean =>
    SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failsOn);
  return answerFrom(context, (snapshot, source): Answer => {
    const findings = snapshot.findings.filter(isWanted);
    const ignored = snapshot.ignored.filter(isWanted);
    const locate = (it: Finding): FindingReport['file'] => placeOf(it, source);
    const shown = args.flags.has('show-ignored') ? { ignored } : {};
    const report = (): CheckReport =>
      checkReport({ ...headOf(snapshot), findings, ...shown, locate });
    const text = (): string => {
      switch (output) {
        case 'json':
        case 'yaml':
          return printDocument(report(), output, args);
        case 'sarif':
          return printJson(
            sarifReport(report(), CATALOGUE.map(explanationOf), context.wiring.version),
          );
        case 'junit':
          return junit(report(), isFailure, isChosen);
        default:
          return printFindings({
            findings,
            ...shown,
            locate,
            now: snapshot.now,
            paint: paintFor(context),
          });
      }
    };
    const exitCode = findings.some(isFailure) ? EXIT.negative : EXIT.done;
    return { text: text(), notes: [], exitCode };
  });
}

/** A case for each finding, and one that passed for each check without any. */
function junit(
  { findings }: CheckReport,
  isFailure: (finding: FindingReport) => boolean,
  isChosen: (id: string) => boolean,
): string {
  const found = new Set(findings.map((it) => it.check));
  return printJunit('meshpath check', [
    ...findings.map((it) => ({
      name: [it.check, refPath(it.object), ...(it.path === undefined ? [] : [it.path])].join(' '),
      group: subjectOf(it.check),
      ...(isFailure(it) && {
        failure: {
          message: it.message,
          text: [
            it.file === undefined ? undefined : `${it.file.path}:${it.file.line}`,
            it.hint,
            it.command,
            it.fix,
          ]
            .filter((line) => line !== undefined)
            .join('\n'),
        },
      }),
    })),
    ...CATALOGUE.filter(({ id }) => isChosen(id) && !found.has(id)).map(({ id }) => ({
      name: id,
      group: subjectOf(id),
    })),
  ]);
}

const subjectOf = (id: string): string => `meshpath.${id.replace(/\/.*/, '')}`;

const headOf = (snapshot: Snapshot) => ({
  source: sourceReport(snapshot),
  unavailable: unavailableReport(snapshot),
});

function placeOf({ object, path }: Finding, source: Source): FindingReport['file'] {
  const place = source.locate?.(object, path);
  return place === undefined ? undefined : { path: place.path, line: place.line };
}

function severityOf({ flags }: Args): Severity {
  const wanted = flags.one('fail-on') ?? 'error';
  const severity = SEVERITIES.find((it) => it === wanted);
  if (severity === undefined)
    throw usage(
      `"${printable(wanted)}" is no severity.${didYouMean(suggest(wanted, SEVERITIES))} --fail-on takes error, warning or info.`,
    );
  return severity;
}

/** What `--only` and `--skip` leave. */
function choiceOf({ flags }: Args): (id: string) => boolean {
  const [only, skip] = [flags.all('only').map(patternOf), flags.all('skip').map(patternOf)];
  return (id) => (only.length === 0 || only.some((it) => it(id))) && !skip.some((it) => it(id));
}

function namespacesOf({ flags }: Args): (object: Finding['object']) => boolean {
  const namespaces = flags.has('all-namespaces') ? [] : flags.all('namespace');
  return ({ namespace = '' }) => namespaces.length === 0 || namespaces.includes(namespace);
}

/** An id, or one with `*` for any run of characters; one that fits no check is a mistake. */
function patternOf(pattern: string): (id: string) => boolean {
  const parts = pattern.split('*');
  const fits = (id: string): boolean => {
    const [first = '', ...rest] = parts;
    const last = rest.pop();
    if (last === undefined) return id === first;
    if (!id.startsWith(first)) return false;
    let from = first.length;
    for (const it of rest) {
      const at = id.indexOf(it, from);
      if (at < 0) return false;
      from = at + it.length;
    }
    return id.length - last.length >= from && id.endsWith(last);
  };
  const ids = CATALOGUE.map((it) => it.id);
  if (!ids.some(fits))
    throw usage(
      `There is no check "${printable(pattern)}".${didYouMean(suggest(pattern, ids))} \`meshpath explain\` lists them.`,
    );
  return fits;
}
