import type { ListRow } from '../list.ts';
import type { EntryRow } from './entry-points/rows.ts';
import { entryWords } from './entry-points/words.ts';
import type { PathRow } from './path/rows.ts';
import type { PodRow } from './pods/rows.ts';

/** What a row says, without what only time changes: where it differs, the row has changed. Made when asked for. */
export function signatures(rows: readonly ListRow[]): (id: string) => string | undefined {
  const known = new Map(rows.map((it) => [it.id, it]));
  return (id) => {
    const row = known.get(id);
    return row === undefined ? undefined : signature(row);
  };
}

function signature(row: ListRow | EntryRow | PathRow | PodRow): string {
  if ('node' in row)
    return [
      row.health ?? '',
      ...[...row.node.label, ...row.node.trailing].map((it) => it.text),
    ].join(' ');
  if ('pod' in row)
    return `${row.health} ${row.pod.status} ${row.pod.restarts} ${row.pod.inRotation}`;
  if ('entryPoint' in row && 'judgement' in row)
    return `${row.health} ${entryWords.address(row.entryPoint)} ${entryWords.pods(row.entryPoint)}`;
  return row.health ?? '';
}
