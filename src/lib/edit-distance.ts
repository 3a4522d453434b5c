/** Levenshtein: how many characters must be put in, taken out or changed. For short names. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const changed = a.charAt(i) === b.charAt(j) ? 0 : 1;
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + changed));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
