import type { Snapshot } from '../session/session.ts';
import { runCommand } from './commands.ts';
import type { Step } from './effects.ts';
import { editField, fieldOf, insert } from './field.ts';
import { commandFor, placeOf } from './keys.ts';
import { layoutOf } from './layout.ts';
import { place, settle } from './list.ts';
import { rowsOf } from './screens/rows.ts';
import { listOf, noticed, type Size, type State, type View, viewOf, withList } from './state.ts';
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
  | { readonly type: 'failed'; readonly message: string; readonly context?: string };

/** What happens next, and what is to be done for it. Pure. */
export function update(state: State, event: Event): Step {
  const [next, effects] = onEvent(state, event);
  return [settled(state, next), effects];
}

function onEvent(state: State, event: Event): Step {
  switch (event.type) {
    case 'key':
      return onKey(quiet(state), event.key);
    case 'paste':
      return only(onPaste(quiet(state), event.text));
    case 'resize':
      return only({ ...state, size: event.size });
    case 'tick':
      return only(onTick(state, event.at));
    case 'snapshot':
      return withSnapshot(state, event.snapshot, event.at);
    case 'connecting':
      return only(onConnecting(state, event.context));
    case 'ready':
      return only({ ...state, connection: { type: 'ready' } });
    case 'failed': {
      const { type: _, ...failure } = event;
      return only({ ...state, connection: { type: 'failed', ...failure } });
    }
  }
}

const only = (state: State): Step => [state, []];

/** A notice stands until the next key. */
function quiet(state: State): State {
  const { notice, ...rest } = state;
  return notice === undefined ? state : rest;
}

function onKey(state: State, key: string): Step {
  if (state.typing !== undefined && key !== 'ctrl+c' && key !== 'ctrl+z')
    return only(onTyped(state, state.typing, key));
  const entry = commandFor(key, placeOf(state));
  if (entry === undefined) return only(state);
  const available = entry.when?.(state) ?? true;
  return available === true ? runCommand(state, entry.command) : only(noticed(state, available));
}

type Typing = NonNullable<State['typing']>;

/** The filter acts as one types; Enter keeps it, Esc takes it away. */
function onTyped(state: State, field: Typing, key: string): State {
  if (key === 'return' || key === 'escape') {
    const { typing: _, ...rest } = state;
    return key === 'return' ? rest : withList(rest, { ...listOf(rest), filter: '' });
  }
  const edited = editField(field, key);
  return edited === undefined ? state : withTyping(state, edited);
}

const withTyping = (state: State, typing: Typing): State =>
  withList({ ...state, typing }, { ...listOf(state), filter: typing.text });

/** What is pasted outside of a field is looked for. */
function onPaste(state: State, text: string): State {
  if (state.overlay !== undefined) return state;
  const field = state.typing ?? fieldOf(listOf(state).filter);
  return withTyping(state, insert(state.typing === undefined ? fieldOf('') : field, text.trim()));
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
  const { snapshot: _, ...rest } = state;
  return { ...rest, trail: [{ type: 'entry-points' }], past: [], future: [], lists: {} };
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
  if (kept.selected === undefined && first !== undefined && after.connection.type === 'ready')
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
