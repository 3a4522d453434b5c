/** Whether an address lies in a range (`10.0.0.0/8`, `fd00::/8`); false where either is none, or of another family. */
export function inCidr(range: string, address: string): boolean {
  const [base = '', length] = range.split('/');
  const [from, at] = [numberOf(base), numberOf(address)];
  if (from === undefined || at === undefined || from.bits !== at.bits) return false;
  const prefix = length === undefined ? from.bits : Number(length);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > from.bits) return false;
  const rest = BigInt(from.bits - prefix);
  return from.value >> rest === at.value >> rest;
}

function numberOf(
  address: string,
): { readonly value: bigint; readonly bits: 32 | 128 } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) {
    const parts = address.split('.').map(Number);
    return parts.some((it) => it > 255) ? undefined : { value: joined(parts, 8n), bits: 32 };
  }
  const halves = address.split('::');
  if (!address.includes(':') || halves.length > 2) return undefined;
  const [left, right] = halves.map((it) => (it === '' ? [] : it.split(':')));
  const before = left ?? [];
  const after = right ?? [];
  const missing = 8 - before.length - after.length;
  if (missing < 0 || (halves.length === 1 && missing > 0)) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return groups.every((it) => /^[\da-f]{1,4}$/i.test(it))
    ? {
        value: joined(
          groups.map((it) => Number.parseInt(it, 16)),
          16n,
        ),
        bits: 128,
      }
    : undefined;
}

const joined = (parts: readonly number[], bits: bigint): bigint =>
  parts.reduce((sum, it) => (sum << bits) | BigInt(it), 0n);
