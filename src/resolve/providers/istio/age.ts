import { by } from '../../../lib/order.ts';

export interface Aged {
  /** RFC 3339; empty where there is none, which is before every date. */
  readonly created: string;
  readonly name: string;
  readonly namespace: string;
}

/** N4, N13: older first, then by name, then by namespace. */
export const byAge = by<Aged>(
  (it) => it.created,
  (it) => it.name,
  (it) => it.namespace,
);
