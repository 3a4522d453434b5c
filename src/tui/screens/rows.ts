import type { ListRow } from '../list.ts';
import { type State, viewOf } from '../state.ts';
import { entryRows } from './entry-points/rows.ts';
import { pathRows } from './path/rows.ts';

/** What the cursor of a screen can stand on. */
export function rowsOf(state: State, view = viewOf(state)): readonly ListRow[] {
  switch (view.type) {
    case 'entry-points':
      return entryRows(state);
    case 'path':
      return pathRows(state, view);
  }
}
