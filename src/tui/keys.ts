import { containersOf } from './containers.ts';
import { selectedRow } from './list.ts';
import { rowsOf } from './screens/rows.ts';
import { answerTo } from './screens/trace/rows.ts';
import { listOf, type Overlay, type State, viewKey, viewOf, type ViewType } from './state.ts';
import { targetOf } from './target.ts';

/** Where a key means something. */
export type Place = ViewType | Overlay['type'];

/** In the order of the help. */
export const GROUPS = [
  'tree',
  'where',
  'inspect',
  'do',
  'find',
  'view',
  'logs',
  'move',
  'help',
] as const;
type Group = (typeof GROUPS)[number];

interface KeyEntry {
  readonly command: string;
  /** As `keyName` gives them; the first is the one that is shown. */
  readonly keys: readonly string[];
  readonly label: string;
  /** Where the label alone does not say it. */
  readonly explain?: string;
  readonly group: Group;
  readonly on: readonly Place[] | 'everywhere';
  /** Among the keys at the foot of the screen, in this order. */
  readonly footer?: number;
  /** There, however narrow the screen is. */
  readonly always?: true;
  /** `true`, or why it does nothing just now. */
  readonly when?: (state: State) => true | string;
}

const TABLES = ['entry-points', 'routes', 'findings', 'pods', 'used-by', 'timeline'] as const;
const TREES = ['entry-points', 'path', 'findings', 'yaml'] as const;
const DOCUMENTS = ['yaml', 'describe', 'events', 'logs', 'why'] as const;
const OBJECTS = [...TABLES, 'path', 'trace'] as const;
const VIEWS = [...OBJECTS, ...DOCUMENTS] as const;
const SCROLLED = [...VIEWS, 'help', 'explain', 'copied'] as const;
/** Where rows have a health. */
const JUDGED = [...TABLES, 'path'] as const;

