import type { HttpRoute } from '../../../inventory/shapes/istio.ts';
import type { Modifiers } from '../../../model/exposure.ts';

type Retries = NonNullable<Modifiers['retries']>;

const ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

/** N21: what a gateway does where nobody says otherwise, and the mesh has no default of its own. */
export const DEFAULT_RETRIES: Retries = { attempts: 2, on: ON, isDefault: true };

/** N21: with 0 attempts there are none; what is left out falls to the default. */
export function lowerRetries(retries: HttpRoute['retries']): Retries {
  if (retries === undefined) return DEFAULT_RETRIES;
  const { attempts = 0, perTryTimeout, retryOn = '' } = retries;
  if (attempts <= 0) return { attempts: 0 };
  return {
    attempts,
    ...(perTryTimeout !== undefined && { perTryTimeout }),
    ...(retryOn !== '' && { on: retryOn }),
  };
}
