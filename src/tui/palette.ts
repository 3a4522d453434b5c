import type { Inventory } from '../inventory/inventory.ts';
import { refOf } from '../inventory/read-object.ts';
import { workloadsIn } from '../inventory/workloads.ts';
import { uniqueBy } from '../lib/group.ts';
import type { EntryPoint, EntryPointId, Exposure } from '../model/exposure.ts';
import { type ObjectRef, refKey } from '../model/object-ref.ts';
import { describeEntry, podsOf } from '../text/entry-point.ts';
import { fuzzyBest } from '../text/fuzzy.ts';
import { describeRef } from '../text/object-ref.ts';
import { objectsOfDestination } from './causes.ts';
import { type Completion, completionsOf } from './command-line.ts';
import type { Step } from './effects.ts';
import { editField, EMPTY_FIELD } from './field.ts';
import { type Command, commandLabel, keyLabel, keysOn } from './keys.ts';
import { clamp } from './list.ts';
import { remember } from './remember.ts';
import type { Palette, State } from './state.ts';
import { viewOf } from './state.ts';

/** Something one can go to or do. */
export interface PaletteItem {
  /** What is looked through. */
  readonly text: string;
  /** Beside it. */
  readonly hint: string;
  readonly action: PaletteAction;
}

export type PaletteAction =
  | { readonly type: 'entry-point'; readonly id: EntryPointId }
  | { readonly type: 'object'; readonly object: ObjectRef }
  | { readonly type: 'key'; readonly command: Command }
  | { readonly type: 'line'; readonly line: string };

export const openPalette = (state: State, purpose: Palette['purpose']): State => ({
  ...state,
  overlay: { type: 'palette', purpose, field: EMPTY_FIELD, selected: 0 },
});

const MOST = 100;

/** What fits what was typed, best first. */
export function paletteItems(state: State, palette: Palette): readonly PaletteItem[] {
  const { text } = palette.field;
  if (palette.purpose === 'command') return completionsOf(state, text).map(itemOf);
  const { snapshot } = state;
  const things = snapshot === undefined ? NONE : thingsIn(snapshot.exposure, snapshot.inventory);
  return best(things, viewOf(state).type, text);
}

const NONE: readonly PaletteItem[] = [];

const best = remember(
  (things: readonly PaletteItem[], view: Parameters<typeof keysOn>[0], text: string) =>
    fuzzyBest(text, [...things, ...commandsOn(view)], MOST),
);

const commandsOn = (place: Parameters<typeof keysOn>[0]): readonly PaletteItem[] =>
  keysOn(place)
    .filter((it) => it.group !== 'move')
    .map((it) => ({
      text: commandLabel(it),
      hint: `key ${keyLabel(it.keys[0] ?? '')}`,
      action: { type: 'key', command: it.command },
    }));

const itemOf = ({ line, hint }: Completion): PaletteItem => ({
  text: line,
  hint,
  action: { type: 'line', line },
});

const thingsIn = remember(
  ({ entryPoints }: Exposure, inventory: Inventory): readonly PaletteItem[] => [
    ...entryPoints.map((it): PaletteItem => ({
      text: [describeEntry(it), describeRef(it.object)].filter((word) => word !== '').join('  '),
      hint: 'entry point',
      action: { type: 'entry-point', id: it.id },
    })),
    ...uniqueBy(
      [...entryPoints.flatMap(objectsOf), ...workloadsIn(inventory).map(refOf)],
      refKey,
    ).map((object): PaletteItem => ({
      text: describeRef(object),
      hint: 'what reaches it',
      action: { type: 'object', object },
    })),
  ],
);

const objectsOf = (entryPoint: EntryPoint): readonly ObjectRef[] => [
  ...entryPoint.routes.flatMap(({ object, action }) => [
    object,
    ...(action.type === 'forward' ? action.destinations.flatMap(objectsOfDestination) : []),
  ]),
  ...entryPoint.wayIn.flatMap((it) => [
    ...('service' in it && it.service !== undefined ? [it.service] : []),
    ...('pods' in it ? it.pods.map((pod) => pod.object) : []),
  ]),
  ...podsOf(entryPoint).map((it) => it.object),
];

/** Typing, choosing, completing; Enter hands the action to `run`. */
export function onPaletteKey(
  state: State,
  palette: Palette,
  key: string,
  run: (state: State, action: PaletteAction) => Step,
): Step {
  const items = paletteItems(state, palette);
  const { overlay: _, ...closed } = state;
  const item = items[clamp(palette.selected, 0, items.length - 1)];
  switch (key) {
    case 'escape':
      return [closed, []];
    case 'up':
    case 'ctrl+p':
    case 'wheel-up':
      return [selecting(state, palette, items.length, -1), []];
    case 'down':
    case 'ctrl+n':
    case 'wheel-down':
      return [selecting(state, palette, items.length, 1), []];
    case 'tab':
      return [completed(state, palette, item), []];
    case 'return': {
      const action = actionOf(palette, item);
      return action === undefined ? [state, []] : run(closed, action);
    }
    default: {
      const field = editField(palette.field, key);
      return field === undefined
        ? [state, []]
        : [{ ...state, overlay: { ...palette, field, selected: 0 } }, []];
    }
  }
}

/** A line that was typed to its end is meant as it is; else the one that is chosen. */
function actionOf(
  { purpose, field, selected }: Palette,
  item: PaletteItem | undefined,
): PaletteAction | undefined {
  const typed = field.text.trim();
  const isWhole = purpose === 'command' && selected === 0 && /\s/.test(typed);
  return isWhole || (purpose === 'command' && item === undefined)
    ? { type: 'line', line: typed }
    : item?.action;
}

const selecting = (state: State, palette: Palette, count: number, by: number): State => ({
  ...state,
  overlay: { ...palette, selected: count === 0 ? 0 : (palette.selected + by + count) % count },
});

function completed(state: State, palette: Palette, item: PaletteItem | undefined): State {
  if (item === undefined) return state;
  const text = palette.purpose === 'command' ? `${item.text} ` : item.text;
  return { ...state, overlay: { ...palette, field: { text, cursor: text.length }, selected: 0 } };
}
