import { refOf } from '../../inventory/read-object.ts';
import { hostMatches } from '../../match/host.ts';
import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlPatch } from '../kubectl.ts';
import { shortListing } from '../words.ts';
import { hostsOf, servedCertificates } from './served.ts';

export const hostNotCovered = defineCheck({
  id: 'certificate/host-not-covered',
  severity: 'warning',
  summary: 'A listener answers for a host that its certificate does not name.',
  explain: `Clients compare the host that they asked for with the names in the certificate (\`dnsNames\`), and refuse the
connection where none fits. A \`*.\` stands for one label: \`*.example.com\` covers \`shop.example.com\`, and neither
\`example.com\` nor \`a.shop.example.com\`. Add the name, or give the host a listener with a certificate of its own:

    kind: Certificate
    spec: {dnsNames: [shop.example.com, www.shop.example.com]}`,
  reads: ['Certificate'],

  *run({ exposure, objects }) {
    for (const served of servedCertificates(exposure, objects)) {
      const { certificate } = served;
      const names = certificate.spec.dnsNames.map((it) => it.toLowerCase());
      if (names.length === 0) continue;
      const bare = hostsOf(served).map((it) => it.slice(it.indexOf('/') + 1).toLowerCase());
      // What a listener for any name is asked for, the listener does not tell.
      const hosts = bare.filter(
        (host) => host !== '*' && !names.some((it) => hostMatches(it, host, 'one-label')),
      );
      if (hosts.length === 0) continue;
      const object = refOf(certificate);
      yield {
        severity: 'warning',
        object,
        path: 'spec.dnsNames',
        message: `the certificate does not name ${shortListing(hosts)}: clients refuse the connection`,
        hint: `It names ${shortListing(names)}.`,
        impact: impactOfHosts(hosts),
        fix: kubectlPatch(object, 'spec.dnsNames', [...certificate.spec.dnsNames, ...hosts]),
      };
    }
  },
});
