import { main } from '../../../src/main.ts';
import { recordingIo } from '../../support/transcript.ts';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const service = (spec: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: ${spec}\n`;

const route = (rules: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a, namespace: b}\nspec: {hosts: ['*'], http: ${rules}}\n`;

/** What means no good, in any size: aliases that multiply, what nests, what repeats, what is no text. */
const FAMILIES: readonly ((size: number) => string)[] = [
  (size) => `a0: &a0 [x, x]\n${lines(size, (it) => `a${it + 1}: &a${it + 1} [*a${it}, *a${it}]`)}`,
  (size) =>
    `a0: &a0 {k: v}\n${lines(size, (it) => `a${it + 1}: &a${it + 1} {<<: *a${it}, k${it}: *a${it}}`)}`,
  (size) => `&a [${'*a,'.repeat(size * 20)}]`,
  (size) => '['.repeat(size * 100),
  (size) => '{"a":'.repeat(size * 100),
  (size) => `${'['.repeat(size * 100)}${']'.repeat(size * 100)}`,
  (size) => '- '.repeat(size * 100),
  (size) => lines(size * 20, (it) => `${' '.repeat(it)}a:`),
  (size) => '---\n'.repeat(size * 200),
  (size) => '%YAML 9.9\n---\n'.repeat(size * 50),
  (size) => service(`{"__proto__": {"a": ${size}}, "constructor": null}`).repeat(size),
  (size) => service(`{ports: [${'{port: 80},'.repeat(size * 50)}]}`),
  (size) => service(`{ports: ${'9'.repeat(size * 100)}}`),
  (size) => service(`{externalName: "${'\\u0000\\u202e'.repeat(size * 50)}"}`),
  (size) => route(`[${`{match: [{uri: {regex: "(a+)+${'b'.repeat(size)}$"}}]},`.repeat(size)}]`),
  (size) => route(`[{delegate: {name: a, namespace: b}, match: [${'{},'.repeat(size * 50)}]}]`),
  (size) => `{apiVersion: v1, kind: List, items: [${'null,'.repeat(size * 200)}]}`,
  (size) => `${'{apiVersion: v1, kind: List, items: ['.repeat(size)}${']}'.repeat(size)}`,
  (size) => `{"items": ${'{"items": '.repeat(size * 20)}[]${'}'.repeat(size * 20)}}`,
  (size) => `"${'x'.repeat(size * 10_000)}`,
  (size) => `a: |\n${lines(size * 100, (it) => `  ${it}`)}`,
  (size) => `${'!!python/object:a '.repeat(size * 20)}x`,
  (size) => `? ${'? '.repeat(size * 20)}x`,
  (size) => '\0\u0001\ufeff\t'.repeat(size * 200),
  (size) => '{"a":[{"b":1}]}'.repeat(size * 50),
];
const SIZES = 80;

/** The longest that one of them takes, from reading to what is printed, and the most memory that there ever was. */
export async function measure(): Promise<Readonly<Record<string, number>>> {
  if (global.gc === undefined) throw new Error('needs --expose-gc');
  let slowestMs = 0;
  for (const family of FAMILIES)
    for (let size = 1; size <= SIZES; size += 1) {
      const text = family(size);
      // Else what one of them left would be counted to the next.
      global.gc();
      const start = performance.now();
      await answered(text);
      slowestMs = Math.max(slowestMs, performance.now() - start);
    }
  return {
    inputs: FAMILIES.length * SIZES,
    slowestMs,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
}

async function answered(text: string): Promise<void> {
  const { io, stderr } = recordingIo();
  const code = await main(['check', '-f', '-'], io, () => once(text));
  if (code > 3) throw new Error(`exit code ${code}: ${stderr()}`);
}

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}
