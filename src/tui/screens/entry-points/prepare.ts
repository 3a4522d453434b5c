import { layoutOf } from '../../layout.ts';
import { visible } from '../../list.ts';
import { listOf, type State, viewOf } from '../../state.ts';
import { entryRows } from './rows.ts';
import { entryWords } from './words.ts';

/** Works out what is dearest of the rows that are seen: an entry point may have tens of thousands of Pods. */
export function prepareEntryPoints(state: State): void {
  if (viewOf(state).type !== 'entry-points') return;
  for (const { entryPoint } of visible(entryRows(state), listOf(state), layoutOf(state).rows))
    entryWords.pods(entryPoint);
}
