import type { NotAttached } from '../../model/health.ts';
import { defineCheck } from '../check.ts';

export const canaryWithoutShare = defineCheck({
  id: 'route/canary-without-share',
  severity: 'warning',
  summary: 'A canary Ingress gets no request, since it does not fit a main one.',
  explain: `ingress-nginx adds a canary (\`nginx.ingress.kubernetes.io/canary: "true"\`) to a rule of another Ingress with the same
host, path and pathType. Without such a rule it does nothing, and its Service is never asked. A Service can be canary of one
rule once, and not where it is the main one as well.

    # the main Ingress                         # the canary
    host: shop.example.com                     host: shop.example.com
    path: /cart, pathType: Prefix              path: /cart, pathType: Prefix`,
  reads: [],

  *run({ uses }) {
    for (const { routes, because } of uses.idle()(...WORDS.keys()))
      for (const { object, rule, hosts } of routes)
        yield {
          severity: 'warning',
          object,
          path: rule.path,
          message: `the canary gets no request: ${WORDS.get(because) ?? because}`,
          hint:
            because === 'canary-without-main'
              ? 'Give it the host, path and pathType of the rule that it is a canary of.'
              : 'Give it a Service that no other rule or canary has.',
          impact: { hosts, failureShare: 0 },
        };
  },
});

const WORDS: ReadonlyMap<NotAttached, string> = new Map([
  ['canary-without-main', 'no Ingress has its host and path'],
  ['canary-second', 'another canary of the same Service comes first'],
  ['canary-of-main-service', 'a main rule has its Service too'],
  ['canary-service', 'its Service is a canary of another rule'],
]);
