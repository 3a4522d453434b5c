import type { Policy, Provider } from './provider.ts';
import { ingress } from './providers/ingress/ingress.ts';
import { service } from './providers/service.ts';

/** Every routing API there is, in order. A new one is a line here. */
export const PROVIDERS: readonly Provider[] = [service, ingress];

/** What applies on the way to a destination and comes from another object. */
export const POLICIES: readonly Policy[] = [];
