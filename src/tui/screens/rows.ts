import type { ListRow } from '../list.ts';
import { type State, viewOf } from '../state.ts';
import { lineRows } from './document/rows.ts';
import { entryRows } from './entry-points/rows.ts';
import { findingRows } from './findings/rows.ts';
import { pathRows } from './path/rows.ts';
import { podRows } from './pods/rows.ts';
import { routeRows } from './routes/rows.ts';
import { timelineRows } from './timeline/rows.ts';
import { answerRows } from './trace/rows.ts';
import { useRows } from './used-by/rows.ts';

/** What the cursor of a screen can stand on. */
export function rowsOf(state: State, view = viewOf(state)): readonly ListRow[] {
  switch (view.type) {
    case 'entry-points':
      return entryRows(state);
    case 'path':
      return pathRows(state, view);
    case 'routes':
      return routeRows(state);
    case 'findings':
      return findingRows(state);
    case 'pods':
      return podRows(state);
    case 'trace':
      return answerRows(state);
    case 'used-by':
      return useRows(state, view);
    case 'timeline':
      return timelineRows(state, view);
    case 'yaml':
    case 'describe':
    case 'events':
    case 'logs':
    case 'why':
      return lineRows(state, view);
  }
}
