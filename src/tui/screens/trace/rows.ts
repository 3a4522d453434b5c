import { groupBy } from '../../../lib/group.ts';
import type { Exposure } from '../../../model/exposure.ts';
import type { Health } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { Request, RequestProblem, Trace } from '../../../model/trace.ts';
import { refName } from '../../../text/object-ref.ts';
import { describeOutcome, outcomeHealth } from '../../../text/outcome.ts';
import { printable } from '../../../text/printable.ts';
import { PROBE_TITLES, probeRows } from '../../../text/probe.ts';
import { describeRule, traceSteps } from '../../../text/trace-steps.ts';
import {
  describeAlternative,
  describeDependence,
  describeMiss,
  describeNote,
} from '../../../text/trace-words.ts';
import { widthOf, wrap } from '../../../text/width.ts';
import { parseRequest, type RequestInput } from '../../../trace/request.ts';
import { createTracer } from '../../../trace/trace.ts';
import { type ListRow, selectedRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State } from '../../state.ts';

/** A line of the answer. */
export interface AnswerRow extends ListRow {
  readonly number: string;
  readonly what: string;
  readonly name: string;
  readonly detail: string;
  readonly object?: ObjectRef;
}

/** As typed: `[METHOD] URL [Name: value; Name: value]`, or with `-X` and `-H` as on the command line. */
function requestOf(text: string): RequestInput | undefined {
  const [, method, url, rest = ''] =
    /^\s*(?:([A-Za-z]+)\s+)?(\S+:\/\/\S*|\S*[./]\S*)(?:\s+(.*))?$/.exec(text) ?? [];
  if (url === undefined) return undefined;
  const parts = rest
    .split(/;|\s{2,}|\s+(?=-[HX]\s)/)
    .map((it) => it.trim())
    .filter((it) => it !== '');
  const flag = parts.find((it) => it.startsWith('-X '))?.slice(3);
  const wanted = (flag ?? method)?.trim().toUpperCase();
  return {
    url: url.includes('://') ? url : `http://${url}`,
    ...(wanted !== undefined && { method: wanted }),
    headers: parts
      .filter((it) => !it.startsWith('-X '))
      .map((it) => it.replace(/^-H\s+/, '').replace(/^(['"])(.*)\1$/, '$2')),
  };
}

export type Answer =
  | { readonly type: 'nothing' }
  | { readonly type: 'problem'; readonly problem: RequestProblem }
  | { readonly type: 'trace'; readonly trace: Trace };

/** `method`: where none was typed. */
export const answerTo = ({ snapshot, requests }: State, method = 'GET'): Answer =>
  snapshot === undefined ? NOTHING : answer(snapshot.exposure, requests.text, method);

/** What is asked for, if it is a request. */
export function requestFor(
  { snapshot, requests }: State,
  method: string,
): { readonly value: Request } | undefined {
  const input = requestOf(requests.text);
  if (input === undefined || snapshot === undefined) return undefined;
  const request = parseRequest({ method, ...input }, snapshot.exposure.entryPoints);
  return 'problem' in request ? undefined : request;
}

const NOTHING: Answer = { type: 'nothing' };
const tracerOf = remember(createTracer);

const answer = remember((exposure: Exposure, text: string, method: string): Answer => {
  const input = requestOf(text);
  if (input === undefined) return NOTHING;
  const request = parseRequest({ method, ...input }, exposure.entryPoints);
  return 'problem' in request
    ? { type: 'problem', problem: request.problem }
    : { type: 'trace', trace: tracerOf(exposure)(request.value) };
});

export function answerRows(state: State): readonly AnswerRow[] {
  const found = answerTo(state);
  return found.type !== 'trace' || state.snapshot === undefined
    ? NONE
    : withProbed(rowsFor(found.trace, state.snapshot.exposure), probeRowsOf(state));
}

/** What is there stands right below what was predicted, before what explains it. */
function withProbed(
  rows: readonly AnswerRow[],
  probed: readonly AnswerRow[],
): readonly AnswerRow[] {
  const end = rows.findIndex((it) => it.id === 'outcome') + 1;
  return probed.length === 0 ? rows : [...rows.slice(0, end), ...probed, ...rows.slice(end)];
}

/** The row above what is really there. */
export const PROBED_ROW = 'probe';

/** Columns before the words of a row that is no step. */
const INDENT = 7;

/** Of the columns of a step: what it is, and its name. */
export function stepWidths(rows: readonly AnswerRow[]): {
  readonly what: number;
  readonly name: number;
} {
  const steps = rows.filter((it) => it.health !== undefined);
  return {
    what: Math.max(8, ...steps.map((it) => widthOf(it.what))),
    name: Math.min(40, Math.max(8, ...rows.map((it) => (it.detail === '' ? 0 : widthOf(it.name))))),
  };
}

/** The selected row as a whole, where the screen is too narrow for it. */
export function cutRow(state: State): string | undefined {
  const rows = answerRows(state);
  const row = selectedRow(rows, listOf(state));
  if (row === undefined || row.name === '') return undefined;
  const { name, detail } = row;
  const widths = stepWidths(rows);
  const before = INDENT + (row.health === undefined ? 0 : widths.what + 2);
  const own =
    detail === '' ? widthOf(name) : Math.max(widths.name, widthOf(name)) + 2 + widthOf(detail);
  if (before + own <= state.size.columns) return undefined;
  return detail === '' ? name : `${name}: ${detail}`;
}

const PROBED = { agrees: 'healthy', differs: 'broken', unknown: 'unknown' } as const;

/** What is really there, as far as somebody asked to look. */
function probeRowsOf({ probing, requests, snapshot, size }: State): readonly AnswerRow[] {
  if (probing === undefined || snapshot === undefined || probing.text !== requests.text)
    return NONE;
  if (probing.type === 'announced') return NONE;
  const head = plain(PROBED_ROW, { what: 'what is really there' });
  if (probing.type !== 'done') return [head, plain('probing', { name: 'looking …' })];
  // What it means that they differ is what one looked for: no part of it may be cut.
  const wrapped = (id: string, text: string): readonly AnswerRow[] =>
    wrap(text, size.columns - INDENT - 1).map((name, index) => plain(`${id} ${index}`, { name }));
  const rows = probeRows(probing.probe, probing.trace, snapshot.exposure).flatMap(
    ({ what, predicted, found, verdict, meaning }) => [
      plain(`probe ${what}`, {
        what: PROBE_TITLES[what],
        name: found,
        health: PROBED[verdict],
      }),
      ...(verdict === 'agrees'
        ? []
        : wrapped(`probe ${what} predicted`, `predicted: ${predicted}`)),
      ...(meaning === undefined ? [] : wrapped(`probe ${what} meaning`, meaning)),
    ],
  );
  return [head, ...(rows.length === 0 ? [plain('probed', { name: NOTHING_TO_SEE })] : rows)];
}

const NOTHING_TO_SEE = 'Of UDP there is nothing to see.';

const NONE: readonly AnswerRow[] = [];

const rowsFor = remember((trace: Trace, exposure: Exposure): readonly AnswerRow[] => {
  const steps = traceSteps(trace, exposure);
  const firstDestination = steps.findIndex((it) => it.type === 'destination');
  const way = steps.map(({ what, name, detail, judgement, object }, index): AnswerRow => ({
    id: `step ${index}`,
    depth: 0,
    health: judgement.health,
    number: firstDestination >= 0 && index > firstDestination ? '' : `${index + 1}`,
    what,
    name,
    detail,
    ...(object !== undefined && { object }),
  }));
  return [
    ...way,
    plain('outcome', { name: describeOutcome(trace), health: outcomeHealth(trace), what: '→' }),
    ...section('the Pod gets', changesOf(trace)),
    ...section(
      'it depends on',
      [...new Set(trace.dependsOn.map(describeDependence))].map((it) => [it, '']),
    ),
    ...section(
      'branches',
      trace.branches.map((it) => [
        it.route === undefined ? 'else' : describeRule(it.route),
        describeOutcome(it),
      ]),
    ),
    ...section('not taken', missesOf(trace)),
    ...section('others that answer', alternativesOf(trace, exposure)),
    ...section(
      'note',
      trace.notes.map((it) => [describeNote(it, exposure), '']),
    ),
  ];
});

type Pair = readonly [name: string, detail: string];

const section = (title: string, pairs: readonly Pair[]): readonly AnswerRow[] =>
  pairs.length === 0
    ? []
    : [
        plain(title, { what: title }),
        ...pairs.map(([name, detail], index) => plain(`${title} ${index}`, { name, detail })),
      ];

const plain = (
  id: string,
  row: Partial<Pick<AnswerRow, 'what' | 'name' | 'detail'>> & { readonly health?: Health },
): AnswerRow => ({ id, depth: 0, number: '', what: '', name: '', detail: '', ...row });

const changesOf = ({ rewrite, requestHeaders, normalizedPath }: Trace): readonly Pair[] => [
  ...(normalizedPath === undefined ? [] : [['path, as read', printable(normalizedPath)] as const]),
  ...(rewrite?.path === undefined ? [] : [['path', printable(rewrite.path)] as const]),
  ...(rewrite?.host === undefined ? [] : [['Host', printable(rewrite.host)] as const]),
  ...(requestHeaders ?? []).map(({ name, value }) => [printable(name), printable(value)] as const),
];

/** What missed for one reason in one line each. */
function missesOf({ rejected }: Trace): readonly Pair[] {
  const pairs = rejected.map((it) => [describeRule(it), describeMiss(it.reason)] as const);
  return [...groupBy(pairs, (it) => it.join('\n')).values()].flatMap((it) => it.slice(0, 1));
}

const alternativesOf = (trace: Trace, { entryPoints }: Exposure): readonly Pair[] =>
  trace.alternatives.map((it) => {
    const found = entryPoints.find(({ id }) => id === it.entryPoint);
    return [
      found === undefined ? printable(it.entryPoint) : refName(found.object),
      describeAlternative(it.reason),
    ];
  });
