import { refOf } from '../../inventory/read-object.ts';
import { counted } from '../../lib/words.ts';
import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlDescribe } from '../kubectl.ts';
import { hostsOf, servedCertificates } from './served.ts';

const DAY = 24 * 3_600_000;

export const expiresSoon = defineCheck({
  id: 'certificate/expires-soon',
  severity: 'warning',
  summary: 'A certificate that is shown to clients expires within 14 days.',
  explain: `cert-manager renews when two thirds of a certificate's time have passed: 30 days before the end of 90. One with less
than 14 days left was to be renewed and was not, unless it is a short-lived one; certificates that were made for less than
30 days are left out. Its events, and those of its CertificateRequest, say why.`,
  reads: ['Certificate'],

  *run({ exposure, objects, now }) {
    for (const served of servedCertificates(exposure, objects)) {
      const { notAfter, notBefore } = served.certificate.status;
      if (notAfter === undefined) continue;
      const end = Date.parse(notAfter);
      if (!(end > now && end - now < 14 * DAY)) continue;
      if (notBefore !== undefined && end - Date.parse(notBefore) < 30 * DAY) continue;
      const object = refOf(served.certificate);
      yield {
        severity: 'warning',
        object,
        path: 'status.notAfter',
        message: `the certificate expires in ${counted(Math.floor((end - now) / DAY), 'day')}, on ${notAfter.slice(0, 10)}`,
        hint: 'Look at its events: why is it not renewed?',
        command: kubectlDescribe(object),
        impact: { ...impactOfHosts(hostsOf(served)), failureShare: 0 },
      };
    }
  },
});
