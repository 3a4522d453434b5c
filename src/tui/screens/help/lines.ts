import { wrap } from '../../../text/width.ts';
import { commandLabel, GROUPS, keyLabel, keysOn } from '../../keys.ts';
import { fitSpans, type Spans } from '../../parts/spans.ts';
import type { ViewType } from '../../state.ts';
import type { Theme } from '../../theme.ts';

const KEYS_WIDTH = 14;
const LEAD = 3 + KEYS_WIDTH;
/** From here on in two columns. */
const TWO_COLUMNS = 150;

/** The keys of a screen with their words, by group. */
export function helpLines(place: ViewType, theme: Theme, columns: number): readonly Spans[] {
  const keys = keysOn(place);
  const width = columns < TWO_COLUMNS ? columns : Math.floor(columns / 2);
  const groups = GROUPS.flatMap((group): readonly (readonly Spans[])[] => {
    const own = keys.filter((it) => it.group === group);
    if (own.length === 0) return [];
    return [
      [
        [{ text: ` ${group}`, style: 'title' }],
        ...own.flatMap(({ keys: names, ...it }): readonly Spans[] => {
          const [first = '', ...rest] = wrap(theme.shown(commandLabel(it)), width - LEAD - 1);
          const shown = theme.shown(names.map(keyLabel).join(' '));
          return [
            [{ text: `   ${shown.padEnd(KEYS_WIDTH)}`, style: 'key' }, { text: first }],
            ...rest.map((text): Spans => [{ text: ' '.repeat(LEAD) + text }]),
          ];
        }),
        [],
      ],
    ];
  });
  return columns < TWO_COLUMNS ? groups.flat() : sideBySide(groups, width, theme);
}

/** As far as half of them down the left, the rest to the right of that. */
function sideBySide(
  groups: readonly (readonly Spans[])[],
  width: number,
  theme: Theme,
): readonly Spans[] {
  const all = groups.flat().length;
  const left: Spans[] = [];
  const right: Spans[] = [];
  for (const group of groups)
    (right.length === 0 && left.length + group.length / 2 <= all / 2 ? left : right).push(...group);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    ...fitSpans(left[index] ?? [], width, theme),
    ...(right[index] ?? []),
  ]);
}
