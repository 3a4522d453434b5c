import { expect, test } from 'vitest';

import { createProgram } from '../../src/tui/program.ts';
import { initialState } from '../../src/tui/state.ts';
import { CASE_NOW, worldOf } from '../support/world.ts';
import { CRASHING_SHOP } from './shop.ts';

/** How often the picture is drawn anew while a minute passes, a tick a second, so long after the shop came. */
function drawnInAMinute(later: number): number {
  const program = createProgram(initialState({ columns: 120, rows: 40 }, {}, CASE_NOW), () => {});
  const snapshot = {
    ...worldOf(CRASHING_SHOP.replaceAll('2026-10-01T00:00:00Z', new Date(CASE_NOW).toISOString())),
    origin: { type: 'cluster' },
    findings: [],
    ignored: [],
    resources: [],
    problems: [],
  } as const;
  program.dispatch({ type: 'snapshot', snapshot, at: CASE_NOW });
  program.dispatch({ type: 'ready' });
  let drawn = 0;
  program.subscribe(() => (drawn += 1));
  for (let second = 1; second <= 60; second += 1)
    program.dispatch({ type: 'tick', at: CASE_NOW + later + second * 1000 });
  return drawn;
}

test('seconds are counted while some are shown, and else nothing is drawn for them', () => {
  expect(drawnInAMinute(0)).toBeGreaterThan(55);
  expect(drawnInAMinute(60_000)).toBeLessThanOrEqual(7);
});
