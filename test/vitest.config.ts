import { defineConfig } from 'vitest/config';

/** Everything that needs no cluster. Run from the repository root: `npm test`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['e2e/**'],
    // The tests share no state, so files may share a thread: nothing is loaded twice.
    pool: 'threads',
    isolate: false,
    reporters: ['default'],
  },
});
