import { authorizationPolicy } from './access/authorization-policy.ts';
import { networkPolicy } from './access/network-policy.ts';
import { noWaypoint } from './access/no-waypoint.ts';
import { expired } from './certificate/expired.ts';
import { expiresSoon } from './certificate/expires-soon.ts';
import { hostNotCovered as certificateHostNotCovered } from './certificate/host-not-covered.ts';
import type { Check } from './check.ts';
import { noLocalEndpoint as destinationNoLocalEndpoint } from './destination/no-local-endpoint.ts';
import { notGranted } from './destination/not-granted.ts';
import { policyUnused } from './destination/policy-unused.ts';
import { portMissing } from './destination/port-missing.ts';
import { portNotChosen } from './destination/port-not-chosen.ts';
import { ruleUnused } from './destination/rule-unused.ts';
import { serviceEntryConflict } from './destination/service-entry-conflict.ts';
import { serviceMissing } from './destination/service-missing.ts';
import { subsetEmpty } from './destination/subset-empty.ts';
import { subsetUndefined } from './destination/subset-undefined.ts';
import { tlsRefused } from './destination/tls-refused.ts';
import { unsupported } from './destination/unsupported.ts';
import { addressNotPublished } from './entry-point/address-not-published.ts';
import { addressPending } from './entry-point/address-pending.ts';
import { gatewayPodsNotReady } from './entry-point/gateway-pods-not-ready.ts';
import { hostClaimedTwice } from './entry-point/host-claimed-twice.ts';
import { noController } from './entry-point/no-controller.ts';
import { noGatewayPods } from './entry-point/no-gateway-pods.ts';
import { noLocalEndpoint } from './entry-point/no-local-endpoint.ts';
import { noNodeAddress } from './entry-point/no-node-address.ts';
import { nodePortOpen } from './entry-point/node-port-open.ts';
import { notAccepted } from './entry-point/not-accepted.ts';
import { portNotExposed } from './entry-point/port-not-exposed.ts';
import { unsupportedVersion } from './entry-point/unsupported-version.ts';
import { certificateNotGranted } from './listener/certificate-not-granted.ts';
import { certificateShared } from './listener/certificate-shared.ts';
import { conflict } from './listener/conflict.ts';
import { noRule } from './listener/no-rule.ts';
import { notSupported } from './listener/not-supported.ts';
import { secretMissing } from './listener/secret-missing.ts';
import { secretNotShown } from './listener/secret-not-shown.ts';
import { canaryWithoutShare } from './route/canary-without-share.ts';
import { claimsWithoutAuthentication } from './route/claims-without-authentication.ts';
import { gatewayMissing } from './route/gateway-missing.ts';
import { hostNotCovered } from './route/host-not-covered.ts';
import { internalGateway } from './route/internal-gateway.ts';
import { matchRepeated } from './route/match-repeated.ts';
import { meshOnly } from './route/mesh-only.ts';
import { neverApplies } from './route/never-applies.ts';
import { noDestination } from './route/no-destination.ts';
import { notAllowed } from './route/not-allowed.ts';
import { notExported } from './route/not-exported.ts';
import { oldGatewayName } from './route/old-gateway-name.ts';
import { orderByAge } from './route/order-by-age.ts';
import { partlyInvalid } from './route/partly-invalid.ts';
import { shadowed } from './route/shadowed.ts';
import { statusDisagrees } from './route/status-disagrees.ts';
import { unreachable } from './route/unreachable.ts';
import { weights } from './route/weights.ts';
import { listensOnLocalhost } from './service/listens-on-localhost.ts';
import { noEndpoints } from './service/no-endpoints.ts';
import { noReadyPod } from './service/no-ready-pod.ts';
import { portClash } from './service/port-clash.ts';
import { rolloutFailed } from './service/rollout-failed.ts';
import { selectorMatchesNothing } from './service/selector-matches-nothing.ts';
import { singleEndpoint } from './service/single-endpoint.ts';
import { somePodsNotWell } from './service/some-pods-not-well.ts';
import { targetPortMissing } from './service/target-port-missing.ts';

/** Every check, in order of id. */
export const CATALOGUE: readonly Check[] = [
  authorizationPolicy,
  networkPolicy,
  noWaypoint,
  expired,
  expiresSoon,
  certificateHostNotCovered,
  destinationNoLocalEndpoint,
  notGranted,
  policyUnused,
  portMissing,
  portNotChosen,
  ruleUnused,
  serviceEntryConflict,
  serviceMissing,
  subsetEmpty,
  subsetUndefined,
  tlsRefused,
  unsupported,
  addressNotPublished,
  addressPending,
  gatewayPodsNotReady,
  hostClaimedTwice,
  noController,
  noGatewayPods,
  noLocalEndpoint,
  noNodeAddress,
  nodePortOpen,
  notAccepted,
  portNotExposed,
  unsupportedVersion,
  certificateNotGranted,
  certificateShared,
  conflict,
  noRule,
  notSupported,
  secretMissing,
  secretNotShown,
  canaryWithoutShare,
  claimsWithoutAuthentication,
  gatewayMissing,
  hostNotCovered,
  internalGateway,
  matchRepeated,
  meshOnly,
  neverApplies,
  noDestination,
  notAllowed,
  notExported,
  oldGatewayName,
  orderByAge,
  partlyInvalid,
  shadowed,
  statusDisagrees,
  unreachable,
  weights,
  listensOnLocalhost,
  noEndpoints,
  noReadyPod,
  portClash,
  rolloutFailed,
  selectorMatchesNothing,
  singleEndpoint,
  somePodsNotWell,
  targetPortMissing,
];

export const checkOf = (id: string): Check | undefined => CATALOGUE.find((it) => it.id === id);
