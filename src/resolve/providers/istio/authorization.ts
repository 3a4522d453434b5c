import type { Kinds } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type {
  Authentication,
  Authorization,
  AuthorizationRule,
  AuthorizationSource,
} from '../../../model/authorization.ts';
import { type Selected, selecting } from './selecting.ts';

type Policy = Kinds['AuthorizationPolicy'];
type Rule = Policy['spec']['rules'][number];

/** N37: those that select a workload, in its own namespace and in the root's. AUDIT decides nothing. */
export const authorizations = (
  workload: Selected,
  objects: Reader<'AuthorizationPolicy'>,
): readonly Authorization[] =>
  selecting('AuthorizationPolicy', workload, objects)
    .filter((it) => it.metadata.annotations['istio.io/dry-run'] !== 'true')
    .flatMap(lower);

/** N37: what a workload asks of those who show a token. */
export const authentications = (
  workload: Selected,
  objects: Reader<'RequestAuthentication'>,
): readonly Authentication[] =>
  selecting('RequestAuthentication', workload, objects)
    .filter((it) => it.spec.jwtRules.length > 0)
    .map((policy) => ({
      object: refOf(policy),
      locations: policy.spec.jwtRules.map(({ fromHeaders, fromParams, fromCookies }) =>
        fromHeaders.length + fromParams.length + fromCookies.length === 0
          ? USUAL
          : {
              headers: fromHeaders.flatMap(({ name, prefix = '' }) =>
                name === undefined ? [] : [{ name, prefix }],
              ),
              params: fromParams,
              cookies: fromCookies,
            },
      ),
    }));

/** Where a token is looked for if a rule does not say. */
const USUAL: Authentication['locations'][number] = {
  headers: [{ name: 'authorization', prefix: 'Bearer ' }],
  params: ['access_token'],
  cookies: [],
};

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
  principals: { values: it.principals, not: it.notPrincipals },
  namespaces: { values: it.namespaces, not: it.notNamespaces },
  serviceAccounts: { values: it.serviceAccounts, not: it.notServiceAccounts },
  requestPrincipals: { values: it.requestPrincipals, not: it.notRequestPrincipals },
});
