import type { EntryPointId } from '../model/exposure.ts';
import { type ObjectRef, refKey } from '../model/object-ref.ts';
import type { Probe } from '../model/probe.ts';
import type { Trace } from '../model/trace.ts';
import type { Snapshot } from '../session/session.ts';
import type { Change } from '../text/changes.ts';
import type { Field } from './field.ts';
import { EMPTY_LIST, type ListState } from './list.ts';
import type { Moment } from './screens/timeline/moments.ts';

export interface State {
  readonly size: Size;
  readonly connection: Connection;
  /** Absent until there is something to show. */
  readonly snapshot?: Snapshot;
  /** Epoch milliseconds of the clock: now, and when the snapshot came. */
  readonly at: number;
  readonly arrivedAt: number;
  /** While paused: what came since; shown when one goes on. */
  readonly paused?: { readonly since: number; readonly newer?: Snapshot };
  /** What is on the screen, under it what Esc leads back to. */
  readonly trail: Trail;
  readonly past: readonly Trail[];
  readonly future: readonly Trail[];
  /** By `viewKey`: where one was is where one comes back to. */
  readonly lists: Readonly<Record<string, ListState>>;
  readonly overlay?: Overlay;
  /** A line is being typed: the filter, a request. */
  readonly typing?: Typing;
  /** What was asked for, newest first; what stands in the field is answered as it is typed. */
  readonly requests: Requests;
  /** What was looked at in the real world, for the request as it was typed. */
  readonly probing?: Probing;
  /** Whether there is a real world: the demo has none. */
  readonly canProbe?: true;
  /** By `viewKey`: what was fetched to be read. */
  readonly documents: Readonly<Record<string, Document>>;
  readonly logs: LogSettings;
  /** One sentence, until the next key. */
  readonly notice?: Notice;
  /** Rows that changed, by id, and until when that is shown. */
  readonly flashes: Readonly<Record<string, number>>;
  /** What changed while somebody looked, newest first. */
  readonly history: readonly PastChange[];
  readonly settings: Settings;
  /** What of the settings file could not be used, a sentence each. */
  readonly settingsMistakes: readonly string[];
  /** Three lines of help on the first screen, until somebody goes on. */
  readonly welcome?: true;
  /** Why the terminal may not take what is copied. */
  readonly clipboardNote?: string;
  readonly pane: 'list' | 'details';
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export type Connection =
  | { readonly type: 'connecting'; readonly context?: string }
  /** Everything that can be read was read once. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'failed';
      readonly message: string;
      /** Contexts that there are besides. */
      readonly others: readonly string[];
      readonly context?: string;
    };

export interface Settings {
  readonly wide: boolean;
  readonly byHost: boolean;
  readonly explain: boolean;
  /** Of the entry points, by their titles in lower case. */
  readonly columns?: readonly string[];
  /** Those that are shown; none: all. */
  readonly namespaces: readonly string[];
}

export type View =
  | { readonly type: 'entry-points' }
  | { readonly type: 'path'; readonly entryPoint: EntryPointId }
  | { readonly type: 'routes' }
  | { readonly type: 'findings' }
  | { readonly type: 'trace' }
  | { readonly type: 'pods' }
  | { readonly type: 'used-by'; readonly object: ObjectRef }
  | TimelineView
  | DocumentView;

/** What happened to an object, or to all on the way of an entry point. */
export interface TimelineView {
  readonly type: 'timeline';
  readonly object: ObjectRef;
  readonly entryPoint?: EntryPointId;
}

/** Something to read, line by line. */
export interface DocumentView {
  readonly type: 'yaml' | 'describe' | 'events' | 'logs' | 'why';
  readonly object: ObjectRef;
  /** Logs of the container's last life. */
  readonly previous?: true;
  /** Logs: of this container; absent: of the one that tells most. */
  readonly container?: string;
}

/** What is read when it comes on the screen. */
export type FetchedView = DocumentView | TimelineView;

export type ViewType = View['type'];

/** Never empty. */
export type Trail = readonly [View, ...View[]];

export type Overlay = ReadOverlay | Picker | Palette;

/** Lines over the screen, with the first one that is seen. */
export type ReadOverlay =
  | { readonly type: 'help'; readonly top: number }
  /** What a check means. */
  | { readonly type: 'explain'; readonly check: string; readonly top: number }
  | CopiedText;

