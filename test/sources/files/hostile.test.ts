import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';

import { KIND_NAMES, KINDS, type KindInfo } from '../../../src/inventory/kinds.ts';
import type { Source } from '../../../src/inventory/source.ts';
import { UserError } from '../../../src/lib/user-error.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { runs } from '../../support/runs.ts';
import { anyText, NOW, openText, problemsOf, service } from './support.ts';

/** Whatever is read, there is an answer: a state that can be judged, or a sentence. */
async function answers(text: string | Uint8Array): Promise<void> {
  const opening = await openText(text).catch((error: unknown) => error);
  if (opening instanceof UserError) {
    if (!/^[A-Z].*\.$/s.test(opening.message) || opening.exitCode !== 3) throw opening;
    return;
  }
  if (opening instanceof Error) throw opening;
  const source = opening as Source;
  const { inventory, problems } = source.read();
  expect(
    problems.filter(
      ({ message, line = 1, column = 1 }) => message === '' || line < 1 || column < 1,
    ),
  ).toEqual([]);
  for (const kind of KIND_NAMES)
    for (const { apiVersion, metadata, kind: name } of inventory.list(kind))
      source.locate?.({ apiVersion, kind: name, ...metadata }, 'spec.rules[0].http');
  resolve(inventory, NOW);
}

const types = KIND_NAMES.flatMap((kind) => {
  const info: KindInfo = KINDS[kind];
  return info.served.map(({ group, version, kind: name = info.kind }) => ({
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind: name,
  }));
});

const FIELDS = [
  ...'spec status metadata name namespace labels annotations data rules http paths path backend'.split(
    ' ',
  ),
  ...'servers port hosts tls match route destination host subset subsets weight selector'.split(
    ' ',
  ),
  ...'ports listeners parentRefs backendRefs matches filters hostnames endpoints addresses'.split(
    ' ',
  ),
  ...'subsets conditions items kind apiVersion __proto__ constructor toString length'.split(' '),
];

/** Things where others belong. */
const junk = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      '',
      '*',
      '__proto__',
      0,
      -1,
      1e308,
      9e15,
      'a\0b',
      '\u202e',
      '{{ x }}',
    ),
    fc.string(),
    fc.double(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie('any'), { maxKeys: 5 }),
  ),
})).any;

const object = fc
  .tuple(fc.constantFrom(...types), junk, junk, junk, fc.string())
  .map(([type, spec, status, labels, name]) => ({
    ...type,
    metadata: { name, namespace: 'default', labels, annotations: labels },
    spec,
    status,
    endpoints: spec,
    subsets: spec,
  }));

test('objects in which nothing is what it should be', () =>
  fc.assert(
    fc.asyncProperty(fc.array(object, { maxLength: 6 }), fc.boolean(), (items, json) => {
      const list = { apiVersion: 'v1', kind: 'List', items };
      return answers(json ? JSON.stringify(list) : stringify(list));
    }),
    runs(30, 500),
  ));

const TOKENS = [
  '---·...·\n·\r\n· ·  ·- ·: ·? ·{·}·[·]·,·&a ·*a·<<: ·|\n·>-\n·"·\'·#·%YAML 1.1\n·{{·}}·\t·\uFEFF·~·!·@·`',
  'apiVersion: v1\n·kind: Service\n·metadata: {name: a}\n·items:\n·kind: List\n·{"a":·!!str ·1e999',
].flatMap((it) => it.split('·'));

test('documents made of what YAML is made of', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }), (parts) =>
      answers(parts.join('')),
    ),
    runs(30, 500),
  ));

test('any text and any bytes', () =>
  fc.assert(
    fc.asyncProperty(fc.oneof(anyText, fc.uint8Array({ maxLength: 200 })), answers),
    runs(30, 500),
  ));

test('a good object beside a bad document is used', () =>
  fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 80 }), async (text) => {
      const source = await openText(`${service('good')}---\n${text}\n---\n${service('better')}`);
      const names = source
        .read()
        .inventory.list('Service')
        .map(({ metadata }) => metadata.name);
      expect(names).toEqual(expect.arrayContaining(['better', 'good']));
    }),
    runs(30, 500),
  ));

const nested = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth);

const typed = (rest: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\n${rest}`;

test.for<readonly [string, string]>([
  ['braces that never end', '{'.repeat(8_000)],
  ['lists that never end', 'a: '.concat('['.repeat(8_000))],
  ['deep JSON', nested('[', ']', 200_000)],
  ['deep objects', nested('{"a":', '}', 5_000)],
  ['deep blocks', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ['lists in one line', '- '.repeat(20_000)],
  ['questions', '? '.repeat(8_000)],
  ['quotes', '"'.concat('\\'.repeat(100_000))],
  ['a word without end', 'a'.repeat(1_000_000)],
  ['a number without end', `a: ${'9'.repeat(100_000)}`],
  ['lists of null', typed(`spec: {http: [${'null,'.repeat(1_000)}null], hosts: [null, null]}`)],
  ['objects where lists belong', typed('spec: {http: {route: {}}, hosts: {}, gateways: {a: b}}')],
  ['lists where objects belong', typed('spec: [[[[1]]]]')],
  ['many keys', Array.from({ length: 5_000 }, (_, i) => `k${i}: ${i}\n`).join('')],
  ['one key often', 'a: 1\n'.repeat(4_000)],
  ['many anchors', Array.from({ length: 3_000 }, (_, i) => `- &a${i} x\n- *a${i}\n`).join('')],
  [
    'aliases in a place that is read',
    typed(
      `x: &a [${'{weight: 1},'.repeat(1_000)}]\nspec:\n  http:\n${'  - {route: *a}\n'.repeat(1_000)}`,
    ),
  ],
  ['marks', '---\n'.repeat(200_000)],
  ['documents', 'a\n---\n'.repeat(4_000)],
  [
    'a name that takes over',
    '{"apiVersion": "v1", "kind": "__proto__", "metadata": {"name": "constructor"}}',
  ],
  ['NULs', '\0'.repeat(1_000)],
  ['spaces', ' '.repeat(1_000_000)],
])('%s', ([, text]) => answers(text));

test('a flood of problems is cut, and said to be', async () => {
  const source = await openText(`${service('a')}---\n${'- 1\n---\n'.repeat(2_000)}`);
  expect(problemsOf(source)).toHaveLength(1_001);
  expect(problemsOf(source).at(-1)).toContain('there are more than 1000 problems');
});
