import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlGrant } from '../kubectl.ts';
import { placeOf } from './place.ts';

export const certificateNotGranted = defineCheck({
  id: 'listener/certificate-not-granted',
  severity: 'error',
  summary: 'A listener names a Secret of another namespace, and no ReferenceGrant there allows it.',
  explain: `Whoever owns a namespace decides who may use its Secrets. Until a ReferenceGrant in the Secret's namespace allows
it, the listener has no certificate, and is not served. A grant for Gateways does not count for a ListenerSet.

    kind: ReferenceGrant
    metadata: {name: certificates, namespace: certs}             # that of the Secret
    spec:
      from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}]
      to: [{group: "", kind: Secret}]`,
  reads: [],

  *run({ exposure }) {
    for (const entryPoint of exposure.entryPoints)
      for (const listener of entryPoint.listeners) {
        const { reason } = listener.judgement;
        if (reason?.type !== 'listener-invalid' || reason.because !== 'certificate-not-granted')
          continue;
        const place = placeOf(entryPoint, listener);
        const [namespace = '', name = ''] = (reason.message ?? '').split('/');
        yield {
          severity: listener.dataPlanePort === undefined ? 'error' : 'warning',
          object: place.object,
          path: `${place.path}.tls.certificateRefs`,
          message: `no ReferenceGrant in ${namespace} lets it use Secret ${name}: TLS on ${listener.port} fails`,
          hint: `Allow it in namespace ${namespace}.`,
          command: `kubectl get referencegrants -n ${namespace} -o yaml`,
          fix: kubectlGrant(place.object, { group: '', kind: 'Secret', namespace, name }),
          impact: impactOfHosts(listener.hosts),
        };
      }
  },
});
