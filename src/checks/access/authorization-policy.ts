import { refOf } from '../../inventory/read-object.ts';
import { isComplete } from '../../inventory/reader.ts';
import { WORKLOAD_KINDS } from '../../inventory/workloads.ts';
import { judgeAuthorization } from '../../match/authorization.ts';
import { hostMatches } from '../../match/host.ts';
import type { Authorization, Guard } from '../../model/authorization.ts';
import type { Exposure, Route } from '../../model/exposure.ts';
import { type ObjectRef, refKey } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { impactOfAll, impactOn } from '../impact.ts';
import { nearestName } from '../nearest.ts';
import { refText } from '../words.ts';
import { selectsNobody } from './selects-nobody.ts';

export const authorizationPolicy = defineCheck({
  id: 'access/authorization-policy',
  severity: 'error',
  summary: 'An AuthorizationPolicy denies every request, or names what is not there.',
  explain: `Istio denies what a DENY policy takes, and as soon as one ALLOW policy stands before a workload, everything that no
ALLOW policy takes: an ALLOW policy without rules denies all. Whoever is denied gets 403, or a closed connection where no
HTTP is spoken. Behind a gateway the caller is the gateway's own identity, not the client's, and there is none where the
gateway speaks plain text.

An error is reported where every request of a rule is denied, whatever its path, method and headers. As warnings:
namespaces that do not exist, principals that no workload can have, selectors and hosts with a slip, and methods that are not
written in capitals.

    from:
    - source: {principals: [cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account]}`,
  reads: ['AuthorizationPolicy', 'Namespace', 'Pod', ...WORKLOAD_KINDS],

  *run({ exposure, uses, objects }) {
    yield* deniedAtGateways(exposure);
    const denied = new Map<
      string,
      { readonly found: Found; readonly shares: Map<Route, number> }
    >();
    for (const { route, destination } of uses.all) {
      const { guard, share, ref, failureShare } = destination;
      if (guard === undefined || share === 0 || failureShare >= 1) continue;
      const verdict = surely(guard.authorization, guard);
      if (verdict === undefined) continue;
      const status = guard.protocol === 'http' ? '403' : 'the connection is closed';
      const known = denied.get(refKey(verdict.object)) ?? {
        found: foundOf(verdict, `the Pods of ${ref}`, callerOf(guard.peer), status),
        shares: new Map<Route, number>(),
      };
      known.shares.set(route, (known.shares.get(route) ?? 0) + share);
      denied.set(refKey(verdict.object), known);
    }
    for (const { found, shares } of denied.values()) {
      const impact = impactOn([...shares.keys()], (it) =>
        Math.max(it.failureShare, shares.get(it) ?? 0),
      );
      yield { ...found, ...(impact !== undefined && { impact }) };
    }
    const namespaces = objects.list('Namespace').map((it) => it.metadata.name);
    const hosts = new Set(uses.all.flatMap(({ route }) => route.hosts));
    const known = namespaces.length > 0 && isComplete(objects.coverage('Namespace'));
    for (const policy of objects.list('AuthorizationPolicy')) {
      const nobody = selectsNobody(policy, objects);
      if (nobody !== undefined) yield nobody;
      for (const [index, rule] of policy.spec.rules.entries()) {
        const object = refOf(policy);
        const at = (path: string, message: string, near?: string): Found => ({
          severity: 'warning',
          object,
          path: `spec.rules[${index}].${path}`,
          message,
          ...(near !== undefined && { hint: `Is ${near} meant?` }),
        });
        for (const [from, { source }] of rule.from.entries()) {
          const path = `from[${from}].source`;
          for (const [i, name] of source.namespaces.entries())
            if (known && !name.includes('*') && !namespaces.includes(name))
              yield at(
                `${path}.namespaces[${i}]`,
                `there is no namespace ${name}`,
                nearestName(name, namespaces),
              );
          for (const [i, principal] of source.principals.entries()) {
            if (principal.includes('*')) continue;
            const namespace = /^[^/]+\/ns\/([^/]+)\/sa\/[^/]+$/.exec(principal)?.[1];
            const field = `${path}.principals[${i}]`;
            if (namespace === undefined)
              yield at(
                field,
                `${principal} is no identity of a workload: cluster.local/ns/NAMESPACE/sa/SERVICE-ACCOUNT`,
              );
            else if (known && !namespaces.includes(namespace))
              yield at(
                field,
                `there is no namespace ${namespace}`,
                nearestName(namespace, namespaces),
              );
          }
        }
        for (const [to, { operation }] of rule.to.entries()) {
          for (const [i, host] of operation.hosts.entries()) {
            const near = slipOf(host, hosts);
            if (near !== undefined)
              yield at(
                `to[${to}].operation.hosts[${i}]`,
                `no rule is for requests with the host ${host}`,
                near,
              );
          }
          for (const [i, method] of operation.methods.entries())
            if (/[a-z]/.test(method))
              yield at(
                `to[${to}].operation.methods[${i}]`,
                `methods are compared as they are sent: ${method} is never ${method.toUpperCase()}`,
                method.toUpperCase(),
              );
        }
      }
    }
  },
});

