import { by } from '../lib/order.ts';
import type { EntryPoint } from './exposure.ts';
import { healthRank } from './health.ts';

/** The order in which entry points are shown: what needs somebody first, then by id, so that nothing jumps. */
export const worstFirst = (entryPoints: readonly EntryPoint[]): readonly EntryPoint[] =>
  entryPoints.toSorted(
    by(
      ({ judgement }) => healthRank(judgement.health),
      ({ id }) => id,
    ),
  );
