import type { Pod } from './kinds.ts';

/** It runs no more, and answers nobody. */
export const hasEnded = ({ status }: Pod): boolean =>
  status.phase === 'Succeeded' || status.phase === 'Failed';