/** What a client may send as Host is not all known here: only what is nearly one of the hosts is a slip. */
function slipOf(host: string, hosts: ReadonlySet<string>): string | undefined {
  const bare = host.replace(/:.*$/, '').toLowerCase();
  const isKnown = [...hosts].some((it) => hostMatches(it, bare, 'any-labels'));
  return isKnown || bare.includes('*') ? undefined : nearestName(bare, hosts);
}

function* deniedAtGateways({ dataPlanes, entryPoints }: Exposure): Generator<Found> {
  for (const { id, name, authorization = [] } of dataPlanes) {
    const verdict = surely(authorization, { protocol: 'http', peer: 'nobody' });
    if (verdict !== undefined)
      yield {
        ...foundOf(
          verdict,
          `the gateway ${name}`,
          'a client from outside, without an identity of the mesh,',
          '403',
        ),
        impact: impactOfAll(entryPoints.filter((it) => it.dataPlane === id)),
      };
  }
}

interface Verdict {
  readonly object: ObjectRef;
  readonly because: 'denies' | 'allows-others';
}

/** What denies every request, whatever its path, method and headers: conditions that only some meet are not counted. */
function surely(
  policies: readonly Authorization[],
  { protocol, peer }: Pick<Guard, 'protocol' | 'peer'>,
): Verdict | undefined {
  const certain = policies.flatMap((it): readonly Authorization[] => {
    switch (it.action) {
      case 'custom':
        return [];
      case 'deny':
        return [{ ...it, rules: it.rules.filter(({ to, when }) => to.length + when.length === 0) }];
      case 'allow':
        return [
          protocol === 'http'
            ? { ...it, rules: it.rules.map((rule) => ({ ...rule, to: [], when: [] })) }
            : it,
        ];
    }
  });
  if (certain.length === 0) return undefined;
  const verdict = judgeAuthorization(certain, {
    path: '/',
    method: 'GET',
    scheme: 'http',
    authority: '',
    headers: [],
    protocol,
    peer,
    behind: true,
  });
  const [object] = verdict.type === 'denied' ? verdict.by : [];
  return verdict.type === 'denied' && object !== undefined
    ? { object, because: verdict.because }
    : undefined;
}

const callerOf = (peer: Guard['peer']): string =>
  typeof peer === 'object'
    ? `the gateway, as ${peer.namespace}/${peer.serviceAccount},`
    : 'the gateway, which shows no identity,';

const foundOf = (
  { object, because }: Verdict,
  place: string,
  who: string,
  status: string,
): Found => ({
  severity: 'error',
  object,
  path: 'spec',
  message:
    because === 'denies'
      ? `${refText(object)} denies every request to ${place}: ${status}`
      : `only others than ${who} are allowed to ${place}: ${status}`,
  hint:
    because === 'denies'
      ? 'Narrow its rules, or take it away.'
      : 'Allow the identity of the gateway in one of the ALLOW policies.',
});
