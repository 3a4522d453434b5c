import type { InsteadOfSecret } from '../../model/health.ts';
import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { placeOf } from './place.ts';

export const secretMissing = defineCheck({
  id: 'listener/secret-missing',
  severity: 'error',
  summary: 'The Secret with the certificate of a TLS listener does not exist.',
  explain: `Istio and controllers of the Gateway API cut clients off: without a certificate there is no handshake. ingress-nginx,
Traefik, HAProxy and Kong answer with their default certificate. Where none was given (ingress-nginx:
\`--default-ssl-certificate\`), the controller has signed it itself, and whoever verifies refuses it.

An Ingress names a Secret of its own namespace. A Gateway of the Gateway API names one of its own namespace, or of another
one with a ReferenceGrant. **An Istio Gateway's \`credentialName\` is looked up in the namespace of the gateway's Pods** (often
istio-system), not in that of the Gateway.

    kubectl create secret tls shop-tls -n istio-system --cert=tls.crt --key=tls.key`,
  reads: ['Secret', 'Certificate'],

  *run({ exposure, objects }) {
    for (const entryPoint of exposure.entryPoints)
      for (const listener of entryPoint.listeners) {
        const { judgement, hosts, port } = listener;
        if (judgement.reason?.type !== 'secret-missing') continue;
        const { secret, instead } = judgement.reason;
        const { namespace = '', name } = secret;
        const { object, secretPath } = placeOf(entryPoint, listener);
        const near = nearestName(
          name,
          objects.inNamespace('Secret', namespace).map((it) => it.metadata.name),
        );
        const isElsewhere =
          namespace !== object.namespace &&
          objects.get('Secret', object.namespace ?? '', name).type === 'found';
        const issuer = objects
          .inNamespace('Certificate', namespace)
          .find(({ spec }) => spec.secretName === name);
        yield {
          severity: judgement.health === 'broken' ? 'error' : 'warning',
          object,
          path: secretPath,
          message: `Secret ${namespace}/${name} does not exist: ${outcome(instead, port)}`,
          hint: isElsewhere
            ? `There is one in ${object.namespace}; it is looked for in ${namespace}, where the gateway's Pods are.`
            : issuer !== undefined
              ? `Certificate ${namespace}/${issuer.metadata.name} is to make it: kubectl describe certificates -n ${namespace} ${issuer.metadata.name}`
              : near !== undefined
                ? `Is Secret ${near} meant?`
                : 'Make the Secret.',
          command: `kubectl get secrets -n ${namespace}`,
          impact: {
            ...impactOfHosts(hosts),
            ...(judgement.health !== 'broken' && { failureShare: 0 }),
          },
          ...(near !== undefined &&
            !isElsewhere &&
            issuer === undefined && { fix: kubectlPatch(object, secretPath, near) }),
        };
      }
  },
});

function outcome(instead: InsteadOfSecret | undefined, port: number): string {
  switch (instead) {
    case undefined:
      return `TLS on ${port} fails`;
    case 'own-certificate':
      return `TLS on ${port} shows a certificate that the controller signed itself, and clients that verify refuse it`;
    case 'default-certificate':
      return `TLS on ${port} shows the controller's default certificate`;
    case 'another-certificate':
      return `TLS on ${port} goes on with the other certificate that is named`;
    case 'unknown':
      return `what TLS on ${port} shows is up to the controller`;
  }
}
