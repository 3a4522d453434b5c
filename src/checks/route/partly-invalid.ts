import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';
import { conditionOf, conditionText } from '../conditions.ts';

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

export const partlyInvalid = defineCheck({
  id: 'route/partly-invalid',
  severity: 'warning',
  summary: 'A part of a route is left out, since it is not valid.',
  explain: `A controller may serve the valid rules of a route and leave out the others, or keep what it had before
(\`PartiallyInvalid\`). Requests for the rule that is left out are taken by other rules, or get 404. The usual reason is a
pair of filters that contradict each other: a redirect ends a request, so a rewrite beside it cannot be done.

    filters:
    - {type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /new}}}   # and no URLRewrite`,
  reads: ROUTES,

  *run({ objects, uses }) {
    for (const { routes } of uses.idle()('incompatible-filters'))
      for (const { object, rule, hosts } of routes)
        yield {
          severity: 'warning',
          object,
          path: `${rule.path}.filters`,
          message: 'the rule is left out: a redirect and a rewrite do not go together',
          hint: 'Take one of the two filters out; a redirect has a path of its own.',
          impact: { hosts, failureShare: 1 },
        };
    for (const kind of ROUTES)
      for (const route of objects.list(kind))
        for (const { conditions } of route.status.parents) {
          const said = conditionOf(route, conditions, 'PartiallyInvalid', 'True');
          if (said === undefined) continue;
          yield {
            severity: 'warning',
            object: refOf(route),
            path: 'spec.rules',
            message: `its controller leaves a part of it out (${conditionText(said)})`,
            hint: 'Mend what the message names.',
            ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
          };
        }
  },
});
