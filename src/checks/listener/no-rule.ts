import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { placeOf } from './place.ts';

export const noRule = defineCheck({
  id: 'listener/no-rule',
  severity: 'info',
  summary: 'A server for TCP or TLS has no rule, so that nothing listens on its port.',
  explain: `Istio opens a port for TCP or TLS only where a VirtualService that names the Gateway has a rule for it: \`tcp\` rules
for bytes, \`tls\` rules (by \`sniHosts\`) where TLS is passed through. Without one, connections are refused.`,
  reads: [],

  *run({ exposure }) {
    for (const entryPoint of exposure.entryPoints)
      for (const listener of entryPoint.listeners) {
        const { reason } = listener.judgement;
        if (reason?.type !== 'listener-invalid' || reason.because !== 'no-rule') continue;
        const { object, path } = placeOf(entryPoint, listener);
        yield {
          severity: 'info',
          object,
          path,
          message: `no rule of a VirtualService fits it, so nothing listens on ${listener.port}`,
          hint: 'Add a VirtualService with a rule for it, or take the server out.',
          impact: impactOfHosts(listener.hosts),
        };
      }
  },
});
