import { kindOf } from '../inventory/read-object.ts';
import type { ResourceState } from '../inventory/source.ts';
import { countBy } from '../lib/group.ts';
import { counted, listing } from '../lib/words.ts';
import type { EntryPoint, EntryPointId } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import { HEALTHS } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Snapshot } from '../session/session.ts';
import { age } from '../text/age.ts';
import { severityHealth } from '../text/health.ts';
import { PENDING } from '../text/listener.ts';
import { describeRef } from '../text/object-ref.ts';
import { printable } from '../text/printable.ts';
import { describeJudgement } from '../text/reasons.ts';
import { truncateMiddle, widthOf } from '../text/width.ts';
import { containersOf, tellingContainer } from './containers.ts';
import { spaced, type Spans, spansWidth } from './parts/spans.ts';
import { remember } from './remember.ts';
import { entryPointsShown } from './screens/entry-points/rows.ts';
import { entryWords } from './screens/entry-points/words.ts';
import { findingsShown } from './screens/findings/rows.ts';
import { entryPointOf } from './screens/path/rows.ts';
import { rowsOf } from './screens/rows.ts';
import { type Document, type DocumentView, nowIn, type State, viewKey, viewOf } from './state.ts';
import type { Theme } from './theme.ts';

/** Where one is, and how it stands there. */
export interface Header {
  readonly left: Spans;
  readonly right: Spans;
}

export function headerOf(state: State, theme: Theme): Header {
  const right: Spans = [...spaced(rightOf(state, theme), '   '), { text: ' ' }];
  const before: Spans = [
    { text: ' meshpath', style: 'title' },
    { text: '  ' },
    { text: sourceName(state) },
    { text: ` ${theme.signs.separator} `, style: 'dim' },
  ];
  const room = state.size.columns - spansWidth(before) - spansWidth(right) - 1;
  return { left: [...before, { text: placeName(state, room, theme) }], right };
}

function sourceName({ snapshot, connection }: State): string {
  const asked = connection.type === 'ready' ? undefined : connection.context;
  if (asked !== undefined) return printable(asked);
  switch (snapshot?.origin.type) {
    case undefined:
      return '';
    case 'cluster':
      return printable(snapshot?.origin.context ?? snapshot?.origin.server ?? 'cluster');
    case 'files':
    case 'demo':
      return snapshot?.origin.type ?? '';
  }
}

const SEPARATOR = '▸';

function placeName(state: State, room: number, theme: Theme): string {
  const view = viewOf(state);
  const { namespaces } = state.settings;
  const scope = namespaces.length === 0 ? 'all namespaces' : printable(listing(namespaces));
  switch (view.type) {
    case 'entry-points':
      return scope;
    case 'routes':
    case 'findings':
    case 'trace':
      return `${scope} ${SEPARATOR} ${view.type}`;
    case 'pods':
      return `${scope} ${SEPARATOR} Pods`;
    case 'used-by':
      return `used by ${describeRef(view.object)}`;
    case 'timeline': {
      const entryPoint = view.entryPoint && entryPointOf(state, view.entryPoint);
      return `${entryPoint ? entryWords.address(entryPoint) : describeRef(view.object)} ${SEPARATOR} timeline`;
    }
    case 'yaml':
    case 'describe':
    case 'events':
    case 'why':
      return readName(view.object, view.type === 'yaml' ? 'YAML' : view.type, room, theme);
    case 'logs':
      return readName(view.object, logName(state, view), room, theme);
    case 'path': {
      const entryPoint = entryPointOf(state, view.entryPoint);
      if (entryPoint === undefined) return nameOfGone(view.entryPoint);
      const address = entryWords.address(entryPoint);
      const isKnown = address !== '' && address !== PENDING;
      return isKnown ? address : describeRef(entryPoint.object);
    }
  }
}

/** Of what is not there any more its id still tells what it was. */
function nameOfGone(id: EntryPointId): string {
  const [, kind = '', namespace = '', ...name] = id.replace(/@.*$/, '').split('/');
  return printable(`${kind} ${[namespace, ...name].filter((it) => it !== '').join('/')}, gone`);
}

/** What one reads stays, and of its object what there is room for: which container, of which life. */
function readName(object: ObjectRef, what: string, room: number, { signs }: Theme): string {
  const end = ` ${SEPARATOR} ${what}`;
  const name = describeRef(object);
  return `${truncateMiddle(name, Math.max(LEAST_NAME, room - widthOf(end)), signs.ellipsis)}${end}`;
}

const LEAST_NAME = 8;

function logName({ snapshot, logs }: State, { object, previous, container }: DocumentView): string {
  const words = previous === true ? 'previous logs' : 'logs';
  const names = containersOf(snapshot, object);
  if (names.length < 2) return words;
  const name = container ?? tellingContainer(snapshot, object) ?? '';
  return logs.all
    ? `${words} of all ${names.length} containers`
    : `${words} of ${printable(name)} (${names.indexOf(name) + 1} of ${names.length})`;
}

function rightOf(state: State, theme: Theme): Spans {
  const view = viewOf(state);
  const live = liveness(state, theme);
  switch (view.type) {
    case 'entry-points':
      return [...live, ...counts(state, theme)];
    case 'routes':
    case 'findings':
    case 'pods':
    case 'used-by':
    case 'timeline':
      return [...live, { text: counted(rowsOf(state).length, 'row') }];
    case 'trace':
      return live;
    case 'yaml':
    case 'describe':
    case 'events':
    case 'logs':
    case 'why':
      return documentState(state, view);
    case 'path': {
      const entryPoint = entryPointOf(state, view.entryPoint);
      if (entryPoint === undefined) return live;
      const { judgement } = entryPoint;
      const words = describeJudgement(judgement) ?? judgement.health;
      const isQuiet = live.every((it) => it.style === 'live');
      return [
        ...(isQuiet ? [] : live),
        { text: `${theme.healthSign(judgement.health)} ${words}`, style: judgement.health },
      ];
    }
  }
}

