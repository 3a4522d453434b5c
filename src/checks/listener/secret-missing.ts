import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { placeOf } from './place.ts';

export const secretMissing = defineCheck({
  id: 'listener/secret-missing',
  severity: 'error',
  summary: 'The Secret with the certificate of a TLS listener does not exist.',
  explain: `Without a certificate there is no handshake: clients are cut off, or get the controller's own certificate, which no
browser trusts (ingress-nginx). An Ingress names a Secret of its own namespace. A Gateway of the Gateway API names one of
its own namespace, or of another one with a ReferenceGrant. **An Istio Gateway's \`credentialName\` is looked up in the
namespace of the gateway's Pods** (often istio-system), not in that of the Gateway.

    kubectl create secret tls shop-tls -n istio-system --cert=tls.crt --key=tls.key`,
  reads: ['Secret', 'Certificate'],

  *run({ exposure, objects }) {
    for (const entryPoint of exposure.entryPoints)
      for (const listener of entryPoint.listeners) {
        const { judgement, hosts, port } = listener;
        if (judgement.reason?.type !== 'secret-missing') continue;
        const { namespace = '', name } = judgement.reason.secret;
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
          severity: 'error',
          object,
          path: secretPath,
          message: `Secret ${namespace}/${name} does not exist: TLS on ${port} fails`,
          hint: isElsewhere
            ? `There is one in ${object.namespace}; it is looked for in ${namespace}, where the gateway's Pods are.`
            : issuer !== undefined
              ? `Certificate ${namespace}/${issuer.metadata.name} is to make it: kubectl describe certificates -n ${namespace} ${issuer.metadata.name}`
              : near !== undefined
                ? `Is Secret ${near} meant?`
                : 'Make the Secret.',
          command: `kubectl get secrets -n ${namespace}`,
          impact: impactOfHosts(hosts),
          ...(near !== undefined &&
            !isElsewhere &&
            issuer === undefined && { fix: kubectlPatch(object, secretPath, near) }),
        };
      }
  },
});
