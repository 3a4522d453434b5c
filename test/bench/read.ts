import { everythingWasRead, type Inventory, inventoryOf } from '../../src/inventory/inventory.ts';
import type { KubeObject } from '../../src/inventory/kinds.ts';
import type { Raw } from '../../src/inventory/raise.ts';
import { kindOf, readObject } from '../../src/inventory/read-object.ts';

export const NOW = Date.parse('2026-11-01T12:00:00Z');

/** As a source does it: each object projected to what is read of it, its strings shared. */
export function read(raws: readonly Raw[]): Inventory {
  const objects: Record<string, KubeObject[]> = {};
  const strings = new Map<string, string>();
  const context = {
    share: (it: string): string => {
      const known = strings.get(it);
      if (known === undefined) strings.set(it, it);
      return known ?? it;
    },
    note: (note: unknown): void => {
      throw new Error(JSON.stringify(note));
    },
  };
  for (const raw of raws) {
    const type = kindOf(String(raw['apiVersion']), String(raw['kind']));
    if (type === undefined) throw new Error(`not read: ${JSON.stringify(raw)}`);
    for (const { kind, object } of readObject(raw, type, context))
      (objects[kind] ??= []).push(object);
  }
  return inventoryOf(objects, everythingWasRead);
}
