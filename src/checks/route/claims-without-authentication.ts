import { isComplete } from '../../inventory/reader.ts';
import { defineCheck } from '../check.ts';

export const claimsWithoutAuthentication = defineCheck({
  id: 'route/claims-without-authentication',
  severity: 'error',
  summary:
    'A rule asks for a claim of a JWT, and no RequestAuthentication reads tokens at the gateway.',
  explain: `\`@request.auth.claims\` can be matched only where the gateway itself has checked the token, which a
RequestAuthentication with a selector for the gateway's Pods makes it do. Without one there are no claims, and the rule
takes no request.

    kind: RequestAuthentication
    metadata: {name: jwt, namespace: istio-system}       # that of the gateway's Pods
    spec:
      selector: {matchLabels: {istio: ingressgateway}}
      jwtRules: [{issuer: https://issuer.example.com}]`,
  reads: ['RequestAuthentication'],

  *run({ exposure, objects }) {
    if (!isComplete(objects.coverage('RequestAuthentication'))) return;
    const planes = new Map(exposure.dataPlanes.map((it) => [it.id, it]));
    for (const { dataPlane, routes } of exposure.entryPoints) {
      if ((planes.get(dataPlane)?.authentication ?? []).length > 0) continue;
      for (const { object, rule, matches, hosts } of routes) {
        const claim = matches.flatMap((it) => it.claims ?? [])[0];
        if (claim === undefined) continue;
        yield {
          severity: 'error',
          object,
          path: `${rule.path}.match`,
          message: `the rule asks for claim ${claim.name}, and no RequestAuthentication is there for the gateway: it takes no request`,
          hint: "Add a RequestAuthentication with a selector for the gateway's Pods.",
          command: 'kubectl get requestauthentications.security.istio.io -A',
          impact: { hosts, failureShare: 1 },
        };
      }
    }
  },
});
