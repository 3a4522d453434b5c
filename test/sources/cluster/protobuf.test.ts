import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Raw } from '../../../src/inventory/raise.ts';
import { BadAnswer } from '../../../src/sources/cluster/connection/failure.ts';
import { framesOf } from '../../../src/sources/cluster/connection/frames.ts';
import { decodeObject } from '../../../src/sources/cluster/protobuf/envelope.ts';
import {
  BETA_ENDPOINT_SLICE,
  ENDPOINT_SLICE,
  POD,
  SERVICE,
  STATUS,
} from '../../../src/sources/cluster/protobuf/kinds.ts';
import type { Form, Message } from '../../../src/sources/cluster/protobuf/message.ts';
import { ProtobufListItems } from '../../../src/sources/cluster/protobuf/protobuf-list-items.ts';
import { readFrame } from '../../../src/sources/cluster/reflector/events.ts';
import { encodeEvent, encodeList, encodeObject } from '../../support/protobuf.ts';
import { runs } from '../../support/runs.ts';

/** Objects as JSON would have them: what is empty is left out. */
function objects({ fields }: Message): fc.Arbitrary<Raw> {
  const shape = Object.fromEntries(
    fields.flatMap((it) => (it ? [[it.name, values(it.form)]] : [])),
  );
  return fc.record(shape, { requiredKeys: [] });
}

function values(form: Form): fc.Arbitrary<unknown> {
  if (typeof form === 'object')
    return form.type === 'message'
      ? objects(form)
      : fc.array(values(form.item), {
          minLength: 1,
          maxLength: 3,
        });
  switch (form) {
    case 'text':
      return fc.string({ unit: 'grapheme', minLength: 1 });
    case 'said text':
      return fc.string();
    case 'labels':
      return fc.dictionary(
        fc.string().filter((it) => it !== '__proto__'),
        fc.string(),
        { minKeys: 1, noNullPrototype: true },
      );
    case 'presence':
      return fc.constant({});
    case 'time':
      return fc
        .integer({ min: 1, max: 253_402_300_799 })
        .map((it) => new Date(it * 1000).toISOString().replace('.000Z', 'Z'));
    case 'flag':
      return fc.constant(true);
    case 'said flag':
      return fc.boolean();
    case 'integer':
      return fc.maxSafeInteger().filter((it) => it !== 0);
    case 'said integer':
      return fc.maxSafeInteger();
    case 'bytes':
      return fc.uint8Array().map((it) => Buffer.from(it));
    case 'number or text':
      return fc.oneof(fc.maxSafeInteger(), fc.string());
  }
}

/** Fed in pieces of these sizes, again and again. */
function takeApart(bytes: Uint8Array, sizes: readonly number[], message = POD) {
  const early: Raw[] = [];
  const list = new ProtobufListItems({ message, onMetadata: (it) => early.push(it) });
  const items: Raw[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    items.push(...list.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return { items, early, rest: list.finish() };
}

function failureOf(bytes: Uint8Array, cuts: readonly number[]): unknown {
  try {
    takeApart(bytes, cuts);
  } catch (error) {
    return error;
  }
  return undefined;
}

const listsOf = (message: Message) =>
  fc.record({
    metadata: fc.record({
      resourceVersion: fc.constant('7'),
      continue: fc.constantFrom('abc', 'd'),
    }),
    items: fc.array(objects(message), { maxLength: 6 }),
  });
const lists = listsOf(POD);
const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 });

test.each([
  ['Pods', POD],
  ['Services', SERVICE],
  ['EndpointSlices', ENDPOINT_SLICE],
  ['EndpointSlices of v1beta1', BETA_ENDPOINT_SLICE],
])(
  'whatever stands in a list of %s, and however it is cut, comes out as it went in',
  (_, message) => {
    fc.assert(
      fc.property(listsOf(message), sizes, (list, cuts) => {
        const { items, early, rest } = takeApart(encodeList(message, list), cuts, message);
        expect(items).toEqual(list.items);
        expect(early).toEqual([list.metadata]);
        expect(rest).toEqual({ metadata: list.metadata, items: [] });
      }),
      runs(40, 400),
    );
  },
);

