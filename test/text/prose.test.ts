import { expect, test } from 'vitest';

import { paragraphLines } from '../../src/text/prose.ts';

test('a paragraph becomes a line, and what is not prose stays', () => {
  const text = `One sentence that
goes on.

Another:

    code: stays
    as: it is
- and
- lists
end`;
  expect(paragraphLines(text)).toEqual([
    'One sentence that goes on.',
    '',
    'Another:',
    '',
    '    code: stays',
    '    as: it is',
    '- and',
    '- lists',
    'end',
  ]);
});
