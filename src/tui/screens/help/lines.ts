import { GROUPS, keyLabel, keysOn } from '../../keys.ts';
import type { Spans } from '../../parts/spans.ts';
import type { ViewType } from '../../state.ts';
import type { Theme } from '../../theme.ts';

const KEYS_WIDTH = 14;

/** The keys of a screen with their words, by group. */
export function helpLines(place: ViewType, theme: Theme): readonly Spans[] {
  const keys = keysOn(place);
  return GROUPS.flatMap((group): readonly Spans[] => {
    const own = keys.filter((it) => it.group === group);
    if (own.length === 0) return [];
    return [
      [{ text: ` ${group}`, style: 'title' }],
      ...own.map(({ keys: names, label, explain }): Spans => [
        {
          text: `   ${theme.shown(names.map(keyLabel).join(' ')).padEnd(KEYS_WIDTH)}`,
          style: 'key',
        },
        { text: explain === undefined ? label : `${label}: ${explain}` },
      ]),
      [],
    ];
  });
}

/** How many lines that makes. */
export const helpLength = (place: ViewType): number =>
  GROUPS.reduce((sum, group) => {
    const own = keysOn(place).filter((it) => it.group === group).length;
    return own === 0 ? sum : sum + own + 2;
  }, 0);
