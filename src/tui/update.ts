import type { Probe } from '../model/probe.ts';
import type { Snapshot } from '../session/session.ts';
import { runAction, runCommand } from './commands.ts';
import { readingEffects, withLogEnd, withLogLines } from './documents.ts';
import type { Step } from './effects.ts';
import { editField, EMPTY_FIELD, insert } from './field.ts';
import { describeUnavailable } from './header.ts';
import { commandFor, placeOf } from './keys.ts';
import { layoutOf } from './layout.ts';
import { place, settle } from './list.ts';
import { onPaletteKey } from './palette.ts';
import { picked, withContexts, withCopied } from './pickers.ts';
import { onPointer } from './pointer.ts';
import { withoutAnnouncement, withProbe } from './probing.ts';
import { asked, isUrl, recalled, tracedText } from './requests.ts';
import { rowsOf } from './screens/rows.ts';
import {
  type Document,
  isWhole,
  listOf,
  noticed,
  type Size,
  type State,
  type Typing,
  type View,
  viewOf,
  withList,
} from './state.ts';
import { withSnapshot } from './world.ts';

export type Event =
  /** As `keyName` gives it. */
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'resize'; readonly size: Size }
  | { readonly type: 'tick'; readonly at: number }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot; readonly at: number }
  | { readonly type: 'connecting'; readonly context?: string }
  | { readonly type: 'ready' }
  /** One of a picker was chosen. */
  | { readonly type: 'picked'; readonly value: string }
  | { readonly type: 'contexts'; readonly names: readonly string[]; readonly current?: string }
  | { readonly type: 'document'; readonly key: string; readonly document: Document }
  | { readonly type: 'log-lines'; readonly key: string; readonly lines: readonly string[] }
  | { readonly type: 'log-end'; readonly key: string }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'copied'; readonly text: string }
  | { readonly type: 'probed'; readonly text: string; readonly probe: Probe }
  | {
      readonly type: 'failed';
      readonly message: string;
      readonly others: readonly string[];
      readonly context?: string;
    };

/** What happens next, and what is to be done for it. Pure. */
export function update(state: State, event: Event): Step {
  const [next, effects] = onEvent(state, event);
  const after = settled(state, next);
  return [after, [...effects, ...readingEffects(state, after)]];
}

function onEvent(state: State, event: Event): Step {
  switch (event.type) {
    case 'key':
      return onKey(quiet(state), event.key);
    case 'paste':
      return only(onPaste(withoutAnnouncement(quiet(state)), event.text));
    case 'resize':
      return only({ ...state, size: event.size });
    case 'tick':
      return only(onTick(state, event.at));
    case 'snapshot':
      return withSnapshot(state, event.snapshot, event.at);
    case 'connecting':
      return only(onConnecting(state, event.context));
    case 'ready':
      return only(withUnread({ ...state, connection: { type: 'ready' } }));
    case 'picked':
      return picked(state, event.value);
    case 'contexts':
      return only(withContexts(state, event.names, event.current));
    case 'document':
      return only({
        ...state,
        documents: { [event.key]: { ...event.document, readAt: state.at } },
      });
    case 'log-lines':
      return only(withLogLines(state, event.key, event.lines));
    case 'log-end':
      return only(withLogEnd(state, event.key));
    case 'probed':
      return only(withProbe(state, event.text, event.probe));
    case 'copied':
      return only(withCopied(state, event.text));
    case 'notice':
      return only(noticed(state, event.text));
    case 'failed': {
      const { type: _, ...failure } = event;
      return only({ ...withoutNothing(state), connection: { type: 'failed', ...failure } });
    }
  }
}

const only = (state: State): Step => [state, []];

/** Said once, whatever row the cursor is on: what follows from it is unknown. */
function withUnread(state: State): State {
  const unread = describeUnavailable(state.snapshot?.resources ?? []);
  const isFree = state.notice === undefined && state.welcome === undefined;
  return unread === '' || !isFree ? state : noticed(state, unread, 'attention');
}

/** Where nothing at all came, a world without anything in it is no answer. */
function withoutNothing(state: State): State {
  const { snapshot, ...rest } = state;
  const isBare =
    snapshot?.exposure.entryPoints.length === 0 && snapshot.resources.every((it) => it.count === 0);
  return isBare ? rest : state;
}

/** Whoever presses one of these has read the first lines. */
const GOING_ON = new Set(['escape', 'return', '?']);

function welcomed(state: State): State {
  const { welcome, ...rest } = state;
  return welcome === undefined ? state : rest;
}

/** A notice stands until the next key. */
function quiet(state: State): State {
  const { notice, ...rest } = state;
  return notice === undefined ? state : rest;
}