test('what is no list, or not the whole of one, is a bad answer and nothing worse', () => {
  fc.assert(
    fc.property(lists, sizes, fc.nat(), fc.nat({ max: 255 }), (list, cuts, place, byte) => {
      const bytes = encodeList(POD, list);
      const changed = Buffer.from(bytes);
      changed[place % bytes.length] = byte;
      const failures = [bytes.subarray(0, place % bytes.length), changed].map((it) =>
        failureOf(it, cuts),
      );
      for (const it of failures.filter((failure) => failure !== undefined))
        expect(it).toBeInstanceOf(BadAnswer);
    }),
    runs(100, 1000),
  );
});

test('a list that is cut off is not taken for a shorter one', () => {
  const bytes = encodeList(POD, { metadata: {}, items: [{ metadata: { name: 'a' } }] });
  expect(takeApart(bytes, [7]).items).toHaveLength(1);
  for (let size = 0; size < bytes.length - 4; size += 1)
    expect(() => takeApart(bytes.subarray(0, size), [7])).toThrow(BadAnswer);
});

test('what is empty is left out, as JSON has it', () => {
  const pod = {
    metadata: { name: 'a', namespace: '', generation: 0 },
    spec: { hostNetwork: false, containers: [{ name: 'c', readinessProbe: {} }] },
    status: { containerStatuses: [{ name: 'c', ready: false, restartCount: 0, state: {} }] },
  };
  expect(decodeObject(POD, encodeObject(POD, pod))).toEqual({
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', readinessProbe: {} }] },
    status: { containerStatuses: [{ name: 'c', ready: false, restartCount: 0, state: {} }] },
  });
});

const isOf = (type: string): fc.Arbitrary<Raw> =>
  fc.record({ type: fc.constant(type), object: objects(POD) });

test('events of a watch come out as they went in, however they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('ADDED', 'MODIFIED', 'DELETED').chain(isOf), { maxLength: 5 }),
      sizes,
      async (sent, cuts) => {
        const bytes = Buffer.concat(sent.map((it) => encodeEvent(POD, it)));
        const { frames, rest } = await framesIn(bytes, cuts);
        expect(rest).toBe(0);
        const events = frames.map((it) => readFrame(it, POD));
        expect(events.map((it) => ('object' in it ? it.object : it))).toEqual(
          sent.map((it) => it['object']),
        );
        expect(events.map((it) => it.type)).toEqual(
          sent.map((it) => (it['type'] === 'DELETED' ? 'deleted' : 'changed')),
        );
      },
    ),
    runs(40, 400),
  );
});

test('of a frame that is cut off so many bytes are told, and it is no event', async () => {
  const bytes = encodeEvent(POD, { type: 'ADDED', object: { metadata: { name: 'a' } } });
  for (let size = 0; size < bytes.length; size += 1)
    expect(await framesIn(bytes.subarray(0, size), [5])).toEqual({ frames: [], rest: size });
});

test('a frame without an end is a bad answer', async () => {
  const endless = Buffer.from('{"type":"ADDED"}');
  await expect(framesIn(endless, [3])).rejects.toThrow(BadAnswer);
});

const sentAndRead = (event: Raw) => readFrame(encodeEvent(POD, event).subarray(4), POD);

test('what a watch says beside of objects', () => {
  const metadata = {
    resourceVersion: '7',
    annotations: { 'k8s.io/initial-events-end': 'true' },
  };
  expect(sentAndRead({ type: 'BOOKMARK', object: { metadata } })).toEqual({
    type: 'bookmark',
    version: '7',
    initialEventsEnd: true,
  });
  const status = { message: 'too old', reason: 'Expired', code: 410 };
  expect(sentAndRead({ type: 'ERROR', object: status })).toMatchObject({
    type: 'error',
    error: { status: 410, reason: 'Expired' },
  });
  expect(sentAndRead({ type: 'NEWS', object: {} })).toEqual({ type: 'other' });
  expect(readFrame(Buffer.alloc(0), POD)).toEqual({ type: 'other' });
});

/** Fed in pieces of these sizes, again and again. */
async function framesIn(bytes: Uint8Array, cuts: readonly number[]) {
  async function* pieces() {
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const size = cuts[turn % cuts.length] ?? 1;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }
  let rest = Number.NaN;
  const frames: Buffer[] = [];
  for await (const some of framesOf(pieces(), (it) => {
    rest = it;
  }))
    frames.push(...some);
  return { frames, rest };
}

test('why it answers with an error', () => {
  const status = { message: 'pods is forbidden', reason: 'Forbidden', code: 403 };
  expect(decodeObject(STATUS, encodeObject(STATUS, status))).toEqual(status);
});