function documentState(state: State, view: DocumentView): Spans {
  const { documents, logs } = state;
  const document = documents[viewKey(view)];
  const count = { text: counted(document?.lines.length ?? 0, 'line') };
  const gone: Spans = isGone(state, view.object) ? [{ text: 'gone', style: 'attention' }] : [];
  if (document === undefined || document.status === 'loading')
    return view.type === 'logs' && (document?.lines.length ?? 0) > 0
      ? [count, ...gone, { text: logs.follow ? 'following' : 'not following', style: 'attention' }]
      : [{ text: 'reading', style: 'attention' }];
  if (document.status === 'failed') return gone;
  const ended: Spans = view.type === 'logs' && view.previous !== true ? [{ text: 'ended' }] : [];
  return [count, ...readAgo(state, view, document), ...(gone.length > 0 ? gone : ended)];
}

const FRESH_MS = 10_000;

/** What was read once does not follow the world. */
function readAgo({ at }: State, { type }: DocumentView, { readAt = at }: Document): Spans {
  if (type === 'logs' || at - readAt < FRESH_MS) return [];
  return [{ text: `read ${age(new Date(readAt).toISOString(), at)} ago`, style: 'dim' }];
}

/** What is read stays on the screen, and is not there any more. */
function isGone(
  { snapshot }: State,
  { apiVersion, kind, namespace = '', name }: ObjectRef,
): boolean {
  const known = kindOf(apiVersion, kind)?.kind;
  return known !== undefined && snapshot?.inventory.get(known, namespace, name).type === 'absent';
}

function counts(state: State, theme: Theme): Spans {
  if (state.snapshot === undefined) return [];
  const entryPoints = entryPointsShown(state);
  const healths = healthCounts(entryPoints);
  return [
    { text: counted(entryPoints.length, 'entry point') },
    ...HEALTHS.flatMap((health) => {
      const count = healths.get(health) ?? 0;
      return count === 0 ? [] : [{ text: `${theme.healthSign(health)} ${count}`, style: health }];
    }),
    ...findingCounts(state),
  ];
}

/** There may be thousands, and the picture is drawn for each key. */
const healthCounts = remember((entryPoints: readonly EntryPoint[]) =>
  countBy(entryPoints, (it) => it.judgement.health),
);

const severityCounts = remember((findings: readonly Finding[]) =>
  countBy(findings, (it) => it.severity),
);

/** What checks found, which may be where all are healthy. */
function findingCounts(state: State): Spans {
  const severities = severityCounts(findingsShown(state));
  return (['error', 'warning'] as const).flatMap((severity) => {
    const count = severities.get(severity) ?? 0;
    return count === 0 ? [] : [{ text: counted(count, severity), style: severityHealth(severity) }];
  });
}

/** Whether what is shown is how it is now. */
function liveness(state: State, theme: Theme): Spans {
  const { connection, snapshot, paused, at } = state;
  if (paused !== undefined) {
    const since = new Date(paused.since).toISOString();
    return [{ text: `paused ${age(since, at)}, P goes on`, style: 'attention' }];
  }
  if (connection.type === 'failed') return [{ text: 'not connected', style: 'attention' }];
  if (snapshot === undefined) return [{ text: 'connecting', style: 'attention' }];
  return ofResources(snapshot, nowIn(state), theme, connection.type === 'connecting');
}

function ofResources(
  { resources, origin }: Snapshot,
  now: number,
  theme: Theme,
  isReading: boolean,
): Spans {
  const inState = (state: ResourceState['state']) => resources.filter((it) => it.state === state);
  const loading = inState('loading');
  if (loading.length > 0) return [{ text: describeLoading(loading), style: 'attention' }];
  if (isReading) return [{ text: 'reading', style: 'attention' }];
  const stale = inState('stale');
  if (stale.length > 0) {
    const oldest = stale.flatMap((it) => it.since ?? []).toSorted()[0];
    const ago = age(oldest, now);
    return [{ text: `stale${ago === '' ? '' : ` ${ago}`}, retrying`, style: 'attention' }];
  }
  if (origin.type === 'files') return [];
  return [{ text: `${theme.healthSign('healthy')} live`, style: 'live' }];
}

const MOST_NAMED = 3;

function describeLoading(loading: readonly ResourceState[]): string {
  const names = loading.map((it) => printable(it.resource.replace(/\..*/, '')));
  return names.length > MOST_NAMED
    ? `loading ${counted(names.length, 'kind')}`
    : `loading ${listing(names)}`;
}

/** What may not be read, in a sentence: what follows from it is unknown. */
export function describeUnavailable(resources: readonly ResourceState[]): string {
  const all = resources.flatMap(({ resource, state, namespaces, message }) => {
    const name = printable(resource.replace(/\..*/, ''));
    if (state === 'forbidden')
      return [
        namespaces === undefined
          ? `${name}: forbidden`
          : `${name}: read in ${counted(namespaces.length, 'namespace')} only`,
      ];
    if (state === 'failed') return [`${name}: ${printable(message ?? 'could not be read')}`];
    return [];
  });
  // Istio and the Gateway API have Gateways both.
  const parts = [...new Set(all)];
  return parts.length > MOST_NAMED + 1
    ? `${parts.slice(0, MOST_NAMED).join(', ')} and ${parts.length - MOST_NAMED} more`
    : parts.join(', ');
}
