import { by } from '../lib/order.ts';
import { healthRank } from '../model/health.ts';
import { runLine } from './command-line.ts';
import { containersOf, tellingContainer } from './containers.ts';
import { isDocument, withWhy } from './documents.ts';
import type { Effect, Step } from './effects.ts';
import { fieldOf } from './field.ts';
import { type Command, keysOn, placeOf } from './keys.ts';
import { layoutOf } from './layout.ts';
import { type Fold, type ListState, nextWhere, selectedRow, selectId } from './list.ts';
import { moved } from './move.ts';
import { openPalette, type PaletteAction } from './palette.ts';
import { withCopyPicker, withNamespacePicker } from './pickers.ts';
import { probed } from './probing.ts';
import { traced } from './requests.ts';
import { toggledNoise } from './screens/document/rows.ts';
import { isWell } from './screens/entry-points/rows.ts';
import { findingRows } from './screens/findings/rows.ts';
import { foldHealthyPath, pathProblems, type Problem } from './screens/path/update.ts';
import { rowsOf } from './screens/rows.ts';
import { listOf, noticed, type State, type Trail, type View, viewOf, withList } from './state.ts';
import { targetOf } from './target.ts';
import { goTo, historyBack, historyForward, pop, push } from './trails.ts';
import { withSnapshot } from './world.ts';

/** Whether it can be done was settled before: `when` of the key. */
export function runCommand(state: State, command: Command): Step {
  switch (command) {
    case 'down':
    case 'up':
    case 'first':
    case 'last':
    case 'half-down':
    case 'half-up':
    case 'page-down':
    case 'page-up':
      return only(moved(state, command));
    case 'open':
      return only(opened(state));
    case 'unfold':
      return only(unfolded(state));
    case 'fold':
      return only(folded(state));
    case 'toggle-fold':
      return only(toggled(state));
    case 'fold-healthy':
      return only(foldedHealthy(state));
    case 'fold-noise':
      return only(foldedNoise(state));
    case 'first-broken':
      return only(atFirstProblem(state));
    case 'next-problem':
      return only(atProblem(state, 1));
    case 'previous-problem':
      return only(atProblem(state, -1));
    case 'escape':
      return only(escaped(state));
    case 'back':
      return back(state);
    case 'history-back':
      return only(historyBack(state));
    case 'history-forward':
      return only(historyForward(state));
    case 'last-view':
      return only(atLastView(state));
    case 'to-entry-points':
      return only(goTo(state, [FIRST]));
    case 'to-routes':
      return only(goTo(state, [FIRST, { type: 'routes' }]));
    case 'to-findings':
      return only(goTo(state, [FIRST, { type: 'findings' }]));
    case 'to-pods':
      return only(goTo(state, [FIRST, { type: 'pods' }]));
    case 'to-trace':
    case 'trace':
      return only(traced(state));
    case 'probe':
      return probed(state);
    case 'yaml':
    case 'describe':
    case 'events':
      return only(withDocument(state, command));
    case 'logs':
      return only(withLogs(state, false));
    case 'previous-logs':
      return only(withLogs(state, true));
    case 'why':
      return only(why(state));
    case 'timeline':
      return only(withTimeline(state));
    case 'used-by':
      return only(usedBy(state));
    case 'copy':
      return only(withCopyPicker(state));
    case 'explain':
      return only(withSetting(state, { explain: !state.settings.explain }));
    case 'choose-context':
      return [state, [{ type: 'list-contexts' }]];
    case 'choose-namespace':
      return only(withNamespacePicker(state));
    case 'follow':
      return only({ ...state, logs: { ...state.logs, follow: !state.logs.follow } });
    case 'wrap':
      return only({ ...state, logs: { ...state.logs, wrap: !state.logs.wrap } });
    case 'timestamps':
      return withTimestamps(state);
    case 'all-containers':
      return withAllContainers(state);
    case 'next-container':
      return only(withNextContainer(state));
    case 'next-pane':
      return only({ ...state, pane: state.pane === 'list' ? 'details' : 'list' });
    case 'quit':
      return [state, [{ type: 'quit', exitCode: INTERRUPTED }]];
    case 'suspend':
      return [state, [{ type: 'suspend' }]];
    case 'filter':
      return only({
        ...state,
        typing: { purpose: 'filter', field: fieldOf(listOf(state).filter) },
      });
    case 'next-match':
      return only(atMatch(state, 1));
    case 'previous-match':
      return only(atMatch(state, -1));
    case 'only-unwell':
      return only(onlyUnwell(state));
    case 'wide':
      return only(withSetting(state, { wide: !state.settings.wide }));
    case 'by-host':
      return only(withSetting(state, { byHost: !state.settings.byHost }));
    case 'pause':
      return paused(state);
    case 'reload':
      return [noticed(state, 'Reading everything anew.'), [{ type: 'connect' }]];
    case 'go-to-anything':
      return only(openPalette(state, 'go'));
    case 'command-line':
      return only(openPalette(state, 'command'));
    case 'help':
      return only(
        state.overlay === undefined
          ? { ...state, overlay: { type: 'help', top: 0 } }
          : closed(state),
      );
  }
}

