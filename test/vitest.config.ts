import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

import { reporters } from './reporters.ts';

/** Everything that needs no cluster: `npm test`. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/faults/**'],
    // The tests share no state, so files may share a thread: nothing is loaded twice.
    pool: 'threads',
    isolate: false,
    // A guard against hanging, and no measure of speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    ...reporters('unit'),
  },
});