/** A line is typed, and what fits it is offered below. */
export interface Palette {
  readonly type: 'palette';
  readonly purpose: 'go' | 'command';
  readonly field: Field;
  /** Index in what is offered. */
  readonly selected: number;
}

/** What was copied, to be selected where the terminal took nothing. */
export interface CopiedText {
  readonly type: 'copied';
  readonly text: string;
  readonly top: number;
}

/** One of some is chosen. */
export interface Picker {
  readonly type: 'picker';
  readonly purpose: 'copy' | 'context' | 'namespace';
  readonly title: string;
  readonly items: readonly PickerItem[];
}

export interface PickerItem {
  readonly label: string;
  readonly value: string;
}

export interface Typing {
  readonly purpose: 'filter' | 'request';
  readonly field: Field;
}

/** Asked first, since it sends; then sent; then there. */
export type Probing =
  | { readonly type: 'announced'; readonly text: string }
  | { readonly type: 'sent'; readonly text: string }
  | { readonly type: 'done'; readonly text: string; readonly probe: Probe; readonly trace: Trace };

export interface Requests {
  readonly text: string;
  readonly history: readonly string[];
}

export interface Document {
  readonly status: 'loading' | 'done' | 'failed';
  readonly lines: readonly string[];
  /** How many lines were there before the first of these. */
  readonly dropped: number;
  /** When it was read, in the time of the clock. */
  readonly readAt?: number;
  /** Of a timeline: what is told of the time before. */
  readonly moments?: readonly Moment[];
}

/** A change, and when it was seen: in the time of the world that is shown. */
export interface PastChange extends Change {
  readonly at: number;
}

export interface LogSettings {
  readonly follow: boolean;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  /** Of all containers of the Pod. */
  readonly all: boolean;
}

export interface Notice {
  readonly text: string;
  readonly tone: 'plain' | 'attention';
}

export const initialState = (size: Size, settings: Partial<Settings>, at: number): State => ({
  size,
  connection: { type: 'connecting' },
  at,
  arrivedAt: at,
  trail: [{ type: 'entry-points' }],
  past: [],
  future: [],
  lists: {},
  requests: { text: '', history: [] },
  documents: {},
  logs: { follow: true, wrap: false, timestamps: false, all: false },
  flashes: {},
  history: [],
  settingsMistakes: [],
  settings: { wide: false, byHost: false, explain: false, namespaces: [], ...settings },
  pane: 'list',
});

export const viewOf = ({ trail }: Pick<State, 'trail'>): View => trail.at(-1) ?? trail[0];

export function viewKey(view: View): string {
  switch (view.type) {
    case 'entry-points':
      return view.type;
    case 'routes':
    case 'findings':
    case 'trace':
    case 'pods':
      return view.type;
    case 'path':
      return `${view.type} ${view.entryPoint}`;
    case 'timeline':
      return `${view.type} ${refKey(view.object)} ${view.entryPoint ?? ''}`;
    case 'used-by':
    case 'yaml':
    case 'describe':
    case 'events':
    case 'why':
      return `${view.type} ${refKey(view.object)}`;
    case 'logs':
      return [view.type, refKey(view.object), view.container ?? '', view.previous === true]
        .map(String)
        .join(' ');
  }
}

export const listOf = (state: State, view = viewOf(state)): ListState =>
  state.lists[viewKey(view)] ?? EMPTY_LIST;

export const withList = (state: State, list: ListState, view = viewOf(state)): State =>
  list === listOf(state, view)
    ? state
    : { ...state, lists: { ...state.lists, [viewKey(view)]: list } };

export const noticed = (state: State, text: string, tone: Notice['tone'] = 'plain'): State => ({
  ...state,
  notice: { text, tone },
});

/** Whether all that can be read was read: the last of it may come on the screen a moment after it was read. */
export const isWhole = ({ connection, snapshot }: State): boolean =>
  connection.type === 'ready' &&
  snapshot !== undefined &&
  !snapshot.resources.some((it) => it.state === 'loading');

/** The time in the world that is shown: a snapshot from a file stands still, and so does a paused one. */
export function nowIn({ snapshot, at, arrivedAt, paused }: State): number {
  if (snapshot === undefined) return at;
  if (snapshot.origin.type === 'files') return snapshot.now;
  return snapshot.now + Math.max(0, Math.min(at, paused?.since ?? at) - arrivedAt);
}
