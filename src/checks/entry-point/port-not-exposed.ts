import type { EntryPoint } from '../../model/exposure.ts';
import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { kubectlGet, kubectlPatch } from '../kubectl.ts';
import { placeOf } from '../listener/place.ts';
import { shortListing } from '../words.ts';

export const portNotExposed = defineCheck({
  id: 'entry-point/port-not-exposed',
  severity: 'error',
  summary: 'A gateway listens on a port that the Service in front of it does not open.',
  explain: `The proxy listens, and nobody outside gets there: a load balancer and node ports carry the ports of the Service alone.
For Istio the Service's \`targetPort\` leads to the port that the Gateway names where the gateway runs without privileges
(80 to 8080 or 80). Add the port to the Service, or use one that it has:

    kind: Service
    spec: {ports: [{name: https, port: 443, targetPort: 8443}]}`,
  reads: ['Service'],

  *run({ exposure, objects }) {
    for (const entryPoint of exposure.entryPoints) {
      const service = serviceOf(entryPoint);
      const found =
        service === undefined
          ? undefined
          : objects.get('Service', service.namespace ?? '', service.name);
      const ports =
        found?.type === 'found' ? found.object.spec.ports.map((it) => String(it.port ?? '')) : [];
      for (const listener of entryPoint.listeners) {
        const { reason } = listener.judgement;
        if (reason?.type !== 'not-exposed') continue;
        const { object, path } = placeOf(entryPoint, listener);
        yield {
          severity: 'error',
          object,
          path: `${path}.port`,
          message: `no Service opens port ${reason.port} of the gateway: nobody outside gets there`,
          hint:
            service === undefined
              ? 'Add the port to the Service in front.'
              : `Service ${service.namespace}/${service.name} opens ${shortListing(ports)}.`,
          impact: impactOfHosts(listener.hosts),
          ...(service !== undefined && {
            command: kubectlGet(service),
            fix: kubectlPatch(
              service,
              'spec.ports.-',
              {
                name: `${listener.protocol.toLowerCase()}-${reason.port}`,
                port: reason.port,
                ...(listener.dataPlanePort !== undefined && { targetPort: listener.dataPlanePort }),
              },
              'add',
            ),
          }),
        };
      }
    }
  },
});

const serviceOf = ({ addresses }: EntryPoint) =>
  addresses.find((it) => it.service !== undefined)?.service;
