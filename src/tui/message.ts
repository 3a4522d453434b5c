import { counted } from '../lib/words.ts';
import type { Route } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import { age } from '../text/age.ts';
import { severityHealth } from '../text/health.ts';
import { describeMatches } from '../text/match.ts';
import { describeRef, refName } from '../text/object-ref.ts';
import { printable } from '../text/printable.ts';
import { describeJudgement } from '../text/reasons.ts';
import { describeWhereTo } from '../text/where-to.ts';
import type { Field } from './field.ts';
import { describeUnavailable } from './header.ts';
import { hasWelcome, layoutOf } from './layout.ts';
import { selectedRow } from './list.ts';
import type { Spans } from './parts/spans.ts';
import { entryRows, type EntryRow, isWell } from './screens/entry-points/rows.ts';
import { entryWords } from './screens/entry-points/words.ts';
import { findingRows, findingsShown } from './screens/findings/rows.ts';
import { overlayLines } from './screens/overlay.ts';
import { pathRows } from './screens/path/rows.ts';
import { rowsOf } from './screens/rows.ts';
import { changeBefore, type TimelineRow, timelineRows } from './screens/timeline/rows.ts';
import { cutRow } from './screens/trace/rows.ts';
import { listOf, nowIn, type Overlay, type State, viewKey, viewOf } from './state.ts';
import { targetOf } from './target.ts';
import type { Theme } from './theme.ts';

/** The one sentence above the keys: a notice, what is being looked for, or what is wrong. */
export function messageOf(state: State, theme: Theme): Spans {
  const { notice, typing, overlay } = state;
  if (overlay !== undefined && notice === undefined) return overlaySpans(state, overlay, theme);
  if (hasWelcome(state) && typing === undefined) return WELCOME;
  if (typing?.purpose === 'filter')
    return [
      { text: ' /', style: 'key' },
      ...fieldSpans(typing.field),
      { text: `   ${found(state)}`, style: 'dim' },
    ];
  if (notice !== undefined) {
    // It may repeat what was typed or pasted.
    const text = ` ${notice.text.split('\n').map(printable).join('\n')}`;
    return [notice.tone === 'attention' ? { text, style: 'attention' } : { text }];
  }
  if (state.connection.type === 'failed')
    return [{ text: ` ${printable(state.connection.message)}`, style: 'attention' }];
  const list = listOf(state);
  if (list.filter !== '' || list.onlyUnwell) return narrowedSpans(state);
  return wrongSpans(state, theme);
}

/** How much there is to read where it is more than the screen holds. */
function overlaySpans(state: State, overlay: Overlay, theme: Theme): Spans {
  if (overlay.type === 'picker' || overlay.type === 'palette') return [];
  const { body } = layoutOf(state);
  const { length } = overlayLines(state, overlay, theme);
  if (length <= body) return [];
  const top = Math.min(overlay.top, length - body);
  return [
    { text: ` lines ${top + 1} to ${top + body} of ${length}: j and k scroll`, style: 'dim' },
  ];
}

/** A line each where there are 80 columns. */
const WELCOME: Spans = [
  {
    text: ' Each row is a way into this cluster, the worst first. Enter opens its path.',
  },
  { text: '\n o goes to what is broken, i says why, t asks where a URL goes, / finds.' },
  { text: '\n ? shows every key. Nothing here changes the cluster. Esc closes this.' },
];

/** A line being typed, with the place where the next letter goes. */
export function fieldSpans({ text, cursor }: Field): Spans {
  const under = /^./su.exec(text.slice(cursor))?.[0] ?? ' ';
  return [
    { text: printable(text.slice(0, cursor)) },
    { text: printable(under), style: 'cursor' },
    { text: printable(text.slice(cursor + under.length)) },
  ];
}

const found = (state: State): string => {
  const rows = rowsOf(state).filter((it) => it.depth === 0 || viewOf(state).type === 'path');
  return rows.length === 0 ? 'nothing fits' : counted(rows.length, 'row');
};

function narrowedSpans(state: State): Spans {
  const { filter, onlyUnwell } = listOf(state);
  return [
    ...(filter === '' ? [] : [{ text: ' /', style: 'key' as const }, { text: printable(filter) }]),
    ...(onlyUnwell ? [{ text: ' only what is not well', style: 'key' as const }] : []),
    { text: `   ${found(state)}`, style: 'dim' },
    { text: '   esc clear', style: 'dim' },
  ];
}

