import { createContext, useContext } from 'react';

import type { Health } from '../model/health.ts';
import { healthSign } from '../text/health.ts';
import { asciiOnly } from '../text/printable.ts';

/** What a piece of text means; the theme decides how that looks. */
export type Style =
  | Health
  /** Says less than what stands beside it. */
  | 'dim'
  | 'strong'
  | 'title'
  /** A key that can be pressed. */
  | 'key'
  /** What the filter found. */
  | 'match'
  /** Changed just now. */
  | 'flash'
  /** Where typed text goes. */
  | 'cursor'
  | 'live'
  | 'attention';

/** Text that is shown as it is. Printable. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export interface Theme {
  readonly signs: Signs;
  healthSign(health: Health): string;
  /** The text as this terminal can show it. Whoever measures does it after this. */
  shown(text: string): string;
  paint(span: Span, isSelected: boolean): string;
}

export interface Signs {
  readonly ellipsis: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly down: string;
  readonly up: string;
  readonly marker: string;
  readonly open: string;
  readonly closed: string;
  readonly separator: string;
  readonly prompt: string;
}

const UNICODE: Signs = {
  ellipsis: '…',
  horizontal: '─',
  vertical: '│',
  down: '┬',
  up: '┴',
  marker: '▌',
  open: '▾',
  closed: '▸',
  separator: '▸',
  prompt: '›',
};

const ASCII: Signs = {
  ellipsis: '~',
  horizontal: '-',
  vertical: '|',
  down: '+',
  up: '+',
  marker: '>',
  open: 'v',
  closed: '>',
  separator: '>',
  prompt: '>',
};

/** Signs of our own words; whatever else is no ASCII comes from outside, and is shown as its code point. */
const IN_ASCII: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '↑': 'up',
  '↓': 'down',
  '↵': 'enter',
  '…': '...',
  '▸': '>',
  '·': '-',
  '–': '-',
};

type Sgr = readonly [on: string, off: string];

/** For the background that a terminal has. */
export type ThemeName = 'dark' | 'light';

/** The palette's own colours, which people set to their taste. */
const DARK: Readonly<Record<Style, Sgr>> = {
  broken: ['31', '39'],
  degraded: ['33', '39'],
  unknown: ['35', '39'],
  progressing: ['34', '39'],
  idle: ['90', '39'],
  healthy: ['32', '39'],
  dim: ['2', '22'],
  strong: ['1', '22'],
  title: ['1', '22'],
  key: ['36', '39'],
  match: ['4', '24'],
  flash: ['7', '27'],
  cursor: ['7', '27'],
  live: ['32', '39'],
  attention: ['33', '39'],
};

/** Dark enough to be read on white, where the palette's yellow, cyan and grey are not. */
const LIGHT: Readonly<Record<Style, Sgr>> = {
  ...DARK,
  broken: ['38;5;160', '39'],
  degraded: ['38;5;130', '39'],
  unknown: ['38;5;90', '39'],
  progressing: ['38;5;25', '39'],
  idle: ['38;5;240', '39'],
  healthy: ['38;5;28', '39'],
  dim: ['38;5;241', '39'],
  key: ['38;5;24', '39'],
  live: ['38;5;28', '39'],
  attention: ['38;5;130', '39'],
};

const COLOURS: Readonly<Record<ThemeName, Readonly<Record<Style, Sgr>>>> = {
  dark: DARK,
  light: LIGHT,
};

/** Without colour: weight and light alone, which NO_COLOR leaves. */
const PLAIN: Readonly<Partial<Record<Style, Sgr>>> = {
  dim: ['2', '22'],
  strong: ['1', '22'],
  title: ['1', '22'],
  key: ['1', '22'],
  match: ['4', '24'],
  flash: ['7', '27'],
  cursor: ['7', '27'],
  attention: ['1', '22'],
};

const SELECTED: Sgr = ['7', '27'];
/** What keeps its colour on the selected line: how well something is must be seen there too. */
const KEPT: ReadonlySet<Style> = new Set<Style>(['broken', 'degraded', 'unknown', 'progressing']);

export function createTheme({
  colour,
  ascii,
  name,
}: {
  readonly colour: boolean;
  readonly ascii: boolean;
  readonly name: ThemeName;
}): Theme {
  const table: Readonly<Partial<Record<Style, Sgr>>> = colour ? COLOURS[name] : PLAIN;
  return {
    signs: ascii ? ASCII : UNICODE,
    healthSign: (health) => healthSign(health, ascii ? 'ascii' : 'unicode'),
    shown: ascii ? toAscii : (text) => text,
    paint: ({ text, style }, isSelected) => {
      const own =
        style !== undefined && (!isSelected || KEPT.has(style)) ? table[style] : undefined;
      const painted = own === undefined ? text : sgr(own, text);
      return isSelected ? sgr(SELECTED, painted) : painted;
    },
  };
}

const sgr = ([on, off]: Sgr, text: string): string => `\u001B[${on}m${text}\u001B[${off}m`;

const toAscii = (text: string): string =>
  asciiOnly(text.replace(/[^\x20-\x7e]/gu, (it) => IN_ASCII[it] ?? it));

const ThemeContext = createContext<Theme>(
  createTheme({ colour: false, ascii: false, name: 'dark' }),
);
export const ThemeProvider = ThemeContext.Provider;
export const useTheme = (): Theme => useContext(ThemeContext);
