import type { Reader } from '../../../inventory/reader.ts';
import { ROOT_NAMESPACE } from '../../../inventory/root-namespace.ts';
import type { Caveat } from '../../../model/exposure.ts';
import type { DataPlaneSeed } from '../../provider.ts';
import { authentications, authorizations } from './authorization.ts';
import { extensionCaveats } from './extensions.ts';
import type { Selected } from './selecting.ts';

/** The kinds that change what a gateway answers, whichever API its rules are written in. */
export const GATEWAY_POLICY_KINDS = [
  'AuthorizationPolicy',
  'RequestAuthentication',
  'EnvoyFilter',
  'WasmPlugin',
] as const;

/** N37: what stands before all rules of a gateway of Istio, and what may change its answers. */
export function gatewayPolicies(
  gateway: Selected,
  objects: Reader<(typeof GATEWAY_POLICY_KINDS)[number]>,
): Pick<DataPlaneSeed, 'authorization' | 'authentication'> & {
  readonly caveats: readonly Caveat[];
} {
  const authorization = authorizations(gateway, objects);
  const authentication = authentications(gateway, objects);
  return {
    ...(authorization.length > 0 && { authorization }),
    ...(authentication.length > 0 && { authentication }),
    caveats: [...extensionCaveats(gateway, objects), ...unread(objects)],
  };
}

/** What may not be read may deny. What is in none of the files is not held against it. */
function unread(objects: Reader<'AuthorizationPolicy'>): readonly Caveat[] {
  const coverage = objects.coverage('AuthorizationPolicy', ROOT_NAMESPACE);
  return coverage.type === 'incomplete' && coverage.reason !== 'not-in-files'
    ? [{ type: 'unreadable', resource: 'authorizationpolicies', because: coverage.reason }]
    : [];
}