const INTERRUPTED = 130;
const FIRST = { type: 'entry-points' } as const;

const only = (state: State): Step => [state, []];

/** What was chosen in a palette. */
export function runAction(state: State, action: PaletteAction): Step {
  switch (action.type) {
    case 'entry-point':
      return only(push(state, { type: 'path', entryPoint: action.id }));
    case 'object':
      return only(push(state, { type: 'used-by', object: action.object }));
    case 'key': {
      const { when } = keysOn(placeOf(state)).find((it) => it.command === action.command) ?? {};
      const available = when?.(state) ?? true;
      return available === true
        ? runCommand(state, action.command)
        : only(noticed(state, available));
    }
    case 'line':
      return runLine(state, action.line);
  }
}

function closed(state: State): State {
  const { overlay: _, ...rest } = state;
  return rest;
}

/** One step each: what is open, then the filter, then the view; never out of the program. */
function escaped(state: State): State {
  if (state.overlay !== undefined) return closed(state);
  if (state.pane === 'details') return { ...state, pane: 'list' };
  const list = listOf(state);
  if (list.filter !== '') return withList(state, { ...list, filter: '' });
  if (list.onlyUnwell) return withList(state, { ...list, onlyUnwell: false });
  return pop(state) ?? state;
}

function back(state: State): Step {
  if (state.overlay !== undefined) return only(closed(state));
  const popped = pop(state);
  const quit: Effect = { type: 'quit', exitCode: 0 };
  return popped === undefined ? [state, [quit]] : only(popped);
}

function atLastView(state: State): State {
  const last = state.past.at(-1);
  return last === undefined ? state : goTo(state, last);
}

function opened(state: State): State {
  const { type } = viewOf(state);
  if (type === 'path' || type === 'yaml') return toggled(state);
  if (type === 'findings')
    return targetOf(state).finding === undefined ? toggled(state) : why(state);
  if (type === 'timeline') return withDocument(state, 'describe');
  return type === 'pods' ? usedBy(state) : pathOfRow(state);
}

/** The path of the row's entry point, at its rule where it has one. */
function pathOfRow(state: State): State {
  const { entryPoint, route } = targetOf(state);
  if (entryPoint === undefined) return state;
  const next = push(state, { type: 'path', entryPoint: entryPoint.id });
  return route === undefined ? next : withSelected(next, route.id);
}

function why(state: State): State {
  const row = viewOf(state).type === 'findings' && selectedRow(findingRows(state), listOf(state));
  if (row && row.type === 'check')
    return { ...state, overlay: { type: 'explain', check: row.check, top: 0 } };
  const { object, ...rest } = targetOf(state);
  return object === undefined ? state : withWhy(state, { ...rest, object });
}

