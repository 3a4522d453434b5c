import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlGet } from '../kubectl.ts';
import { placeOf } from './place.ts';

export const secretNotShown = defineCheck({
  id: 'listener/secret-not-shown',
  severity: 'warning',
  summary: 'An Ingress names a certificate, and no host that it would be shown for.',
  explain: `ingress-nginx chooses a certificate by the host of a rule. Requests for hosts that no rule has come to one server
for all of them, and that one shows the controller's default certificate, whatever \`spec.tls\` says. Where none was given
(\`--default-ssl-certificate\`), the controller has signed it itself, and whoever verifies refuses it.

    spec:
      tls: [{hosts: [shop.example.com], secretName: shop-tls}]
      rules: [{host: shop.example.com, http: {…}}]               # the host stands in both`,
  reads: [],

  *run({ exposure }) {
    for (const entryPoint of exposure.entryPoints)
      for (const listener of entryPoint.listeners) {
        const { reason } = listener.judgement;
        if (reason?.type !== 'secret-not-shown') continue;
        const { object, secretPath } = placeOf(entryPoint, listener);
        yield {
          severity: 'warning',
          object,
          path: secretPath,
          message: `Secret ${reason.secret.name} is not used, since no rule has a host: TLS on ${listener.port} shows the controller's default certificate`,
          hint: 'Give the rules the host that the certificate is for.',
          command: kubectlGet(object),
          impact: { ...impactOfHosts(listener.hosts), failureShare: 0 },
        };
      }
  },
});
