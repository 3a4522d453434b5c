import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { withoutManagedFields } from '../../../src/sources/cluster/reflector/managed-fields.ts';
import { runs } from '../../support/runs.ts';

/** What may be mistaken for the key, or for the end of its list. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"managedFields":[', 'a"managedFields', '\\', '\\"', ']', '[{', '}]'),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.array(tie('any')),
    fc.dictionary(text, tie('any'), { noNullPrototype: true }),
  ),
})).any;

test('an object is the same but for its managedFields, whatever stands in it', () => {
  fc.assert(
    fc.property(value, value, value, text, (before, managed, after, key) => {
      const object = (managedFields: unknown): string =>
        JSON.stringify({ before, metadata: { [key]: before, managedFields, after } });
      expect(JSON.parse(withoutManagedFields(object([managed])))).toEqual(JSON.parse(object(null)));
    }),
    runs(50, 200, 3000),
  );
});

test('so it is where they stand last, as servers write them', () => {
  fc.assert(
    fc.property(value, fc.array(value), value, (before, managed, spec) => {
      const object = (managedFields: unknown): string =>
        JSON.stringify({ before, metadata: { name: before, managedFields }, spec });
      expect(JSON.parse(withoutManagedFields(object(managed)))).toEqual(JSON.parse(object(null)));
    }),
    runs(50, 200, 3000),
  );
  for (const managedFields of [[{ a: { b: [1] }, spec: 2 }], [{ a: ']},"spec":' }], [']', '[']]) {
    const json = JSON.stringify({ metadata: { managedFields }, spec: [']},"spec":'] });
    expect(withoutManagedFields(json)).toBe(
      JSON.stringify({ metadata: { managedFields: null }, spec: [']},"spec":'] }),
    );
  }
});

test('without managedFields, or where they do not end, nothing is left out', () => {
  for (const it of [
    '{"a\\"managedFields":[1],"a\\"managedFields":[2]}',
    '',
    '{}',
    '{"a\\"managedFields":[1]}',
    '{"managedFields":[{"a":"]',
    '{"managedFields":{}}',
  ])
    expect(withoutManagedFields(it)).toBe(it);
});