/** Of the whole path where one looks at one, else of the object. */
function withTimeline(state: State): State {
  const { object, entryPoint } = targetOf(state);
  if (object === undefined) return state;
  const { type } = viewOf(state);
  const isPath = type !== 'pods' && type !== 'findings' && type !== 'timeline';
  return push(state, {
    type: 'timeline',
    object: isPath ? (entryPoint?.object ?? object) : object,
    ...(isPath && entryPoint !== undefined && { entryPoint: entryPoint.id }),
  });
}

function usedBy(state: State): State {
  const { object } = targetOf(state);
  return object === undefined ? state : push(state, { type: 'used-by', object });
}

function withDocument(state: State, type: 'yaml' | 'describe' | 'events'): State {
  const { object } = targetOf(state);
  return object === undefined ? state : push(state, { type, object });
}

/** Of the Pod in the row, else of the one that is worst among those it stands for. */
function withLogs(state: State, isPrevious: boolean): State {
  const { pods, object } = targetOf(state);
  const [worst] = pods.toSorted(by((it) => healthRank(it.judgement.health)));
  const pod = worst?.object ?? object;
  if (pod === undefined) return state;
  const view = viewOf(state);
  const was = view.type === 'logs' && view.previous === true;
  const previous = view.type === 'logs' ? !was : isPrevious;
  const { container } = view.type === 'logs' ? view : {};
  const next = {
    type: 'logs' as const,
    object: pod,
    ...(previous && { previous }),
    ...(container !== undefined && { container }),
  };
  return view.type === 'logs' ? goTo(state, replaced(state, next)) : push(state, next);
}

function replaced({ trail }: State, view: View): Trail {
  const [first, ...rest] = trail;
  return [first, ...rest.slice(0, -1), view];
}

function withTimestamps(state: State): Step {
  const view = viewOf(state);
  const logs = { ...state.logs, timestamps: !state.logs.timestamps };
  return [{ ...state, logs }, view.type === 'logs' ? [{ type: 'fetch', view }] : []];
}

function withAllContainers(state: State): Step {
  const view = viewOf(state);
  const logs = { ...state.logs, all: !state.logs.all };
  return [{ ...state, logs }, view.type === 'logs' ? [{ type: 'fetch', view }] : []];
}

function withNextContainer(state: State): State {
  const view = viewOf(state);
  if (view.type !== 'logs') return state;
  const names = containersOf(state.snapshot, view.object);
  const now = view.container ?? tellingContainer(state.snapshot, view.object) ?? '';
  const container = names[(names.indexOf(now) + 1) % names.length];
  const one = { ...state, logs: { ...state.logs, all: false } };
  return container === undefined ? state : goTo(one, replaced(one, { ...view, container }));
}

const withSelected = (state: State, id: string): State =>
  withList(state, selectId(rowsOf(state), listOf(state), layoutOf(state).rows, id));

const withFold = (state: State, id: string, fold: Fold): State => {
  const list = listOf(state);
  return withList(state, { ...list, folds: { ...list.folds, [id]: fold } });
};

function unfolded(state: State): State {
  const rows = rowsOf(state);
  const row = selectedRow(rows, listOf(state));
  if (row?.fold === 'closed') return withFold(state, row.id, 'open');
  if (row?.fold === undefined) return noticed(state, 'Nothing lies below this row.');
  const child = rows.find((it) => it.parent === row.id);
  return child === undefined ? state : withSelected(state, child.id);
}

function folded(state: State): State {
  const row = selectedRow(rowsOf(state), listOf(state));
  if (row?.fold === 'open') return withFold(state, row.id, 'closed');
  if (row?.parent !== undefined) return withSelected(state, row.parent);
  return noticed(state, 'Nothing stands above this row.');
}

