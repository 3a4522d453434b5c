import { expect, test } from 'vitest';

import { samples } from '../../src/diff/sample.ts';
import { compilePattern } from '../../src/match/pattern.ts';
import { explodingPatterns } from '../support/exploding-patterns.ts';

test('two hundred patterns that explode elsewhere are answered, or refused', () => {
  expect(explodingPatterns).toHaveLength(200);
  const answers = explodingPatterns.map(([pattern, text]) => {
    const compiled = compilePattern(pattern);
    compiled?.startsAt(text);
    compiled?.extract(text, '$1');
    return compiled?.matches(text);
  });
  // What RE2 refuses is refused for its size; most are not.
  expect(answers.filter((it) => it !== undefined).length).toBeGreaterThan(150);
  expect(answers).toContain(true);
});

test('texts that a pattern may take are found, few of them', () => {
  for (const [pattern] of explodingPatterns)
    expect(samples(pattern).length).toBeLessThanOrEqual(48);
});
