import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

import { reporters } from '../reporters.ts';

/** The misbehaving API server, more often than `npm test` has time for, and over real connections. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/faults/*.test.ts'],
    pool: 'threads',
    // A guard against hanging, and no measure of speed.
    testTimeout: 240_000,
    maxConcurrency: 12,
    ...reporters('faults'),
  },
});
