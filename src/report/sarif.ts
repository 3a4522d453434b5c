import { refPath } from '../model/object-ref.ts';
import type { CheckReport, Explanation, FindingReport } from './contract.ts';

/** What is told of a check beside its findings. */
export type SarifRule = Pick<Explanation, 'check' | 'severity' | 'summary' | 'explain'>;

/**
 * SARIF 2.1.0, as code scanning reads it. Where a finding's object came from a file, its line; else the object alone,
 * as a place in no file.
 */
export function sarifReport(report: CheckReport, rules: readonly SarifRule[], version: string) {
  const index = new Map(rules.map((it, at) => [it.check, at]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'meshpath',
            semanticVersion: semanticOf(version),
            rules: rules.map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          ...report.findings.map((it) => resultOf(it, index)),
          ...(report.ignored ?? []).map(({ because, ...it }) => ({
            ...resultOf(it, index),
            suppressions: [
              { kind: 'inSource', ...(because !== undefined && { justification: because }) },
            ],
          })),
        ],
      },
    ],
  } as const;
}

/** A build without a version has one all the same. */
const semanticOf = (version: string): string =>
  /^\d/.test(version) ? version : `0.0.0-${version}`;

const ruleOf = ({ check, severity, summary, explain }: SarifRule) => ({
  id: check,
  shortDescription: { text: summary },
  help: { text: explain, markdown: explain },
  defaultConfiguration: { level: LEVELS[severity] },
});

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

function resultOf(finding: FindingReport, index: ReadonlyMap<string, number>) {
  const { id, check, severity, object, path, message, hint, command, fix, file } = finding;
  const ruleIndex = index.get(check);
  const place = refPath(object);
  const lines = [
    `${place}: ${message}`,
    hint,
    `Look: ${command}`,
    fix === undefined ? undefined : `Fix: ${fix}`,
  ];
  return {
    ruleId: check,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: LEVELS[severity],
    message: { text: lines.filter((it) => it !== undefined).join('\n') },
    locations: [
      {
        ...(file !== undefined && {
          physicalLocation: {
            artifactLocation: { uri: uriOf(file.path) },
            region: { startLine: file.line },
          },
        }),
        logicalLocations: [
          { fullyQualifiedName: path === undefined ? place : `${place}:${path}`, kind: 'resource' },
        ],
      },
    ],
    // The same finding in the next run, on whatever line.
    partialFingerprints: { 'meshpath/v1': id },
  };
}

/** A path as a URI reference: what a URI cannot hold is escaped, segment by segment. */
function uriOf(path: string): string {
  const forward = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const escaped = forward.split('/').map(encodeURIComponent).join('/');
  return forward.startsWith('/') ? `file://${escaped}` : escaped;
}
