/**
 * Texts that a regular expression takes, found by walking it: of alternatives each, of repetitions few and one more.
 * They are candidates: what RE2 makes of the pattern decides, and the caller asks it. Empty where the syntax is beyond this.
 */
export const samples = (pattern: string): readonly string[] => [
  ...new Set([
    ...plainSamples(pattern),
    ...(ONE_OF.test(pattern) ? VARIANTS : []).flatMap((it) =>
      walked(pattern, it).slice(0, MOST / VARIANTS.length),
    ),
  ]),
];

/** A character that is one of several, and not the rest of everything. */
const ONE_OF = /\[|\\[dwDS]|(?<!\\)\.(?![*+?{])/;

/** The first of them, without what characters may be besides. */
export const plainSamples = (pattern: string): readonly string[] => walked(pattern, 0);

/** Of characters that may be one of several, another one each time: some other rule may name the first. */
const VARIANTS = [1, 2, 3];

function walked(pattern: string, variant: number): readonly string[] {
  const reader = { pattern, variant, at: 0 };
  const found = alternatives(reader);
  return reader.at < pattern.length ? [] : [...new Set(found)].slice(0, MOST);
}

/** Enough to tell cells apart, few enough to try them all. */
const MOST = 24;

interface Reader {
  readonly pattern: string;
  readonly variant: number;
  at: number;
}

const peek = ({ pattern, at }: Reader): string => pattern.charAt(at);

function take(reader: Reader): string {
  const char = peek(reader);
  reader.at += 1;
  return char;
}

function alternatives(reader: Reader): readonly string[] {
  const all = [...sequence(reader)];
  while (peek(reader) === '|') {
    reader.at += 1;
    all.push(...sequence(reader));
  }
  return all;
}

function sequence(reader: Reader): readonly string[] {
  let texts: readonly string[] = [''];
  while (reader.at < reader.pattern.length && !'|)'.includes(peek(reader))) {
    const pieces = repeated(atom(reader), reader);
    // The first of each stays first, so that the simplest text is the first one.
    texts = texts.flatMap((it) => pieces.map((piece) => it + piece)).slice(0, MOST);
  }
  return texts;
}

function repeated(piece: readonly string[], reader: Reader): readonly string[] {
  const [first = ''] = piece;
  const [least, most] = counts(reader);
  if (most === 0) return [''];
  const once = least <= 1 ? piece : piece.map((it) => it.repeat(Math.min(least, 1000)));
  const more = first.repeat(Math.min(Math.max(least, 1) + 1, most));
  return [...once, ...(least === 0 ? [''] : []), ...(most > Math.max(least, 1) ? [more] : [])];
}

function counts(reader: Reader): readonly [least: number, most: number] {
  const braces = /^\{(\d+)(,(\d*))?\}/.exec(reader.pattern.slice(reader.at, reader.at + 12));
  const sign = peek(reader);
  if (braces === null && (sign === '' || !'*+?'.includes(sign))) return [1, 1];
  reader.at += braces === null ? 1 : braces[0].length;
  if (peek(reader) === '?') reader.at += 1;
  if (braces === null) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity];
  const [, least = '', comma, most = ''] = braces;
  return [
    Number(least),
    comma === undefined ? Number(least) : most === '' ? Infinity : Number(most),
  ];
}

function atom(reader: Reader): readonly string[] {
  const char = take(reader);
  switch (char) {
    case '^':
    case '$':
      return [''];
    case '.':
      return [oneOf('xya0', reader)];
    case '(':
      return group(reader);
    case '[':
      return [characterClass(reader)];
    case '\\':
      return [escaped(take(reader), reader)];
    default:
      return [char];
  }
}

function group(reader: Reader): readonly string[] {
  const head = /^\?(?:P?<\w+>|[imsU-]*:|[imsU-]+(?=\)))/.exec(reader.pattern.slice(reader.at));
  if (head !== null) reader.at += head[0].length;
  const texts = alternatives(reader);
  reader.at += 1;
  return texts;
}

/** One character that it holds, tried from likely ones where it says what it does not hold. */
function characterClass(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at);
  const end = /^\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]/.exec(rest)?.[0] ?? '';
  reader.at += Math.max(end.length, 1);
  try {
    const test = new RegExp(
      `^[${end.replaceAll(/\[:(\w+):\]/g, (_, it: string) => POSIX[it] ?? '')}`,
    );
    const likely = LIKELY.filter((it) => test.test(it));
    const plain = likely.slice(1).filter((it) => /\w/.test(it));
    const others = [...plain, ...likely.slice(1).filter((it) => !/\w/.test(it))];
    return [...likely.slice(0, 1), ...others.slice(0, reader.variant)].at(-1) ?? '';
  } catch {
    return '';
  }
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
  xdigit: '0-9a-f',
};

/** What may stand in a URL, the plain ones first. */
const LIKELY: readonly string[] =
  `x0/-._~abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456789:@!$&'()*+,;=%`.split('');

const oneOf = (chars: string, { variant }: Reader): string => chars.charAt(variant);

function escaped(char: string, reader: Reader): string {
  switch (char) {
    case 'd':
      return oneOf('0123', reader);
    case 'w':
    case 'D':
    case 'S':
      return oneOf('xyaz', reader);
    case 'W':
      return '-';
    case 's':
      return ' ';
    case 'b':
    case 'B':
    case 'A':
    case 'z':
      return '';
    case 'n':
    case 'r':
    case 't':
      return ' ';
    case 'p':
    case 'P':
      if (peek(reader) === '{') reader.at = reader.pattern.indexOf('}', reader.at) + 1;
      else reader.at += 1;
      return 'x';
    default:
      return char;
  }
}
