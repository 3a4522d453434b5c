import type { Kinds } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Labels, Reader } from '../../../inventory/reader.ts';
import type {
  Authorization,
  AuthorizationRule,
  AuthorizationSource,
} from '../../../model/authorization.ts';
import { ROOT_NAMESPACE } from './extensions.ts';
import { isSubset } from './workloads.ts';

type Policy = Kinds['AuthorizationPolicy'];
type Rule = Policy['spec']['rules'][number];

/** N37: those that select a gateway's Pods, in its own namespace and in the root's. AUDIT decides nothing. */
export function authorizations(
  namespace: string | undefined,
  labels: Labels,
  objects: Reader<'AuthorizationPolicy'>,
): readonly Authorization[] {
  const namespaces = [
    ...new Set([ROOT_NAMESPACE, ...(namespace === undefined ? [] : [namespace])]),
  ];
  return namespaces
    .flatMap((it) => objects.inNamespace('AuthorizationPolicy', it))
    .filter((it) => selects(it, labels) && !isDryRun(it))
    .flatMap(lower);
}

/** Targets are Gateways of the Gateway API and Services of waypoints, never these workloads. */
const selects = ({ spec }: Policy, labels: Labels): boolean =>
  spec.targetRef === undefined &&
  spec.targetRefs.length === 0 &&
  isSubset(spec.selector?.matchLabels ?? {}, labels);

const isDryRun = ({ metadata }: Policy): boolean =>
  metadata.annotations['istio.io/dry-run'] === 'true';

function lower(policy: Policy): readonly Authorization[] {
  const { action = 'ALLOW', provider, rules } = policy.spec;
  const lowered = ACTIONS.get(action);
  if (lowered === undefined) return [];
  return [
    {
      object: refOf(policy),
      action: lowered,
      ...(provider?.name !== undefined && { provider: provider.name }),
      rules: rules.map(lowerRule),
    },
  ];
}

const ACTIONS: ReadonlyMap<string, Authorization['action']> = new Map([
  ['ALLOW', 'allow'],
  ['DENY', 'deny'],
  ['CUSTOM', 'custom'],
]);

const lowerRule = ({ from, to, when }: Rule): AuthorizationRule => ({
  from: from.map((it) => lowerSource(it.source)),
  to: to.map(({ operation: it }) => ({
    hosts: { values: it.hosts, not: it.notHosts },
    paths: { values: it.paths, not: it.notPaths },
    methods: { values: it.methods, not: it.notMethods },
    ports: { values: it.ports, not: it.notPorts },
  })),
  when: when.flatMap(({ key, values, notValues }) =>
    key === undefined ? [] : [{ key, wanted: { values, not: notValues } }],
  ),
});

const lowerSource = (it: Rule['from'][number]['source']): AuthorizationSource => ({
  ipBlocks: { values: it.ipBlocks, not: it.notIpBlocks },
  remoteIpBlocks: { values: it.remoteIpBlocks, not: it.notRemoteIpBlocks },
  peers: {
    values: [...it.principals, ...it.namespaces, ...it.serviceAccounts],
    not: [...it.notPrincipals, ...it.notNamespaces, ...it.notServiceAccounts],
  },
  requestPrincipals: { values: it.requestPrincipals, not: it.notRequestPrincipals },
});
