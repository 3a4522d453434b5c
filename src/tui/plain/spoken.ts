import { counted } from '../../lib/words.ts';
import { isDocument } from '../documents.ts';
import { headerOf } from '../header.ts';
import { type ListRow, place } from '../list.ts';
import { messageOf } from '../message.ts';
import { paletteItems } from '../palette.ts';
import type { Spans } from '../parts/spans.ts';
import { lineRows } from '../screens/document/rows.ts';
import { overlayLines } from '../screens/overlay.ts';
import { rowsOf } from '../screens/rows.ts';
import { listOf, nowIn, type State, viewKey, viewOf } from '../state.ts';
import { createTheme } from '../theme.ts';
import { rowWords } from './words.ts';

/** Words alone: nothing is drawn. */
const THEME = createTheme({ colour: false, ascii: true, name: 'dark' });

/** What has to be said after a step, a line each; nothing where all that was said still holds. */
export function spoken(before: State | undefined, after: State): readonly string[] {
  // Both at the same time: that it has lasted a minute longer is nothing to be said.
  const at = nowIn(after);
  const said = before === undefined ? EMPTY : sentencesOf({ ...before, at: after.at }, at);
  const now = sentencesOf(after, at);
  const isElsewhere = before === undefined || keyOf(before) !== keyOf(after);
  const isRead = now.text.length > 0 && (isElsewhere || said.text.length === 0);
  const isMoved = now.over.length === 0 && (isElsewhere || said.row !== now.row);
  return [
    ...(isElsewhere || said.place !== now.place ? [now.place] : []),
    ...(isElsewhere || said.over.join('\n') !== now.over.join('\n') ? now.over : []),
    ...(said.state === now.state ? [] : [now.state]),
    ...(isRead ? now.text : isMoved ? [now.row] : []),
    ...(said.message === now.message ? [] : [now.message]),
  ].filter((it) => it !== '');
}

interface Sentences {
  readonly place: string;
  /** How the connection is, and how much is not well. */
  readonly state: string;
  readonly row: string;
  /** Of what is short enough to be read as a whole. */
  readonly text: readonly string[];
  readonly message: string;
  /** What lies over the screen. */
  readonly over: readonly string[];
}

const EMPTY: Sentences = { place: '', state: '', row: '', text: [], message: '', over: [] };

const keyOf = (state: State): string => `${viewKey(viewOf(state))} ${state.overlay?.type ?? ''}`;

function sentencesOf(state: State, at: number): Sentences {
  const rows = rowsOf(state);
  const { index } = place(rows, listOf(state), 1);
  const row = rows[index];
  const { left, right } = headerOf(state, THEME);
  return {
    place: wordsOf(left),
    state: stateWords(right),
    row: row === undefined ? noRows(state) : `${index + 1} of ${rows.length}: ${rowWords(row, at)}`,
    text: textOf(state),
    message: state.notice?.text ?? messageWords(state, row),
    over: overWords(state),
  };
}

/** While it is read, that is said with the place. */
const noRows = (state: State): string =>
  state.documents[viewKey(viewOf(state))]?.status === 'loading' ? '' : 'no rows';

const MOST_READ = 100;

/** What explains something is read to its end; YAML and logs line by line, as one moves in them. */
function textOf(state: State): readonly string[] {
  const view = viewOf(state);
  const status = state.documents[viewKey(view)]?.status;
  const isProse = view.type === 'why' || view.type === 'describe' || view.type === 'events';
  if (state.overlay !== undefined || !isDocument(view) || status === 'loading') return [];
  if (!isProse && status !== 'failed') return [];
  const lines = lineRows(state, view).map(({ text }) => text.trimEnd());
  return lines.length > MOST_READ
    ? [...lines.slice(0, MOST_READ), `and ${lines.length - MOST_READ} more: j goes on`]
    : lines;
}

const wordsOf = (spans: Spans): string =>
  spans
    .map((it) => it.text)
    .join('')
    .trim()
    .replaceAll('▸', '>')
    .replace(/ {2,}/g, ', ');

/** Signs of health are read as words by nobody. */
const SIGNS: Readonly<Record<string, string>> = {
  x: 'broken',
  '!': 'degraded',
  '?': 'unknown',
  '~': 'progressing',
  '-': 'idle',
  o: 'healthy',
};

const stateWords = (spans: Spans): string =>
  wordsOf(
    spans.map((it) => ({
      ...it,
      text: it.text
        .replace(
          /^[x!?~o-] (\d+)$/,
          (_, count: string) => `${count} ${SIGNS[it.text[0] ?? ''] ?? ''}`,
        )
        .replace(/^ ?[x!?~o-] /, ''),
    })),
  );

/** What is typed; on the first screen what no row tells: an error where all are healthy, what may not be read. */
function messageWords(state: State, row: ListRow | undefined): string {
  const isTold = row?.health !== undefined && row.health !== 'healthy';
  if (state.typing === undefined && (viewOf(state).type !== 'entry-points' || isTold)) return '';
  return stateWords(messageOf(state, THEME));
}

function overWords(state: State): readonly string[] {
  const { overlay } = state;
  switch (overlay?.type) {
    case undefined:
      return [];
    case 'picker':
      return [`${overlay.title}: ${counted(overlay.items.length, 'choice')}`];
    case 'palette': {
      const items = paletteItems(state, overlay);
      const chosen = items[overlay.selected];
      return [
        `${overlay.purpose === 'command' ? 'command' : 'go to'}: ${overlay.field.text}`,
        chosen === undefined
          ? 'nothing fits'
          : `${overlay.selected + 1} of ${items.length}: ${chosen.text}, ${chosen.hint}`,
      ];
    }
    case 'help':
    case 'explain':
    case 'copied':
      return overlayLines(state, overlay, THEME).map(wordsOf);
  }
}
