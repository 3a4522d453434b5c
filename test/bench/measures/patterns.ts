import { compilePattern } from '../../../src/match/pattern.ts';
import { explodingPatterns } from '../../support/exploding-patterns.ts';
import { timed } from '../median.ts';

/** The slowest of two hundred patterns that explode in other engines: read, and tried on its text. */
export const measure = (): Readonly<Record<string, number>> => ({
  slowestMs: Math.max(
    ...explodingPatterns.map(([pattern, text]) =>
      timed(() => {
        const compiled = compilePattern(pattern);
        compiled?.matches(text);
        compiled?.extract(text, '$1');
      }),
    ),
  ),
});
