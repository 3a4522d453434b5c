import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

import { reporters } from '../reporters.ts';

/** What is meant to do harm, as much of it as `npm test` has no time for. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/hardening/*.test.ts'],
    pool: 'threads',
    env: { MESHPATH_SOAK: 'yes' },
    // A guard against hanging, and no measure of speed.
    testTimeout: 1_800_000,
    ...reporters('soak'),
  },
});
