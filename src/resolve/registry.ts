import { nodeLocal } from './node-local.ts';
import type { Policy, Provider } from './provider.ts';
import { backendTlsPolicy } from './providers/gateway-api/backend-tls-policy.ts';
import { gatewayApi } from './providers/gateway-api/provider.ts';
import { ingress } from './providers/ingress/ingress.ts';
import { destinationRule } from './providers/istio/destination-rule.ts';
import { istio } from './providers/istio/gateways.ts';
import { guard } from './providers/istio/guard.ts';
import { mutualTls } from './providers/istio/mutual-tls.ts';
import { waypoint } from './providers/istio/waypoint.ts';
import { service } from './providers/service.ts';

/** Every routing API there is, in order. A new one is a line here. */
export const PROVIDERS: readonly Provider[] = [service, ingress, istio, gatewayApi];

/** What applies on the way to a destination and comes from another object. */
export const POLICIES: readonly Policy[] = [
  destinationRule,
  backendTlsPolicy,
  mutualTls,
  guard,
  waypoint,
  nodeLocal,
];
