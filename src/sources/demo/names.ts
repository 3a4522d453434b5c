/** Kubernetes' own alphabet for what it appends to names: no vowels, so that no word comes out. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The same letters for the same text and seed. */
export function letters(text: string, seed: number, length: number): string {
  let state = mixed(text, seed);
  let result = '';
  while (result.length < length) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    state = (state + 0x9e3779b9) >>> 0;
    result += ALPHABET.charAt((state >>> 8) % ALPHABET.length);
  }
  return result;
}

/** FNV-1a. */
export function mixed(text: string, seed: number): number {
  let state = (0x811c9dc5 ^ seed) >>> 0;
  for (const sign of text) state = Math.imul(state ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return state;
}