/** Every key there is. Handler, footer, help and documentation read this table, and nothing else decides. */
export const KEYS = [
  { command: 'down', keys: ['j', 'down'], label: 'down', group: 'move', on: SCROLLED },
  { command: 'up', keys: ['k', 'up'], label: 'up', group: 'move', on: SCROLLED },
  { command: 'first', keys: ['g', 'home'], label: 'first', group: 'move', on: SCROLLED },
  { command: 'last', keys: ['G', 'end'], label: 'last', group: 'move', on: SCROLLED },
  {
    command: 'half-down',
    keys: ['ctrl+d'],
    label: 'half a page down',
    group: 'move',
    on: SCROLLED,
  },
  { command: 'half-up', keys: ['ctrl+u'], label: 'half a page up', group: 'move', on: SCROLLED },
  {
    command: 'page-down',
    keys: ['ctrl+f', 'pagedown'],
    label: 'a page down',
    group: 'move',
    on: SCROLLED,
  },
  {
    command: 'page-up',
    keys: ['ctrl+b', 'pageup'],
    label: 'a page up',
    group: 'move',
    on: SCROLLED,
  },
  {
    command: 'open',
    keys: ['return'],
    label: 'open',
    explain: 'the path of an entry point; on a path and in YAML, opens and closes a row',
    group: 'tree',
    on: [...TABLES, 'path', 'yaml'],
    footer: 1,
    when: canOpen,
  },
  {
    command: 'unfold',
    keys: ['l', 'right'],
    label: 'unfold',
    explain: 'what is below; a gateway into its hosts',
    group: 'tree',
    on: TREES,
    when: hasRow,
  },
  {
    command: 'fold',
    keys: ['h', 'left'],
    label: 'fold, or to the parent',
    group: 'tree',
    on: TREES,
    when: hasRow,
  },
  {
    command: 'toggle-fold',
    keys: ['space'],
    label: 'fold',
    explain: 'what is open, or unfold what is folded',
    group: 'tree',
    on: TREES,
    footer: 2,
    when: canFold,
  },
  {
    command: 'fold-healthy',
    keys: ['z'],
    label: 'fold the healthy',
    explain: 'and again to unfold it',
    group: 'tree',
    on: ['entry-points', 'path'],
  },
  {
    command: 'fold-noise',
    keys: ['z'],
    label: 'status and managedFields',
    explain: 'unfolds them, and again folds them',
    group: 'tree',
    on: ['yaml'],
    footer: 3,
  },
  {
    command: 'first-broken',
    keys: ['o'],
    label: 'first broken',
    explain: 'to the first row that is not well',
    group: 'tree',
    on: JUDGED,
    footer: 3,
    when: hasWorld,
  },
  {
    command: 'next-problem',
    keys: ['}'],
    label: 'next problem',
    group: 'tree',
    on: JUDGED,
    when: hasWorld,
  },
  {
    command: 'previous-problem',
    keys: ['{'],
    label: 'previous problem',
    group: 'tree',
    on: JUDGED,
    when: hasWorld,
  },
  {
    command: 'escape',
    keys: ['escape'],
    label: 'back',
    explain: 'closes, clears the filter, goes back, one step each; never quits',
    group: 'where',
    on: 'everywhere',
    footer: 98,
    always: true,
    when: hasWayBack,
  },
  {
    command: 'back',
    keys: ['q'],
    label: 'back',
    explain: 'and quits at the first screen',
    group: 'where',
    on: 'everywhere',
  },
  {
    command: 'history-back',
    keys: ['['],
    label: 'back in history',
    group: 'where',
    on: VIEWS,
    when: hasPast,
  },
  {
    command: 'history-forward',
    keys: [']'],
    label: 'forward in history',
    group: 'where',
    on: VIEWS,
    when: hasFuture,
  },
  {
    command: 'last-view',
    keys: ['-'],
    label: 'the last view',
    group: 'where',
    on: VIEWS,
    when: hasPast,
  },
  { command: 'to-entry-points', keys: ['1'], label: 'entry points', group: 'where', on: VIEWS },
  { command: 'to-routes', keys: ['2'], label: 'routes', group: 'where', on: VIEWS, when: hasWorld },
  {
    command: 'to-findings',
    keys: ['3'],
    label: 'findings',
    group: 'where',
    on: VIEWS,
    footer: 7,
    when: hasWorld,
  },
  {
    command: 'to-trace',
    keys: ['4'],
    label: 'trace',
    group: 'where',
    on: VIEWS,
    when: hasWorld,
  },
  { command: 'to-pods', keys: ['5'], label: 'Pods', group: 'where', on: VIEWS, when: hasWorld },
  {
    command: 'next-pane',
    keys: ['tab', 'shift+tab'],
    label: 'other pane',
    group: 'where',
    on: ['path'],
  },
  { command: 'quit', keys: ['ctrl+c'], label: 'quit', group: 'where', on: 'everywhere' },
  { command: 'suspend', keys: ['ctrl+z'], label: 'suspend', group: 'where', on: 'everywhere' },
  {
    command: 'filter',
    keys: ['/'],
    label: 'find',
    explain:
      'text, !text, ns: (of any part) host: path: kind: health:broken /regex/, a name or a URL',
    group: 'find',
    on: VIEWS,
    footer: 4,
    when: hasWorld,
  },
  {
    command: 'next-match',
    keys: ['n'],
    label: 'next match',
    group: 'find',
    on: VIEWS,
    when: hasFilter,
  },
  {
    command: 'previous-match',
    keys: ['N'],
    label: 'previous match',
    group: 'find',
    on: VIEWS,
    when: hasFilter,
  },
  {
    command: 'only-unwell',
    keys: ['e'],
    label: 'not well',
    explain: 'only that, and again for all',
    group: 'find',
    on: JUDGED,
    footer: 5,
    when: hasWorld,
  },
  {
    command: 'yaml',
    keys: ['y'],
    label: 'YAML',
    group: 'inspect',
    on: OBJECTS,
    footer: 12,
    when: hasObject,
  },
  {
    command: 'describe',
    keys: ['d'],
    label: 'describe',
    group: 'inspect',
    on: OBJECTS,
    footer: 13,
    when: hasObject,
  },
  {
    command: 'events',
    keys: ['v'],
    label: 'events',
    group: 'inspect',
    on: OBJECTS,
    footer: 14,
    when: hasObject,
  },
  {
    command: 'logs',
    keys: ['L'],
    label: 'logs',
    group: 'inspect',
    on: OBJECTS,
    footer: 11,
    when: hasPod,
  },
  {
    command: 'previous-logs',
    keys: ['p'],
    label: 'previous logs',
    explain: "those of the container's last life",
    group: 'inspect',
    on: [...OBJECTS, 'logs'],
    when: hasPod,
  },
  {
    command: 'why',
    keys: ['i'],
    label: 'why',
    explain: 'what is wrong, what shows it, the kubectl command, how to mend it',
    group: 'inspect',
    on: OBJECTS,
    footer: 3.2,
    when: hasReason,
  },
  {
    command: 'timeline',
    keys: ['T'],
    label: 'timeline',
    explain: 'what happened on this path, newest first',
    group: 'inspect',
    on: OBJECTS,
    footer: 13.5,
    when: hasObject,
  },
  {
    command: 'used-by',
    keys: ['u'],
    label: 'used by',
    explain: 'which URLs reach this, and with which share',
    group: 'inspect',
    on: OBJECTS,
    when: hasObject,
  },
  {
    command: 'trace',
    keys: ['t'],
    label: 'trace',
    explain: 'a URL from here; on the trace screen, edits the request',
    group: 'do',
    on: VIEWS,
    footer: 6,
    when: hasWorld,
  },
  {
    command: 'probe',
    keys: ['x'],
    label: 'really',
    explain:
      'looks what is really there: DNS, connection, certificate, one request; says first what it sends',
    group: 'do',
    on: ['trace'],
    footer: 6.5,
    when: canProbe,
  },
  {
    command: 'copy',
    keys: ['c'],
    label: 'copy',
    explain: 'name, URL, curl or kubectl command, the path as Markdown, JSON',
    group: 'do',
    on: OBJECTS,
    footer: 15,
    when: hasObject,
  },
  {
    command: 'explain',
    keys: ['m'],
    label: 'explain',
    explain: 'a line under each hop that says what happens there',
    group: 'view',
    on: ['path'],
  },
  {
    command: 'choose-context',
    keys: ['C'],
    label: 'context',
    group: 'view',
    on: VIEWS,
    footer: 9,
  },
  {
    command: 'choose-namespace',
    keys: ['ctrl+n'],
    label: 'namespace',
    group: 'view',
    on: VIEWS,
    footer: 8,
    when: hasWorld,
  },
  {
    command: 'follow',
    keys: ['f'],
    label: 'follow',
    group: 'logs',
    on: ['logs'],
    footer: 1,
    when: goesOn,
  },
  {
    command: 'wrap',
    keys: ['w'],
    label: 'wrap',
    group: 'logs',
    on: DOCUMENTS,
    footer: 2.5,
  },
  {
    command: 'timestamps',
    keys: ['s'],
    label: 'timestamps',
    group: 'logs',
    on: ['logs'],
    footer: 3,
  },
  {
    command: 'all-containers',
    keys: ['0'],
    label: 'all containers',
    explain: 'or one',
    group: 'logs',
    on: ['logs'],
    footer: 4.5,
    when: hasContainers,
  },
  {
    command: 'next-container',
    keys: ['tab'],
    label: 'next container',
    group: 'logs',
    on: ['logs'],
    footer: 4.6,
    when: hasContainers,
  },
  {
    command: 'wide',
    keys: ['w'],
    label: 'wide',
    explain: 'more columns',
    group: 'view',
    on: ['entry-points'],
  },
  {
    command: 'by-host',
    keys: ['b'],
    label: 'a row for each host',
    group: 'view',
    on: ['entry-points'],
  },
  {
    command: 'pause',
    keys: ['P'],
    label: 'pause',
    explain: 'the world stands still, and again to go on',
    group: 'view',
    on: VIEWS,
    when: hasWorld,
  },
  {
    command: 'reload',
    keys: ['ctrl+r'],
    label: 'reload',
    explain: 'read everything anew',
    group: 'view',
    on: VIEWS,
  },
  {
    command: 'go-to-anything',
    keys: ['ctrl+p'],
    label: 'go to anything',
    explain: 'an entry point, an object, a command, by a few letters of it',
    group: 'find',
    on: VIEWS,
  },
  {
    command: 'command-line',
    keys: [':'],
    label: 'a command',
    explain: 'as on the command line, with completion: trace URL, explain ID, list -n NS',
    group: 'help',
    on: VIEWS,
  },
  {
    command: 'help',
    keys: ['?'],
    label: 'help',
    group: 'help',
    on: 'everywhere',
    footer: 99,
    always: true,
  },
] as const satisfies readonly KeyEntry[];

