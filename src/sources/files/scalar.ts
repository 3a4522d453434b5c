/**
 * What a plain scalar stands for, as kubectl's reader (sigs.k8s.io/yaml on go-yaml 2) has it: the words of YAML 1.1 for
 * booleans, `y` and `n` among them; octal numbers with `0` and `0o`; no numbers to the base of 60; dates stay text.
 */
export function plainScalar(source: string): string | number | boolean | null {
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  return MAY_BE_NUMBER.test(source) ? (numberOf(source) ?? source) : source;
}

const WORDS: ReadonlyMap<string, boolean | number | null> = new Map<
  string,
  boolean | number | null
>([
  ...entries(['y', 'Y', ...cased('yes'), ...cased('true'), ...cased('on')], true),
  ...entries(['n', 'N', ...cased('no'), ...cased('false'), ...cased('off')], false),
  ...entries(['', '~', ...cased('null')], null),
  ...entries(['.nan', '.NaN', '.NAN'], Number.NaN),
  ...entries(['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'], Number.POSITIVE_INFINITY),
  ...entries(['-.inf', '-.Inf', '-.INF'], Number.NEGATIVE_INFINITY),
]);

function entries<T>(words: readonly string[], value: T): readonly (readonly [string, T])[] {
  return words.map((it) => [it, value]);
}

function cased(word: string): readonly string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}

const MAY_BE_NUMBER = /^[-+.\d]/;
const INTEGER = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9]\d*))$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

function numberOf(source: string): number | undefined {
  const plain = source.replaceAll('_', '');
  const integer = INTEGER.exec(plain);
  if (integer !== null) {
    const [, sign, hex, octal, binary, decimal] = integer;
    const size =
      hex !== undefined
        ? Number.parseInt(hex, 16)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : binary !== undefined
            ? Number.parseInt(binary, 2)
            : Number(decimal);
    // Of what is too large for a number kubectl makes text.
    if (Number.isFinite(size)) return sign === '-' && size !== 0 ? -size : size;
  }
  const float = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(float) ? float : undefined;
}
