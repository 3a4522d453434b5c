import type { Key } from 'ink';

import { graphemes } from '../lib/graphemes.ts';

type Modifiers = Pick<Key, 'ctrl' | 'shift' | 'meta'>;

/**
 * What was pressed, by the names that the table of keys uses: `j`, `G`, `ctrl+d`, `return`. Several where one read of
 * a slow line brought several.
 */
export function keyNames(input: string, key: Key): readonly string[] {
  if (CSI.test(input)) return mouseNames(input);
  const named = NAMED.find(([flag]) => key[flag])?.[1];
  if (named !== undefined) return [withModifiers(named, key)];
  if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
  const typed = [...graphemes().segment(input)].flatMap(({ segment }) => ofText(segment));
  // Alt and a letter cannot be told from Esc and a letter that came soon after it.
  return key.meta ? ['escape', ...typed] : typed;
}

/** What a terminal sends for the mouse or for a key that has no name here; Ink takes its Esc away. */
const CSI = /^\[[<?]?\d[\d;]*[A-Za-z~]$/;

/** `wheel-up`, `wheel-down`, `click:` with column and row from 0; nothing for the rest. */
function mouseNames(input: string): readonly string[] {
  const [, button, column, row] = /^\[<(\d+);(\d+);(\d+)M$/.exec(input) ?? [];
  if (button === WHEEL_UP) return ['wheel-up'];
  if (button === WHEEL_DOWN) return ['wheel-down'];
  return button === LEFT ? [`click:${Number(column) - 1},${Number(row) - 1}`] : [];
}

const LEFT = '0';
const WHEEL_UP = '64';
const WHEEL_DOWN = '65';

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'return'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

const withModifiers = (name: string, { shift }: Modifiers): string =>
  name === 'tab' && shift ? 'shift+tab' : name;

const CONTROLS: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'return',
  '\n': 'return',
  '\r\n': 'return',
  '\t': 'tab',
  '\u007F': 'backspace',
  '\b': 'backspace',
};

function ofText(character: string): readonly string[] {
  const control = CONTROLS[character];
  if (control !== undefined) return [control];
  const code = character.codePointAt(0) ?? 0;
  if (code >= FIRST_PRINTABLE) return [character];
  return code > 0 && code <= 26 ? [`ctrl+${String.fromCodePoint(code + LETTERS)}`] : [];
}

const FIRST_PRINTABLE = 0x20;
/** From ctrl-a to a. */
const LETTERS = 0x60;