export type Command = (typeof KEYS)[number]['command'];

export const placeOf = (state: State): Place => state.overlay?.type ?? viewOf(state).type;

const isOn = ({ on }: Pick<KeyEntry, 'on'>, place: Place): boolean =>
  on === 'everywhere' || on.includes(place);

/** The keys that mean something in a place, in the order of the table. */
export const keysOn = (place: Place): readonly (KeyEntry & { readonly command: Command })[] =>
  KEYS.filter((it) => isOn(it, place));

export const commandFor = (
  key: string,
  place: Place,
): (KeyEntry & { readonly command: Command }) | undefined =>
  keysOn(place).find((it) => it.keys.includes(key));

/** Where one looks at objects themselves, what looks closer stands before what looks elsewhere. */
const CLOSE_UP: ReadonlySet<Place> = new Set<Place>(['path', 'pods', 'used-by', 'timeline']);
const AFTER_THE_TREE = 3.5;

/** Where at the foot of a screen, from the left. */
export const footerPlace = (
  { group, footer = 0 }: Pick<KeyEntry, 'group' | 'footer'>,
  place: Place,
): number => (group === 'inspect' && CLOSE_UP.has(place) ? AFTER_THE_TREE + footer / 1000 : footer);

const SHOWN: Readonly<Record<string, string>> = {
  return: '↵',
  escape: 'esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  home: 'Home',
  end: 'End',
};

