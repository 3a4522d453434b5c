import { CATALOGUE } from '../checks/catalogue.ts';
import type { Source } from '../inventory/source.ts';
import type { Finding } from '../model/finding.ts';
import { checkReport } from '../report/check.ts';
import type { FindingReport } from '../report/contract.ts';
import type { Snapshot } from '../session/session.ts';
import { printable } from '../text/printable.ts';
import { type Args, usage } from './args.ts';
import { type Context, outputOf, paintFor } from './context.ts';
import { printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { sourceReport, unavailableReport } from './notes.ts';
import { printFindings } from './print/findings.ts';
import { type Answer, answerFrom } from './reading.ts';
import { didYouMean, suggest } from './suggest.ts';

/** What is wrong, worst first. */
export async function check(context: Context): Promise<number> {
  const { args } = context;
  const output = outputOf(args, 'check');
  const failsOn = severityOf(args);
  const isWanted = selectionOf(args);
  return answerFrom(context, (snapshot, source): Answer => {
    const findings = snapshot.findings.filter(isWanted);
    const ignored = snapshot.ignored.filter(isWanted);
    const locate = (it: Finding): FindingReport['file'] => placeOf(it, source);
    const shown = args.flags.has('show-ignored') ? { ignored } : {};
    const text =
      output === 'json' || output === 'yaml'
        ? printDocument(
            checkReport({ ...headOf(snapshot), findings, ...shown, locate }),
            output,
            args,
          )
        : printFindings({
            findings,
            ...shown,
            locate,
            now: snapshot.now,
            paint: paintFor(context),
          });
    const fails = findings.some(
      (it) => SEVERITIES.indexOf(it.severity) <= SEVERITIES.indexOf(failsOn),
    );
    return { text, notes: [], exitCode: fails ? EXIT.negative : EXIT.done };
  });
}

const headOf = (snapshot: Snapshot) => ({
  source: sourceReport(snapshot),
  unavailable: unavailableReport(snapshot),
});

function placeOf({ object, path }: Finding, source: Source): FindingReport['file'] {
  const place = source.locate?.(object, path);
  return place === undefined ? undefined : { path: place.path, line: place.line };
}

const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Finding['severity'][];

function severityOf({ flags }: Args): Finding['severity'] {
  const wanted = flags.one('fail-on') ?? 'error';
  const severity = SEVERITIES.find((it) => it === wanted);
  if (severity === undefined)
    throw usage(
      `"${printable(wanted)}" is no severity.${didYouMean(suggest(wanted, SEVERITIES))} --fail-on takes error, warning or info.`,
    );
  return severity;
}

/** What `--only`, `--skip` and `-n` leave. */
function selectionOf({ flags }: Args): (finding: Finding) => boolean {
  const [only, skip] = [flags.all('only').map(patternOf), flags.all('skip').map(patternOf)];
  const namespaces = flags.has('all-namespaces') ? [] : flags.all('namespace');
  return ({ check: id, object }) =>
    (only.length === 0 || only.some((it) => it(id))) &&
    !skip.some((it) => it(id)) &&
    (namespaces.length === 0 || namespaces.includes(object.namespace ?? ''));
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
