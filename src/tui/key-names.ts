import type { Key } from 'ink';

type Modifiers = Pick<Key, 'ctrl' | 'shift' | 'meta'>;

/**
 * What was pressed, by the names that the table of keys uses: `j`, `G`, `ctrl+d`, `return`. Several where one read of
 * a slow line brought several.
 */
export function keyNames(input: string, key: Key): readonly string[] {
  const named = NAMED.find(([flag]) => key[flag])?.[1];
  if (named !== undefined) return [withModifiers(named, key)];
  if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
  const typed = [...GRAPHEMES.segment(input)].flatMap(({ segment }) => ofText(segment));
  // Alt and a letter cannot be told from Esc and a letter that came soon after it.
  return key.meta ? ['escape', ...typed] : typed;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

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
