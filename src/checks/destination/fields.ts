import type { ObjectRef } from '../../model/object-ref.ts';

type Part = 'name' | 'port' | 'subset';

/**
 * Where a destination's parts stand in its object, below the destination's own path: each API writes them otherwise.
 * Absent where the object is a Service itself.
 */
export function fieldOf(object: ObjectRef, path: string, part: Part): string | undefined {
  switch (object.kind) {
    case 'VirtualService':
      return `${path}.destination.${VIRTUAL_SERVICE[part]}`;
    case 'Ingress':
      return part === 'subset' ? undefined : `${path}.service.${part}`;
    case 'Service':
      return undefined;
    default:
      return part === 'subset' ? undefined : `${path}.${part}`;
  }
}

const VIRTUAL_SERVICE = { name: 'host', port: 'port.number', subset: 'subset' } as const;
