import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { ListItems } from '../../../src/sources/cluster/reflector/list-items.ts';
import { runs } from '../../support/runs.ts';

/** Fed in pieces of these sizes, again and again. */
function takeApart(bytes: Uint8Array, sizes: readonly number[], leaveOutManagedFields = false) {
  const heads: string[] = [];
  const list = new ListItems({
    parse: (text) => JSON.parse(text) as unknown,
    leaveOutManagedFields,
    onHead: (text) => heads.push(text),
  });
  const items: unknown[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    items.push(...list.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return { items, rest: list.finish(), heads };
}

const encoded = (value: unknown, indent = 0): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value, undefined, indent));

const managedFields = [
  { manager: 'a ] } " \\ b', fieldsV1: { 'f:metadata': { 'k:{"x":"]"}': {}, '.': {} } } },
];

test('whatever stands in a list, and however it is cut, comes out of it as it went in', () => {
  const object = fc.record({
    metadata: fc.record({ name: fc.string({ unit: 'binary' }), items: fc.jsonValue() }),
    spec: fc.dictionary(fc.constantFrom('items', 'managedFields', 'a"[', '\\'), fc.jsonValue()),
  });
  fc.assert(
    fc.property(
      fc.array(object),
      fc.jsonValue(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.boolean(),
      fc.boolean(),
      (objects, other, sizes, isFirst, isIndented) => {
        const parts = isFirst ? { items: objects, other } : { other, items: objects };
        const bytes = encoded({ kind: 'items', ...parts, last: '"items":[' }, isIndented ? 2 : 0);
        const sent = JSON.parse(new TextDecoder().decode(bytes)) as typeof parts;
        const { items, rest } = takeApart(bytes, sizes);
        expect(items).toEqual(sent.items);
        expect(rest).toEqual({ ...sent, items: [] });
      },
    ),
    runs(20, 200),
  );
});

test('managedFields of an object are left out, and those are no others', () => {
  const items = [
    {
      metadata: { managedFields, name: 'a', annotations: { managedFields: '[' } },
      spec: { managedFields },
    },
    { metadata: { name: 'managedFields', labels: { managedFields: 'x' } } },
  ];
  const bytes = encoded({ metadata: { managedFields, continue: 'x' }, items });
  for (let size = 1; size < 50; size += 1) {
    const { items: read, rest } = takeApart(bytes, [size], true);
    expect(read).toEqual([
      { ...items[0], metadata: { ...items[0]?.metadata, managedFields: null } },
      items[1],
    ]);
    expect(rest).toEqual({ metadata: { managedFields, continue: 'x' }, items: [] });
  }
});

test('the list up to its items is told before they have come', () => {
  const bytes = encoded({ metadata: { continue: 'token' }, items: [{}, {}] });
  expect(takeApart(bytes, [bytes.length]).heads).toEqual([
    '{"metadata":{"continue":"token"},"items":[',
  ]);
});

test.for([
  '',
  '{',
  '<html>"items":[</html>',
  '{"items":[{"a":1}',
  '{"items":[{"a":}]}',
  ']]]]{"items":[{}',
])('no list: %s', (text) => {
  expect(() => takeApart(new TextEncoder().encode(text), [3])).toThrow(SyntaxError);
});

test('an empty list of a server written in Go has null for items', () => {
  expect(takeApart(encoded({ items: null }), [4])).toEqual({
    items: [],
    rest: { items: null },
    heads: [],
  });
});