/** Its words, as a sentence would have them. */
export const commandLabel = ({ label, explain }: Pick<KeyEntry, 'label' | 'explain'>): string =>
  explain === undefined ? label : `${label}: ${explain}`;

/** As a person would name it. */
export const keyLabel = (key: string): string => SHOWN[key] ?? key.replace('ctrl+', 'ctrl-');

function hasRow(state: State): true | string {
  return rowsOf(state).length > 0 || 'There is no row here.';
}

function canOpen(state: State): true | string {
  const { type } = viewOf(state);
  return type === 'path' || type === 'yaml' ? canFold(state) : hasRow(state);
}

function canFold(state: State): true | string {
  return (
    selectedRow(rowsOf(state), listOf(state))?.fold !== undefined || 'Nothing lies below this row.'
  );
}

function hasObject(state: State): true | string {
  return targetOf(state).object !== undefined || 'This row is no object.';
}

function hasReason(state: State): true | string {
  return viewOf(state).type === 'findings' ? hasRow(state) : hasObject(state);
}

function hasPod(state: State): true | string {
  const { pods, object } = targetOf(state);
  return (
    pods.length > 0 || object?.kind === 'Pod' || 'There is no Pod here whose logs could be read.'
  );
}

function hasContainers(state: State): true | string {
  const view = viewOf(state);
  const count = view.type === 'logs' ? containersOf(state.snapshot, view.object).length : 0;
  return count > 1 || 'This Pod has one container.';
}

function goesOn(state: State): true | string {
  const document = state.documents[viewKey(viewOf(state))];
  return document?.status === 'loading' || 'There is nothing to follow: the log has ended.';
}

function canProbe(state: State): true | string {
  if (state.canProbe !== true) return 'The demo is nowhere: there is nothing to look at.';
  return answerTo(state).type === 'trace' || 'There is no request to send.';
}

function hasWayBack(state: State): true | string {
  const { filter, onlyUnwell } = listOf(state);
  const isSomewhere = state.overlay !== undefined || state.trail.length > 1;
  return (
    isSomewhere ||
    state.pane === 'details' ||
    filter !== '' ||
    onlyUnwell ||
    'This is the first screen: q quits.'
  );
}

function hasPast({ past }: State): true | string {
  return past.length > 0 || 'There is no view before this one.';
}

function hasFuture({ future }: State): true | string {
  return future.length > 0 || 'There is no view after this one.';
}

function hasFilter(state: State): true | string {
  return listOf(state).filter !== '' || 'Nothing is looked for: / begins.';
}

function hasWorld({ snapshot }: State): true | string {
  return snapshot !== undefined || 'Nothing was read yet.';
}
