import type { InsteadOfSecret, Judgement } from '../../model/health.ts';
import type { ObjectRef } from '../../model/object-ref.ts';

/** L01: without a certificate that clients accept a listener serves nobody. What takes its place may be good enough. */
export function secretMissing(secret: ObjectRef, instead?: InsteadOfSecret): Judgement {
  return {
    health: healthOf(instead),
    reason: { type: 'secret-missing', secret, ...(instead !== undefined && { instead }) },
  };
}

function healthOf(instead: InsteadOfSecret | undefined): Judgement['health'] {
  switch (instead) {
    case undefined:
    case 'own-certificate':
      return 'broken';
    case 'default-certificate':
    case 'another-certificate':
      return 'degraded';
    case 'unknown':
      return 'unknown';
  }
}