/** What is wrong with the selected row, else what could not be read, else with the worst of all. */
function wrongSpans(state: State, theme: Theme): Spans {
  const view = viewOf(state);
  const now = nowIn(state);
  if (view.type === 'path') {
    const row = selectedRow(pathRows(state, view), listOf(state));
    const judgement = row?.node.judgement;
    const words = judgement === undefined ? undefined : describeJudgement(judgement, now);
    return judgement === undefined || words === undefined
      ? []
      : [
          { text: ` ${theme.healthSign(judgement.health)} `, style: judgement.health },
          { text: words },
        ];
  }
  if (view.type === 'timeline') {
    const document = state.documents[viewKey(view)];
    const words =
      document?.status === 'loading' ? 'Reading what happened before …' : document?.lines[0];
    const told = timelineSpans(timelineRows(state, view), state);
    if (words === undefined) return told;
    return [...told, { text: `${told.length === 0 ? '' : '\n'} ${words}`, style: 'attention' }];
  }
  if (view.type !== 'entry-points') {
    const { judgement, finding, route } = targetOf(state);
    const words =
      (view.type === 'trace' ? cutRow(state) : undefined) ??
      finding?.message ??
      (judgement && describeJudgement(judgement, now)) ??
      (view.type === 'routes' && route ? wholeRoute(route) : undefined) ??
      (view.type === 'findings' ? summaryOf(state) : undefined);
    return words === undefined ? [] : [{ text: ` ${printable(words)}` }];
  }
  const rows = entryRows(state);
  const selected = selectedRow(rows, listOf(state));
  if (selected !== undefined && !isWell(selected)) return wrongRow(selected, now, theme);
  const [own] = targetOf(state).findings ?? [];
  if (own !== undefined && own.severity !== 'info') return findingSpans(own, 'i says more', theme);
  const unavailable = describeUnavailable(state.snapshot?.resources ?? []);
  if (unavailable !== '') return [{ text: ` ${unavailable}`, style: 'attention' }];
  const worst = rows.find((it) => !isWell(it));
  if (worst !== undefined) return wrongRow(worst, now, theme);
  const any = findingsShown(state).find((it) => it.severity !== 'info');
  if (any !== undefined) return findingSpans(any, '3 shows it', theme);
  // What is only worth knowing hides nothing else.
  return own === undefined ? [] : findingSpans(own, 'i says more', theme);
}

/** The whole of what the row tells, and what somebody did before it all began. */
function timelineSpans(rows: readonly TimelineRow[], state: State): Spans {
  const row = selectedRow(rows, listOf(state));
  const change = changeBefore(rows);
  const told: Spans = row === undefined ? [] : [{ text: ` ${row.text}` }];
  if (change === undefined || change === row || layoutOf(state).message < 2) return told;
  const ago = age(new Date(change.at).toISOString(), nowIn(state));
  return [
    { text: ' changed before: ', style: 'dim' },
    { text: `${change.text}, ${ago} ago`, style: 'key' },
    { text: `  ${describeRef(change.object)}\n`, style: 'dim' },
    ...told,
  ];
}

/** What no health tells: a certificate that ran out, a rule that never gets a request. */
function findingSpans({ severity, object, message }: Finding, more: string, theme: Theme): Spans {
  const health = severityHealth(severity);
  return [
    { text: ` ${theme.healthSign(health)} `, style: health },
    { text: `${describeRef(object)}: ${printable(message)}` },
    { text: `   ${more}`, style: 'dim' },
  ];
}

function summaryOf(state: State): string | undefined {
  const row = selectedRow(findingRows(state), listOf(state));
  return row?.type === 'check' ? row.summary : undefined;
}

/** What the columns may have cut. */
const wholeRoute = (route: Route): string =>
  [
    `${refName(route.object)} ${route.rule.index + 1}:`,
    route.hosts.join(', '),
    describeMatches(route.matches),
    '→',
    describeWhereTo(route),
  ].join(' ');

function wrongRow({ entryPoint, host, judgement }: EntryRow, now: number, theme: Theme): Spans {
  const name = host?.host ?? entryWords.address(entryPoint);
  return [
    { text: ` ${theme.healthSign(judgement.health)} `, style: judgement.health },
    { text: `${printable(name) || describeRef(entryPoint.object)}: ` },
    { text: describeJudgement(judgement, now) ?? judgement.health },
  ];
}