function toggled(state: State): State {
  const row = selectedRow(rowsOf(state), listOf(state));
  if (row?.fold === undefined) return noticed(state, 'Nothing lies below this row.');
  return withFold(state, row.id, row.fold === 'open' ? 'closed' : 'open');
}

function foldedNoise(state: State): State {
  const view = viewOf(state);
  return isDocument(view) ? withList(state, toggledNoise(state, view)) : state;
}

function foldedHealthy(state: State): State {
  const view = viewOf(state);
  if (view.type === 'path') return foldHealthyPath(state, view);
  const list = listOf(state);
  const healthy = rowsOf(state).filter((it) => it.fold !== undefined && isWell(it));
  const fold: Fold = healthy.some((it) => it.fold === 'open') ? 'closed' : 'open';
  const folds = Object.fromEntries(healthy.map(({ id }) => [id, fold]));
  return withList(state, { ...list, folds: { ...list.folds, ...folds } });
}

/** Of a path where trouble begins; of a list every row that is not well. */
function problemsOf(state: State): readonly Problem[] {
  const view = viewOf(state);
  if (view.type === 'path') return pathProblems(state, view);
  return rowsOf(state)
    .filter((it) => !isWell(it))
    .map(({ id, health = 'unknown' }) => ({ id, health, above: [] }));
}

const ALL_WELL = 'All is well here.';

function atFirstProblem(state: State): State {
  const problems = problemsOf(state);
  const worst = Math.min(...problems.map((it) => healthRank(it.health)));
  const first = problems.find((it) => healthRank(it.health) === worst);
  if (first === undefined) return noticed(state, ALL_WELL);
  const next = shown(state, first);
  return listOf(state).selected === first.id ? noticed(next, 'It is this one.') : next;
}

/** What stands above it is opened, and a filter that hides it is lifted. */
function shown(state: State, { id, above }: Problem): State {
  const list = listOf(state);
  const folds = Object.fromEntries(above.map((it) => [it, 'open' as const]));
  const open: ListState = { ...list, folds: { ...list.folds, ...folds } };
  const next = withList(state, open);
  const isThere = rowsOf(next).some((it) => it.id === id);
  return withSelected(isThere ? next : withList(next, { ...open, filter: '' }), id);
}

function atProblem(state: State, direction: 1 | -1): State {
  const problems = problemsOf(state);
  if (problems.length === 0) return noticed(state, ALL_WELL);
  const every = problems.reduce(opening, state);
  const ids = new Set(problems.map((it) => it.id));
  const next = nextWhere(rowsOf(every), listOf(state), direction, (it) => ids.has(it.id));
  const problem = problems.find((it) => it.id === next?.id);
  return problem === undefined ? noticed(state, ALL_WELL) : shown(state, problem);
}

/** Folds count for nothing where the next problem is looked for. */
function opening(state: State, { above }: Problem): State {
  const list = listOf(state);
  const folds = Object.fromEntries(above.map((it) => [it, 'open' as const]));
  return withList(state, { ...list, folds: { ...list.folds, ...folds } });
}

const isMatch = (row: object): boolean => !('found' in row) || row.found === true;

function atMatch(state: State, direction: 1 | -1): State {
  const next = nextWhere(rowsOf(state), listOf(state), direction, isMatch);
  return next === undefined ? noticed(state, 'Nothing fits.') : withSelected(state, next.id);
}

function onlyUnwell(state: State): State {
  const list = listOf(state);
  return withList(state, { ...list, onlyUnwell: !list.onlyUnwell });
}

const withSetting = (state: State, settings: Partial<State['settings']>): State => ({
  ...state,
  settings: { ...state.settings, ...settings },
});

function paused(state: State): Step {
  const { paused: pause, ...rest } = state;
  if (pause === undefined) return only({ ...state, paused: { since: state.at } });
  return pause.newer === undefined ? only(rest) : withSnapshot(rest, pause.newer, state.at);
}
