import { expect, test } from 'vitest';

import type { Raw } from '../../../src/inventory/raise.ts';
import { sharing } from '../../../src/lib/same.ts';
import { ObjectStore } from '../../../src/sources/cluster/objects/object-store.ts';

const pod = (version: string, phase: string): Raw => ({
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' }, resourceVersion: version },
  spec: { containers: [{ name: 'web', ports: [{ containerPort: 80 }] }] },
  status: { phase },
});

function storeOfPods() {
  const store = new ObjectStore('Pod', () => {});
  store.serveAs({ group: '', version: 'v1' });
  const put = (raw: Raw) => {
    store.put(raw);
    return store.takeChanges().put[0];
  };
  return put;
}

test('of an object that changes, what says the same stays the same', () => {
  const put = storeOfPods();
  const before = put(pod('1', 'Pending'));
  const after = put(pod('2', 'Running'));
  expect(after).not.toBe(before);
  expect(after).toMatchObject({ status: { phase: 'Running' } });
  expect(after && Reflect.get(after, 'spec')).toBe(before && Reflect.get(before, 'spec'));
  expect(after?.metadata).toBe(before?.metadata);
});

test('where only what is not read changes, nothing does', () => {
  const put = storeOfPods();
  put(pod('1', 'Running'));
  expect(put({ ...pod('2', 'Running'), unread: true })).toBeUndefined();
});

test('a part that is gone is not kept for one that says nothing', () => {
  const before: Raw = { kept: 1, gone: 2 };
  expect(sharing(before, { kept: 1, empty: undefined })).toStrictEqual({
    kept: 1,
    empty: undefined,
  });
});
