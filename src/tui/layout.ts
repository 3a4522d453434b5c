import { printable } from '../text/printable.ts';
import { wrap } from '../text/width.ts';
import { type State, viewOf, type ViewType } from './state.ts';

/** Below this nothing can be read, and a sentence says so instead. */
export const LEAST = { columns: 50, rows: 12 } as const;

export const isTooSmall = ({ size }: Pick<State, 'size'>): boolean =>
  size.columns < LEAST.columns || size.rows < LEAST.rows;

const HEADER = 2;
/** A rule, and the keys. */
const FOOTER = 2;
/** With fewer rows than this, a sentence has one line. */
const ROOMY = 24;
const TABLE_HEAD = 1;
/** The field with the request, and an empty line. */
const REQUEST = 2;

function messageLines(state: State): number {
  const { type } = viewOf(state);
  if (hasWelcome(state)) return WELCOME_LINES;
  const least = state.size.rows < ROOMY || !isCutShort(type) ? 1 : type === 'timeline' ? 3 : 2;
  return Math.max(least, noticeLines(state));
}

/** What is said is said whole, as far as a quarter of the screen holds it. */
function noticeLines({ notice, size: { columns, rows } }: State): number {
  if (notice === undefined) return 0;
  const lines = notice.text.split('\n').flatMap((it) => wrap(` ${printable(it)}`, columns - 1));
  return Math.min(lines.length, Math.floor(rows / 4));
}

const WELCOME_LINES = 3;

export const hasWelcome = (state: State): boolean =>
  state.welcome === true && viewOf(state).type === 'entry-points' && state.notice === undefined;

const TABLES: ReadonlySet<ViewType> = new Set<ViewType>([
  'entry-points',
  'routes',
  'findings',
  'pods',
  'used-by',
  'timeline',
]);
const isCutShort = (type: ViewType): boolean => TABLES.has(type) || type === 'trace';

/** How the screen is cut up. */
export interface Layout {
  /** Lines between header and footer. */
  readonly body: number;
  /** Of the sentence above the keys. */
  readonly message: number;
  /** Rows that are seen at once, and how wide. */
  readonly rows: number;
  readonly width: number;
  /** The details beside the list or below it. */
  readonly pane?: Pane;
}

export interface Pane {
  readonly side: 'right' | 'below' | 'instead';
  readonly width: number;
  readonly height: number;
}

export function layoutOf(state: State): Layout {
  const { columns, rows } = state.size;
  // A list has nothing beside it that tells the whole of what is wrong with a row.
  const message = messageLines(state);
  const body = Math.max(1, rows - HEADER - message - FOOTER);
  if (viewOf(state).type === 'path')
    return { message, ...withPane(body, columns, state.pane === 'details') };
  return { body, message, rows: body - headLines(state), width: columns };
}

/** The line of the first row. */
export const bodyTop = (state: State): number => HEADER + headLines(state);

/** What stands between the header and the first row. */
function headLines(state: State): number {
  switch (viewOf(state).type) {
    case 'entry-points':
    case 'routes':
    case 'findings':
    case 'pods':
    case 'used-by':
    case 'timeline':
      return TABLE_HEAD;
    case 'trace':
      return REQUEST;
    case 'path':
    case 'yaml':
    case 'describe':
    case 'events':
    case 'logs':
    case 'why':
      return 0;
  }
}

const SIDE_BY_SIDE = 100;
const ONE_ABOVE_THE_OTHER = 14;

function withPane(body: number, columns: number, isFocused: boolean): Omit<Layout, 'message'> {
  if (columns >= SIDE_BY_SIDE) {
    const width = Math.floor(columns * (columns >= 160 ? 0.66 : 0.62));
    const pane = { side: 'right', width: columns - width - 1, height: body } as const;
    return { body, rows: body, width, pane };
  }
  if (body >= ONE_ABOVE_THE_OTHER) {
    const height = Math.max(5, Math.floor(body / 3));
    const pane = { side: 'below', width: columns, height } as const;
    return { body, rows: body - height - 1, width: columns, pane };
  }
  const whole = { body, rows: body, width: columns };
  return isFocused ? { ...whole, pane: { side: 'instead', width: columns, height: body } } : whole;
}
