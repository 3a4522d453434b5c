import * as fc from 'fast-check';

/** What terminals obey, hide or turn round, and what parsers stumble over. */
const WEAPONS = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u001b]52;c;aGk=\u0007',
  '\u001b]8;;http://evil.example.com\u001b\\',
  '\u001bP1$r\u001b\\',
  '\u001b[?1049l',
  '\u009b31m',
  '\u009d0;x\u009c',
  '\u0000',
  '\u0007',
  '\b\b\b',
  '\r',
  '\n',
  '\t',
  '\u000b\u000c',
  '\u007f',
  '\u0085',
  '\u00ad',
  '\u061c',
  '\u180e',
  '\u200b\u200c\u200d',
  '\u200e\u200f',
  '\u2028\u2029',
  '\u202a\u202b\u202d\u202e',
  '\u2060\u2063',
  '\u2066\u2067\u2068\u2069',
  '\u2800',
  '\u3164',
  '\ufeff',
  '\ufff9\ufffa\ufffb',
  '\ud800',
  '\udc00',
  '\u{1d173}',
  '\u{e0041}\u{e007f}',
  '\u{e0100}',
  '\u{10ffff}',
  'a\u0300\u0301\u0302\u0303\u0304',
  '漢字',
  '👩‍👩‍👧‍👦',
  '%s%n',
  '{{ x }}',
  '__proto__',
  '$(reboot)',
  "'; DROP",
  '<script>',
];

/** Ends in a number, so that no two are the same. */
export const hostileText = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.constantFrom(...WEAPONS),
        fc.integer({ min: 0, max: 0x10ffff }).map((it) => String.fromCodePoint(it)),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    fc.nat(),
  )
  .map(([parts, number]) => `${parts.join('')}${number}`);

/** What must never reach a terminal, whatever the objects hold. */
export const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
