import type { EntryPoint, EntryPointId } from '../model/exposure.ts';
import type { ReportInput } from '../report/exposure.ts';
import { exposureReport } from '../report/exposure.ts';
import type { Snapshot } from '../session/session.ts';
import type { Args } from './args.ts';
import { notLiveReport, sourceReport, unavailableReport } from './notes.ts';
import { printJson, printJsonLine } from './print/json.ts';
import { printYaml } from './print/yaml.ts';

/** A document of the contract as JSON or YAML; while watching one a line, or one after `---`. */
export function printDocument(document: unknown, form: 'json' | 'yaml', { flags }: Args): string {
  const watches = flags.has('watch');
  if (form === 'json') return watches ? printJsonLine(document) : printJson(document);
  return watches ? `---\n${printYaml(document)}` : printYaml(document);
}

/** One entry point, as `--json` has it. */
export function entryPointJson(snapshot: Snapshot, id: EntryPointId): string {
  const entryPoints = snapshot.exposure.entryPoints.filter((it) => it.id === id);
  return printJson(exposureDocument(snapshot, entryPoints).entryPoints[0]);
}

/** The exposure as far as it is shown. */
export function exposureDocument(snapshot: Snapshot, entryPoints: readonly EntryPoint[]) {
  const { exposure, findings } = snapshot;
  const input: ReportInput = {
    source: sourceReport(snapshot),
    unavailable: unavailableReport(snapshot),
    notLive: notLiveReport(snapshot),
    exposure,
    entryPoints,
    findings,
  };
  return exposureReport(input);
}
