import { commandLabel, GROUPS, keyLabel, KEYS, keysOn, type Place } from '../../src/tui/keys.ts';

/** docs/keys.md, from the table that the program itself reads. */
export function keysPage(places: readonly Place[]): string {
  const placesOf = (command: string): readonly Place[] =>
    places.filter((place) => keysOn(place).some((it) => it.command === command));
  return [
    '# The keys of the explorer',
    '',
    'Made from the table in `src/tui/keys.ts`, as `?` in the program is; `npm test -- -u` renews this page.',
    'A key that can do nothing just now says why. Nothing changes the cluster.',
    ...GROUPS.flatMap((group) => {
      const rows = KEYS.filter((it) => it.group === group).map((it) => [
        it.keys.map((key) => `\`${keyLabel(key)}\``).join(' '),
        commandLabel(it),
        it.on === 'everywhere' ? 'everywhere' : placesOf(it.command).join(', '),
      ]);
      return ['', `## ${group}`, '', ...table([['key', 'what it does', 'where'], ...rows])];
    }),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((it) => (it[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((it, column) => it.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return [line(head), line(widths.map((it) => '-'.repeat(it))), ...rest.map(line)];
}
