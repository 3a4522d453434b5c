import { describe, test } from 'vitest';

import { FAMILIES } from '../../support/faults/families.ts';
import { memoryStage } from '../../support/faults/memory-stage.ts';
import { play } from '../../support/faults/play.ts';

/** More of them, and real connections, are in `npm run test:faults`. */
const SEEDS = process.env['CI'] === undefined ? [1, 2] : [1, 2, 3, 4, 5];

describe.each(FAMILIES)('$name', (family) => {
  test.each(SEEDS)('seed %i', (seed) => play(family, seed, memoryStage));
});
