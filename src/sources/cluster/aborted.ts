import { deferred } from '../../lib/deferred.ts';

/** Resolves when the signal ends what was begun. */
export function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = deferred();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
