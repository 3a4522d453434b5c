import { describe, test } from 'vitest';

import { FAMILIES } from '../support/faults/families.ts';
import { memoryStage } from '../support/faults/memory-stage.ts';
import { play } from '../support/faults/play.ts';

const SEEDS = Array.from({ length: Number(process.env['SEEDS'] ?? 50) }, (_, index) => index + 1);

describe.each(FAMILIES)('$name', (family) => {
  test.each(SEEDS)('seed %i', (seed) => play(family, seed, memoryStage));
});
