import { groupBy } from '../../../lib/group.ts';
import type { Exposure } from '../../../model/exposure.ts';
import type { Health } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { Request, RequestProblem, Trace } from '../../../model/trace.ts';
import { refName } from '../../../text/object-ref.ts';
import { describeOutcome, outcomeHealth } from '../../../text/outcome.ts';
import { printable } from '../../../text/printable.ts';
import { probeRows } from '../../../text/probe.ts';
import { describeRule, traceSteps } from '../../../text/trace-steps.ts';
import {
  describeAlternative,
  describeDependence,
  describeMiss,
  describeNote,
} from '../../../text/trace-words.ts';
import { parseRequest, type RequestInput } from '../../../trace/request.ts';
import { createTracer } from '../../../trace/trace.ts';
import type { ListRow } from '../../list.ts';
import { remember } from '../../remember.ts';
import type { Probing, State } from '../../state.ts';

/** A line of the answer. */
export interface AnswerRow extends ListRow {
  readonly number: string;
  readonly what: string;
  readonly name: string;
  readonly detail: string;
  readonly object?: ObjectRef;
}

/** As typed: `[METHOD] URL [Name: value; Name: value]`. */
function requestOf(text: string): RequestInput | undefined {
  const [, method, url, rest = ''] =
    /^\s*(?:([A-Za-z]+)\s+)?(\S+:\/\/\S*|\S*[./]\S*)(?:\s+(.*))?$/.exec(text) ?? [];
  if (url === undefined) return undefined;
  const headers = rest
    .split(/;|\s{2,}/)
    .map((it) => it.trim())
    .filter((it) => it !== '');
  return {
    url: url.includes('://') ? url : `http://${url}`,
    ...(method !== undefined && { method: method.toUpperCase() }),
    headers,
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
    : [
        ...rowsFor(found.trace, state.snapshot.exposure),
        ...probeRowsOf(state.probing, state.requests.text, state.snapshot.exposure),
      ];
}

const PROBED = { agrees: 'healthy', differs: 'broken', unknown: 'unknown' } as const;

/** What is really there, as far as somebody asked to look. */
function probeRowsOf(
  probing: Probing | undefined,
  text: string,
  exposure: Exposure,
): readonly AnswerRow[] {
  if (probing === undefined || probing.text !== text || probing.type === 'announced') return NONE;
  const head = plain('probe', { what: 'what is really there' });
  if (probing.type !== 'done') return [head, plain('probing', { name: 'looking …' })];
  return [
    head,
    ...probeRows(probing.probe, probing.trace, exposure).flatMap(
      ({ what, predicted, found, verdict, meaning }) => [
        plain(`probe ${what}`, { what, name: found, health: PROBED[verdict] }),
        ...(verdict === 'agrees'
          ? []
          : [plain(`probe ${what} predicted`, { name: `predicted: ${predicted}` })]),
        ...(meaning === undefined ? [] : [plain(`probe ${what} meaning`, { name: meaning })]),
      ],
    ),
  ];
}

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
