import { expect, test } from 'vitest';

import { documents } from '../../../src/sources/files/documents.ts';
import { TextFile } from '../../../src/sources/files/text-file.ts';

const read = (text: string) =>
  [...documents(new TextFile('f', text))].map((it) =>
    it.type === 'value' ? it.located.value : `${it.fault.offset}: ${it.fault.message}`,
  );

test.for<readonly [string, string, readonly unknown[]]>([
  ['nothing', '', []],
  ['comments alone', '# a\n\n  # b\n', []],
  ['marks alone', '---\n---\n...\n---', []],
  ['a mark before', '---\na: 1', [{ a: 1 }]],
  ['a mark behind', 'a: 1\n---', [{ a: 1 }]],
  ['marks with spaces and comments', '--- # x\na: 1\n---   \nb: 2', [{ a: 1 }, { b: 2 }]],
  ['a document on the mark', '--- {a: 1}\n--- |\n  b\n', [{ a: 1 }, 'b\n']],
  ['three dots', 'a: 1\n...\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
  [
    'a mark in a block of text',
    'a: |\n  x\n  ---\n  y\n---\nb: 2',
    [{ a: 'x\n---\ny\n' }, { b: 2 }],
  ],
  ['four dashes', 'a: |\n  x\n----: 1\n', [{ a: 'x\n', '----': 1 }]],
  [
    'line ends of Windows',
    'a: 1\r\nb:\r\n- c\r\n---\r\nd: |\r\n  e\r\n',
    [{ a: 1, b: ['c'] }, { d: 'e\n' }],
  ],
  ['a directive', '%YAML 1.1\n---\na: on', [{ a: true }]],
  ['JSON', '{"a": [1, {"b": "}"}]}', [{ a: [1, { b: '}' }] }]],
  [
    'JSON, one after the other',
    '{"a": 1}{"a": 2}\n\n{"a": "\\\\"}',
    [{ a: 1 }, { a: 2 }, { a: '\\' }],
  ],
  ['JSON between marks', '{"a": 1}\n---\nb: 2\n---\n[3]', [{ a: 1 }, { b: 2 }, [3]]],
  ['YAML in braces', '{a: yes, # why\n b: "c"}', [{ a: true, b: 'c' }]],
  ['a mark for the encoding in the middle', 'a: 1\n---\n\uFEFFb: 2', [{ a: 1 }, { b: 2 }]],
  ['keys that are no text', '1: a\ntrue: b\n1.0: c', [{ 1: 'c', true: 'b' }]],
  ['a key twice', 'a: 1\na: 2', [{ a: 2 }]],
  [
    'tags',
    'a: !!str 5\nb: !!int "5"\nc: !own x\nd: !!binary aGk=',
    [{ a: '5', b: 5, c: 'x', d: 'hi' }],
  ],
  ['quoted words', `a: "yes"\nb: 'no'\nc: "1"`, [{ a: 'yes', b: 'no', c: '1' }]],
  ['anchors', 'a: &x {b: 1}\nc: *x\nd: [*x]', [{ a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }] }]],
  ['a merge', 'a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}', [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }]],
  [
    'a merge of several, the first of which counts most',
    'a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}',
    [{ a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 3 } }],
  ],
  [
    'a merge that stands behind counts over what is before, as in kubectl',
    'a: &x {b: 1}\nc: {b: 2, <<: *x}',
    [{ a: { b: 1 }, c: { b: 1 } }],
  ],
  ['a quoted <<', 'a: {"<<": 1}', [{ a: { '<<': 1 } }]],
])('reads %s', ([, text, values]) => {
  expect(read(text)).toEqual(values);
});

test.for<readonly [string, string, readonly unknown[]]>([
  [
    'braces that do not end',
    'a: {',
    ['4: flow map in block collection must be sufficiently indented and end with a }'],
  ],
  ['a mark in a quoted text', 'a: "x\n---\nb: 2', ['6: missing closing "quote', { b: 2 }]],
  ['tabs', 'a:\n\tb: 1\n---\nc: 2', ['3: tabs are not allowed as indentation', { c: 2 }]],
  ['an anchor that is not there', 'a: *x', ['3: there is no anchor &x before *x']],
  ['an anchor that comes later', 'a: *x\nb: &x 1', ['3: there is no anchor &x before *x']],
  ['an anchor that holds itself', 'a: &x [*x]', ['7: &x holds itself']],
  ['a merge of what is no map', 'a: {<<: 1}', ['8: << takes a map, or a list of maps']],
  ['a key that is a map', 'a: {{b: 1}: 2}', ['4: a key must be a word or a number']],
  ['a key that is null', '~: 1', ['0: a key must be a word or a number']],
  ['control characters', 'a: x\0', ['4: control characters are not allowed']],
  ['JSON that does not end', '{"a": 1}\n{"b": ', [{ a: 1 }, '15: flow map must end with a }']],
  [
    'what is too deep in YAML',
    `a: ${'['.repeat(100)}${']'.repeat(100)}`,
    ['102: it is nested more than 100 levels deep'],
  ],
  [
    'what is too deep in JSON',
    `${'['.repeat(101)}${']'.repeat(101)}`,
    ['0: it is nested more than 100 levels deep'],
  ],
  [
    'what is too deep for the parser',
    '['.repeat(8_000),
    [expect.stringContaining('nested more than 100')],
  ],
])('says what is wrong with %s', ([, text, values]) => {
  expect(read(text)).toEqual(values);
});

test('as deep as is allowed', () => {
  expect(read(`${'['.repeat(100)}${']'.repeat(100)}`)[0]).toBeInstanceOf(Array);
  expect(read(`a: ${'['.repeat(99)}${']'.repeat(99)}`)[0]).toBeInstanceOf(Object);
});

test('aliases that stand for more than memory holds', () => {
  const lines = Array.from({ length: 30 }, (_, i) => {
    const items = i === 0 ? '1' : `*a${i - 1}`;
    return `a${i}: &a${i} [${Array.from({ length: 10 }, () => items).join(', ')}]`;
  });
  expect(read(`${lines.join('\n')}\n---\nb: 2`)).toEqual([
    expect.stringContaining('its aliases repeat more than 1000000 values'),
    { b: 2 },
  ]);
});

test('a name of the language is a key like any other', () => {
  for (const text of [
    '__proto__: {a: 1}\nconstructor: 2',
    '{"__proto__": {"a": 1}, "constructor": 2}',
  ]) {
    const [value] = read(text) as [object];
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  }
});

test('each item of a list knows where it stands', () => {
  const json = '{"items": [\n  {"a": "]\\""},\n  [2], 3\n], "kind": "List"}';
  const yaml = 'kind: List\nitems:\n- a: 1\n-   b: 2\n';
  expect(placesOfItems(json)).toEqual([
    [2, 3],
    [3, 3],
    [3, 8],
  ]);
  expect(placesOfItems(yaml)).toEqual([
    [3, 3],
    [4, 5],
  ]);
});

const placesOfItems = (text: string) => {
  const file = new TextFile('f', text);
  const [document] = documents(file);
  return document?.type === 'value'
    ? document.located.items().map((it) => Object.values(file.position(it.offset)))
    : [];
};
