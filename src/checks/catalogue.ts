import type { Check } from './check.ts';
import { serviceMissing } from './destination/service-missing.ts';
import { gatewayPodsNotReady } from './entry-point/gateway-pods-not-ready.ts';
import { noDestination } from './route/no-destination.ts';
import { selectorMatchesNothing } from './service/selector-matches-nothing.ts';

/** Every check, in order of id. */
export const CATALOGUE: readonly Check[] = [
  serviceMissing,
  gatewayPodsNotReady,
  noDestination,
  selectorMatchesNothing,
];

export const checkOf = (id: string): Check | undefined => CATALOGUE.find((it) => it.id === id);
