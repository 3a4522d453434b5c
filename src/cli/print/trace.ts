import { groupBy } from '../../lib/group.ts';
import type { Exposure } from '../../model/exposure.ts';
import { type Request, sentHeaders, type Trace } from '../../model/trace.ts';
import { refName } from '../../text/object-ref.ts';
import { describeAsked, describeOutcome, outcomeHealth } from '../../text/outcome.ts';
import { printable } from '../../text/printable.ts';
import { describeRule, type TraceStep, traceSteps } from '../../text/trace-steps.ts';
import {
  describeAlternative,
  describeDependence,
  describeMiss,
  describeNote,
} from '../../text/trace-words.ts';
import { pad, widthOf } from '../../text/width.ts';
import type { Journey } from '../follow.ts';
import type { Paint } from './paint.ts';

/** The request, its way, the answer, and why not otherwise; then the same for where its redirects lead. */
export const printJourney = ({ trace, followed }: Journey, exposure: Exposure, paint: Paint) =>
  [trace, ...followed].map((it) => printTrace(it, exposure, paint)).join('\n');

function printTrace(trace: Trace, exposure: Exposure, paint: Paint): string {
  const lines = [
    requestLine(trace.request, paint),
    ...stepLines(traceSteps(trace, exposure), paint),
    outcomeLine(trace, paint),
    ...section('the Pod gets', changes(trace), paint),
    ...section('it depends on', branches(trace), paint),
    ...section('not taken', misses(trace), paint),
    ...section('others that answer', alternatives(trace, exposure), paint),
    ...section(
      'note',
      trace.notes
        .filter((it) => it.type !== 'nearest' || trace.rejected.length === 0)
        .map((it) => [describeNote(it, exposure)]),
      paint,
    ),
  ];
  return lines.map((it) => `${it}\n`).join('');
}

function requestLine(request: Request, paint: Paint): string {
  const { sni, host } = request;
  const more = [
    ...sentHeaders(request).map(({ name, value }) => `${name}: ${value}`),
    ...(sni !== undefined && sni !== host ? [`SNI ${sni}`] : []),
  ];
  return [paint.bold(describeAsked(request)), ...more.map((it) => paint.dim(printable(it)))].join(
    '   ',
  );
}

/** Destinations share the number of the step that they are. */
function stepLines(steps: readonly TraceStep[], paint: Paint): readonly string[] {
  const whats = Math.max(0, ...steps.map((it) => widthOf(it.what)));
  const names = Math.max(0, ...steps.map((it) => widthOf(it.name)));
  const first = steps.findIndex((it) => it.type === 'destination');
  return steps.map((step, index) => {
    const number = first >= 0 && index > first ? ' ' : `${index + 1}`;
    const { judgement, what, name, detail } = step;
    const isBad = judgement.health !== 'healthy' && step.type === 'destination';
    return [
      `  ${number} ${paint.sign(judgement.health)} ${paint.dim(pad(what, whats))}`,
      paint.plain(pad(name, names)),
      isBad ? paint.health(judgement.health, detail) : paint.plain(detail),
    ]
      .join('  ')
      .trimEnd();
  });
}

function outcomeLine(trace: Trace, paint: Paint): string {
  const health = outcomeHealth(trace);
  return `  ${paint.plain('→')} ${paint.sign(health)} ${paint.health(health, describeOutcome(trace))}`;
}

type Row = readonly string[];

/** Rows of one or two cells under a title. */
function section(title: string, rows: readonly Row[], paint: Paint): readonly string[] {
  if (rows.length === 0) return [];
  const width = Math.max(
    ...rows.map(([name = '', ...rest]) => (rest.length === 0 ? 0 : widthOf(name))),
  );
  return [
    `  ${paint.dim(title)}`,
    ...rows.map(([name = '', ...rest]) =>
      paint.plain(
        `    ${[rest.length === 0 ? name : pad(name, width), ...rest].join('  ')}`.trimEnd(),
      ),
    ),
  ];
}

const changes = ({ rewrite, requestHeaders, request, normalizedPath }: Trace): readonly Row[] => [
  ...(normalizedPath !== undefined && rewrite?.path === undefined
    ? [['path', printable(normalizedPath)]]
    : []),
  ...(rewrite?.path === undefined ? [] : [['path', printable(rewrite.path)]]),
  ...(rewrite?.host === undefined ? [] : [['Host', printable(rewrite.host)]]),
  ...(requestHeaders ?? [])
    .filter(
      (it) => !request.headers.some(({ name, value }) => name === it.name && value === it.value),
    )
    .map(({ name, value }) => [printable(name), printable(value)]),
];

/** What it depends on, with the answer of each branch. */
function branches({ dependsOn, branches: possible }: Trace): readonly Row[] {
  const reasons = [...new Set(dependsOn.map(describeDependence))].map((it) => [it]);
  return [
    ...reasons,
    ...possible.map((it) => [
      `${it.route === undefined ? 'else' : describeRule(it.route)}:`,
      describeOutcome(it),
    ]),
  ];
}

/** Rules that missed for one reason in one line each; the nearest first, as they were tried. */
function misses({ rejected }: Trace): readonly Row[] {
  const groups = groupBy(rejected, (it) => `${describeRule(it)}\n${describeMiss(it.reason)}`);
  return [...groups.values()].flatMap(([it]) =>
    it === undefined ? [] : [[describeRule(it), describeMiss(it.reason)]],
  );
}

const alternatives = (trace: Trace, { entryPoints }: Exposure): readonly Row[] =>
  trace.alternatives.map((it) => {
    const found = entryPoints.find(({ id }) => id === it.entryPoint);
    return [
      found === undefined ? printable(it.entryPoint) : refName(found.object),
      describeAlternative(it.reason),
    ];
  });
