import { checkOf } from '../checks/catalogue.ts';
import { kubectlGet } from '../checks/kubectl.ts';
import { type ObjectRef, sameRef } from '../model/object-ref.ts';
import { describeDuration } from '../text/age.ts';
import { describeRef } from '../text/object-ref.ts';
import { printable } from '../text/printable.ts';
import { paragraphLines } from '../text/prose.ts';
import { describeReason } from '../text/reasons.ts';
import { wrapIndented } from '../text/width.ts';
import type { Effect } from './effects.ts';
import {
  type DocumentView,
  type FetchedView,
  nowIn,
  type State,
  type View,
  viewKey,
  viewOf,
  withList,
  listOf,
} from './state.ts';
import type { Target } from './target.ts';
import { push } from './trails.ts';

const MOST_LOG_LINES = 5000;

export const isDocument = (view: View): view is DocumentView =>
  view.type === 'yaml' ||
  view.type === 'describe' ||
  view.type === 'events' ||
  view.type === 'logs' ||
  view.type === 'why';

/** A document is read when it comes on the screen, and read no more when it goes. */
export function readingEffects(before: State, after: State): readonly Effect[] {
  const [from, to] = [viewOf(before), viewOf(after)];
  if (from === to) return [];
  const stop: readonly Effect[] = isFetched(from) ? [{ type: 'stop-fetching' }] : [];
  return isFetched(to) ? [...stop, { type: 'fetch', view: to }] : stop;
}

const isFetched = (view: View): view is FetchedView =>
  view.type === 'timeline' || (isDocument(view) && view.type !== 'why');

/** The last lines stay; while one follows, the cursor is on the last. */
export function withLogLines(state: State, key: string, lines: readonly string[]): State {
  const known = state.documents[key] ?? { status: 'loading', lines: [], dropped: 0 };
  const all = [...known.lines, ...lines];
  const over = Math.max(0, all.length - MOST_LOG_LINES);
  const document = { ...known, lines: all.slice(over), dropped: known.dropped + over };
  const next = { ...state, documents: { [key]: document } };
  const view = viewOf(next);
  if (!state.logs.follow || viewKey(view) !== key) return next;
  return atEnd(next, `${document.dropped + document.lines.length - 1}`);
}

export function withLogEnd(state: State, key: string): State {
  const known = state.documents[key];
  return known === undefined
    ? state
    : { ...state, documents: { [key]: { ...known, status: 'done' } } };
}

/** Far down: the list puts its last row at the foot. */
const atEnd = (state: State, id: string): State =>
  withList(state, { ...listOf(state), selected: id, offset: Number.MAX_SAFE_INTEGER });

/** `i`: what is wrong with it, what shows that, and what to look at. */
export function withWhy(state: State, target: Target & { readonly object: ObjectRef }): State {
  const view: DocumentView = { type: 'why', object: target.object };
  const width = Math.max(20, state.size.columns - 4);
  const lines = whyLines(state, target).flatMap((it) => wrapIndented(it, width));
  const document = { status: 'done' as const, lines, dropped: 0, readAt: state.at };
  return push({ ...state, documents: { [viewKey(view)]: document } }, view);
}

function whyLines(
  state: State,
  target: Target & { readonly object: ObjectRef },
): readonly string[] {
  const { object, judgement, finding, causes = [] } = target;
  const now = nowIn(state);
  const about =
    target.findings ??
    (state.snapshot?.findings ?? []).filter((it) =>
      [object, ...causes].some((cause) => sameRef(it.object, cause)),
    );
  const findings = finding === undefined ? about : [finding];
  const lasting = describeDuration(judgement ?? {}, now);
  return [
    describeRef(object),
    '',
    ...(judgement === undefined
      ? []
      : [
          `${judgement.health}${lasting === '' ? '' : ` ${lasting}`}`,
          ...(judgement.reason === undefined ? [] : [describeReason(judgement.reason, now)]),
          '',
        ]),
    ...findings.flatMap((it) => [
      `${it.severity}  ${it.check}`,
      ...(sameRef(it.object, object) ? [] : [describeRef(it.object)]),
      printable(it.message),
      ...(it.path === undefined ? [] : [`at ${printable(it.path)}`]),
      ...(it.impact === undefined || it.impact.hosts.length === 0
        ? []
        : [`for ${printable(it.impact.hosts.join(', '))}`]),
      ...(it.hint === undefined ? [] : ['', printable(it.hint)]),
      '',
      'look at it with',
      `  ${printable(it.command)}`,
      '',
      ...(it.fix === undefined
        ? []
        : ['mend it with', ...it.fix.split('\n').map((line) => `  ${printable(line)}`), '']),
    ]),
    ...[...new Set(findings.map((it) => it.check))].flatMap((id) => {
      const check = checkOf(id);
      return check === undefined ? [] : ['what it means', ...paragraphLines(check.explain), ''];
    }),
    ...(findings.length === 0 ? ['look at it with', `  ${printable(kubectlGet(object))}`] : []),
  ];
}
