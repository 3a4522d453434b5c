/**
 * Two hundred patterns that make a backtracking engine try for ever on the text that goes with them: repetitions in
 * repetitions, alternatives that overlap, and long counted ones.
 */
export const explodingPatterns: readonly (readonly [pattern: string, text: string])[] = [
  ...[
    'a',
    'ab',
    '[a-z]',
    '\\w',
    '.',
    '(?:a|a)',
    '(?:a|b|ab)',
    '[^/]',
    '\\d',
    '(?:x|y|z|xy)',
  ].flatMap((atom) =>
    [
      `(${atom}+)+$`,
      `(${atom}*)*$`,
      `(${atom}+)*b$`,
      `((${atom}+)+)+$`,
      `(${atom}|${atom}${atom})+$`,
      `(${atom}?){30}${atom}{30}`,
      `^(${atom}+)+/(${atom}+)+$`,
      `(?:${atom}+){2,30}!`,
      `(.*)${atom}(.*)${atom}(.*)${atom}(.*)!`,
      `(?i)(${atom}+)+#`,
    ].map((pattern) => [pattern, `/${'a'.repeat(60)}!`] as const),
  ),
  ...Array.from({ length: 50 }, (_, index) => {
    const pattern = `(${'a?'.repeat(index + 10)})${'a'.repeat(index + 10)}`;
    return [pattern, 'a'.repeat(index + 10)] as const;
  }),
  ...Array.from({ length: 50 }, (_, index) => {
    const pattern = `^/${'([^/]*)*/'.repeat((index % 10) + 1)}${'(x+x+)+y'.repeat((index % 5) + 1)}$`;
    return [pattern, `/${'x'.repeat(100 + index)}`] as const;
  }),
];