function onKey(before: State, key: string): Step {
  const isProbe =
    before.typing === undefined && commandFor(key, placeOf(before))?.command === 'probe';
  const shown = isProbe ? before : withoutAnnouncement(before);
  const state = GOING_ON.has(key) ? welcomed(shown) : shown;
  if (state.typing !== undefined && key !== 'ctrl+c' && key !== 'ctrl+z')
    return only(onTyped(state, state.typing, key));
  if (state.overlay?.type === 'palette' && key !== 'ctrl+c' && key !== 'ctrl+z')
    return onPaletteKey(state, state.overlay, key, runAction);
  const pointed = onPointer(state, key);
  if (pointed !== undefined) return pointed;
  const entry = commandFor(key, placeOf(state));
  if (entry === undefined) return only(state);
  const available = entry.when?.(state) ?? true;
  return available === true ? runCommand(state, entry.command) : only(noticed(state, available));
}

/** The filter and the answer follow as one types; Enter keeps it, Esc takes it away. */
function onTyped(state: State, { purpose, field }: Typing, key: string): State {
  if (key === 'return' || key === 'escape') {
    const { typing: _, ...rest } = state;
    if (purpose === 'request') return key === 'return' ? asked(rest) : rest;
    return key === 'return' ? rest : withList(rest, { ...listOf(rest), filter: '' });
  }
  if (purpose === 'request' && (key === 'up' || key === 'down')) return recalled(state, key);
  const edited = editField(field, key);
  return edited === undefined ? state : withTyping(state, { purpose, field: edited });
}

function withTyping(state: State, typing: Typing): State {
  const { text } = typing.field;
  return typing.purpose === 'request'
    ? { ...state, typing, requests: { ...state.requests, text } }
    : withList({ ...state, typing }, { ...listOf(state), filter: text });
}

/** A URL is traced; what else is pasted outside of a field is looked for. */
function onPaste(state: State, text: string): State {
  const { overlay } = state;
  if (overlay?.type === 'palette')
    return {
      ...state,
      overlay: { ...overlay, field: insert(overlay.field, text.trim()), selected: 0 },
    };
  if (overlay !== undefined) return state;
  if (state.typing?.purpose !== 'request' && isUrl(text)) return tracedText(state, text.trim());
  const typing = state.typing ?? { purpose: 'filter' as const, field: EMPTY_FIELD };
  return withTyping(state, { ...typing, field: insert(typing.field, text.trim()) });
}

function onTick(state: State, at: number): State {
  const over = Object.values(state.flashes).some((until) => until <= at);
  const flashes = over
    ? Object.fromEntries(Object.entries(state.flashes).filter(([, until]) => until > at))
    : state.flashes;
  return { ...state, at: Math.max(at, state.at), flashes };
}

function onConnecting(state: State, context: string | undefined): State {
  const { paused: _, ...rest } = isElsewhere(state, context) ? emptied(state) : state;
  return {
    ...rest,
    connection: { type: 'connecting', ...(context !== undefined && { context }) },
    flashes: {},
  };
}

const isElsewhere = ({ snapshot }: State, context: string | undefined): boolean =>
  context !== undefined && snapshot !== undefined && snapshot.origin.context !== context;

/** What belongs to one cluster must not stand under another's name. */
function emptied(state: State): State {
  const { snapshot: _, probing: __, ...rest } = state;
  return {
    ...rest,
    trail: [{ type: 'entry-points' }],
    past: [],
    future: [],
    lists: {},
    history: [],
  };
}

/** After a filter, a fold or a new world: the cursor on its row, or the nearest that is left. */
function settled(before: State, after: State): State {
  if (before === after) return after;
  const view: View = viewOf(after);
  const rows = rowsOf(after);
  const list = listOf(after);
  const isSame = viewOf(before) === view;
  const kept = isSame ? settle(rowsOf(before), rows, list) : list;
  const [first] = rows;
  // Once the world is there, the first row is a row like any other, and the cursor stays on it.
  if (kept.selected === undefined && first !== undefined && isWhole(after))
    return withList(after, { ...kept, selected: first.id, offset: 0 });
  return withList(after, pinned(kept, rows, layoutOf(after).rows));
}

/** The place on the screen as it is drawn, so that the next change starts from there. */
function pinned(
  list: ReturnType<typeof listOf>,
  rows: ReturnType<typeof rowsOf>,
  height: number,
): ReturnType<typeof listOf> {
  if (list.selected === undefined) return list;
  const { index, top } = place(rows, list, height);
  return index < 0 || index - top === list.offset ? list : { ...list, offset: index - top };
}
