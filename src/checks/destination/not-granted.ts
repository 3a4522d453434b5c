import { percent } from '../../lib/percent.ts';
import { groupOf } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { refText } from '../words.ts';

export const notGranted = defineCheck({
  id: 'destination/not-granted',
  severity: 'error',
  summary: 'A rule leads to another namespace, which does not permit it.',
  explain: `A route of the Gateway API may lead to a Service of another namespace only where a ReferenceGrant **in that
namespace** permits it. Without one the requests for this destination are answered with 500, as if it were not there.

    kind: ReferenceGrant
    metadata: {name: from-shop, namespace: backends}
    spec:
      from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
      to: [{group: "", kind: Service}]

A Service or ServiceEntry that Istio does not export to the gateway's namespace fails alike, with 503: see its exportTo.`,
  reads: ['ReferenceGrant'],

  *run({ uses, objects }) {
    for (const { route, destination } of uses.all) {
      const { target, share, path = route.rule.path } = destination;
      if (target.type !== 'unresolved' || target.object === undefined) continue;
      const { object } = target;
      const part = share > 0 && share < 1 ? `: ${percent(share)} of the rule's requests fail` : '';
      const severity = share > 0 ? 'error' : 'warning';
      if (target.because === 'not-exported')
        yield {
          severity,
          object: route.object,
          path,
          message: `${refText(object)} is not exported to the namespace of the gateway${part}`,
          hint: 'Export it there, or leave exportTo out.',
        };
      if (target.because !== 'not-granted') continue;
      const { namespace = '' } = object;
      const { kind, namespace: from = '' } = route.object;
      const grants = objects.inNamespace('ReferenceGrant', namespace);
      const near = grants.find(({ spec }) =>
        spec.from.some((it) => it.namespace === from || it.kind === kind),
      );
      yield {
        severity,
        object: route.object,
        path: `${path}.namespace`,
        message: `no ReferenceGrant in namespace ${namespace} lets ${kind}s of ${from} lead to ${refText(object)}${part}`,
        command: `kubectl get referencegrants.gateway.networking.k8s.io -n ${namespace} -o yaml`,
        hint:
          near === undefined
            ? `Make one in namespace ${namespace}.`
            : `ReferenceGrant ${near.metadata.name} comes near: it permits ${near.spec.from.map((it) => `${it.kind ?? ''}s of ${it.namespace ?? ''}`).join(', ')} to lead to ${near.spec.to.map((it) => `${it.kind ?? ''} ${it.name ?? '(any)'}`).join(', ')}.`,
        fix: `echo '${JSON.stringify({
          apiVersion: 'gateway.networking.k8s.io/v1beta1',
          kind: 'ReferenceGrant',
          metadata: { name: `from-${from}`, namespace },
          spec: {
            from: [{ group: groupOf(route.object.apiVersion), kind, namespace: from }],
            to: [{ group: '', kind: object.kind, name: object.name }],
          },
        }).replaceAll("'", '')}' | kubectl apply -f -`,
      } satisfies Found;
    }
  },
});
