import type { Kinds } from '../../inventory/kinds.ts';
import { carries } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';

export const noWaypoint = defineCheck({
  id: 'access/no-waypoint',
  severity: 'warning',
  summary: 'A policy asks for HTTP of Pods in ambient mode, before which nothing reads HTTP.',
  explain: `In ambient mode the node's ztunnel enforces policies that select workloads, and it sees connections only: a rule
of an ALLOW policy that asks for hosts, paths, methods or headers never takes anything, and one of a DENY policy loses
these conditions and denies more than it says. Put a waypoint before the workloads and attach the policy to it:

    spec:
      targetRefs: [{kind: Service, group: "", name: reviews}]`,
  reads: ['AuthorizationPolicy'],

  *run({ uses, objects }) {
    const policies = objects
      .list('AuthorizationPolicy')
      .filter(({ spec }) => spec.targetRefs.length === 0 && spec.targetRef === undefined);
    if (policies.length === 0) return;
    const pods = uses
      .services()
      .flatMap(({ destinations }) => destinations.flatMap((it) => it.pods))
      .filter(({ mesh }) => mesh === 'ambient');
    for (const policy of policies) {
      const index = policy.spec.rules.findIndex(asksForHttp);
      const { namespace } = policy.metadata;
      const labels = policy.spec.selector?.matchLabels ?? {};
      const pod = pods.find(
        (it) => it.object.namespace === namespace && carries(it.labels, labels),
      );
      if (index < 0 || pod === undefined) continue;
      yield {
        severity: 'warning',
        object: refOf(policy),
        path: `spec.rules[${index}]`,
        message: `it asks for HTTP, and selects Pods in ambient mode (${pod.object.name}), where only connections are seen`,
        hint: 'Attach it to a waypoint by targetRefs, or ask for identities, namespaces and ports alone.',
      };
    }
  },
});

const asksForHttp = ({
  from,
  to,
  when,
}: Kinds['AuthorizationPolicy']['spec']['rules'][number]): boolean =>
  from.some(
    ({ source }) => source.requestPrincipals.length + source.notRequestPrincipals.length > 0,
  ) ||
  to.some(
    ({ operation: it }) =>
      it.hosts.length +
        it.notHosts.length +
        it.paths.length +
        it.notPaths.length +
        it.methods.length +
        it.notMethods.length >
      0,
  ) ||
  when.some(({ key }) => key?.startsWith('request.') === true);
