import { checkOf } from '../../checks/catalogue.ts';
import { paragraphLines } from '../../text/prose.ts';
import { wrap, wrapIndented } from '../../text/width.ts';
import type { Spans } from '../parts/spans.ts';
import { type ReadOverlay, type State, viewOf } from '../state.ts';
import type { Theme } from '../theme.ts';
import { copiedLines } from './copied/lines.ts';
import { helpLines } from './help/lines.ts';

/** The lines of what lies over the screen, to be read. */
export function overlayLines(state: State, overlay: ReadOverlay, theme: Theme): readonly Spans[] {
  switch (overlay.type) {
    case 'help':
      return [
        ...mistakeLines(state, theme),
        ...helpLines(viewOf(state).type, theme, state.size.columns),
      ];
    case 'copied':
      return copiedLines(overlay, state);
    case 'explain':
      return explainLines(overlay.check, theme, state.size.columns);
  }
}

/** Nothing where the settings are as they should be. */
function mistakeLines({ settingsMistakes, size }: State, theme: Theme): readonly Spans[] {
  if (settingsMistakes.length === 0) return [];
  return [
    [{ text: ' in the settings, and not used', style: 'title' }],
    ...settingsMistakes.flatMap((it) =>
      wrap(theme.shown(it), size.columns - 4).map((text, index): Spans => [
        { text: index === 0 ? '   ' : '     ' },
        { text, style: 'attention' },
      ]),
    ),
    [],
  ];
}

/** What a check means, in the words of its page. */
function explainLines(id: string, theme: Theme, columns: number): readonly Spans[] {
  const check = checkOf(id);
  if (check === undefined) return [[{ text: ` ${id}` }]];
  const lines = (text: string): readonly string[] =>
    paragraphLines(text).flatMap((it) =>
      wrapIndented(theme.shown(it), Math.min(columns - 4, COMFORTABLE)),
    );
  return [
    [
      { text: ` ${check.id}`, style: 'title' },
      { text: `  ${check.severity}`, style: 'dim' },
    ],
    [],
    ...lines(check.summary).map((text): Spans => [{ text: `  ${text}`, style: 'strong' }]),
    [],
    ...lines(check.explain).map((text): Spans => [{ text: `  ${text}` }]),
  ];
}

/** Longer lines are hard to read. */
const COMFORTABLE = 100;
