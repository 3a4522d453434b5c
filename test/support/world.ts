import { parseAllDocuments } from 'yaml';

import {
  everythingWasRead,
  type Inventory,
  inventoryOf,
  type Objects,
} from '../../src/inventory/inventory.ts';
import type { CoverageOf } from '../../src/inventory/inventory.ts';
import { isRaw, type Raw } from '../../src/inventory/raise.ts';
import { kindOf, type ObjectNote, readObject } from '../../src/inventory/read-object.ts';
import type { Exposure } from '../../src/model/exposure.ts';
import { resolve } from '../../src/resolve/resolve.ts';

export interface World {
  readonly inventory: Inventory;
  readonly exposure: Exposure;
  readonly notes: readonly ObjectNote[];
  readonly now: number;
}

/** The time of cases: everything in them happened well before, unless they say otherwise. */
export const CASE_NOW = Date.parse('2026-11-01T12:00:00Z');

/** Objects as YAML, resolved; what is not there does not exist. */
export function worldOf(
  yaml: string,
  {
    now = CASE_NOW,
    coverage = everythingWasRead,
  }: { readonly now?: number; readonly coverage?: CoverageOf } = {},
): World {
  const { objects, notes } = objectsOf(rawObjects(yaml));
  const inventory = inventoryOf(objects, coverage);
  return { inventory, exposure: resolve(inventory, now), notes, now };
}

export function rawObjects(yaml: string): readonly Raw[] {
  return parseAllDocuments(yaml, { version: '1.1', merge: true }).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    const value: unknown = document.toJS();
    return isRaw(value) ? itemsOf(value) : [];
  });
}

function itemsOf(value: Raw): readonly Raw[] {
  const { items } = value;
  return value['kind'] === 'List' && Array.isArray(items) ? items.filter(isRaw) : [value];
}

/** As kubectl would, namespaced objects without a namespace go to `default`. */
export function objectsOf(raws: readonly Raw[]): {
  readonly objects: Objects;
  readonly notes: readonly ObjectNote[];
} {
  const objects: Record<string, unknown[]> = {};
  const notes: ObjectNote[] = [];
  for (const raw of raws) {
    const type = kindOf(String(raw['apiVersion']), String(raw['kind']));
    if (type === undefined) continue;
    const context = { share: (it: string) => it, note: (note: ObjectNote) => notes.push(note) };
    for (const { kind, object } of readObject(withNamespace(raw), type, context))
      (objects[kind] ??= []).push(object);
  }
  return { objects, notes };
}

const CLUSTER_KINDS = /^(Namespace|Node|IngressClass|GatewayClass)$/;

function withNamespace(raw: Raw): Raw {
  const { metadata } = raw;
  if (!isRaw(metadata) || 'namespace' in metadata || CLUSTER_KINDS.test(String(raw['kind'])))
    return raw;
  return { ...raw, metadata: { ...metadata, namespace: 'default' } };
}
