import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlDescribe } from '../kubectl.ts';
import { hostsOf, servedCertificates } from './served.ts';

export const expired = defineCheck({
  id: 'certificate/expired',
  severity: 'error',
  summary: 'A certificate that is shown to clients has expired.',
  explain: `Browsers warn, and everything else refuses the connection. cert-manager renews in time; that it did not has a reason
that stands in the events of the Certificate, its CertificateRequest or its Order: a challenge that fails, an issuer that
is gone, a rate limit.

meshpath reads cert-manager's \`Certificate\`, and of Secrets the names alone. \`meshpath trace URL --probe\` looks at the
certificate that is really shown.`,
  reads: ['Certificate'],

  *run({ exposure, objects, now }) {
    for (const served of servedCertificates(exposure, objects)) {
      const { notAfter } = served.certificate.status;
      if (notAfter === undefined || !(Date.parse(notAfter) <= now)) continue;
      const object = refOf(served.certificate);
      yield {
        severity: 'error',
        object,
        path: 'status.notAfter',
        message: `the certificate expired on ${notAfter.slice(0, 10)}: clients refuse the connection`,
        hint: 'Look at its events: why was it not renewed?',
        command: kubectlDescribe(object),
        impact: impactOfHosts(hostsOf(served)),
        since: notAfter,
      };
    }
  },
});
