import type { Service } from '../../inventory/kinds.ts';
import { carries } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import { groupBy } from '../../lib/group.ts';
import { defineCheck } from '../check.ts';
import { refText } from '../words.ts';

export const portClash = defineCheck({
  id: 'service/port-clash',
  severity: 'warning',
  summary: 'Two Services say different things of one port of the same Pods.',
  explain: `Istio reads the protocol of a port from \`appProtocol\`, else from the beginning of the port's name. Where two
Services pick the same Pods and call the same port HTTP here and TCP there, their sidecars take what one of the two says,
and the other's requests are treated wrongly. Give both ports the same protocol.`,
  reads: ['Service', 'Pod'],

  *run({ uses, objects }) {
    for (const { service, destinations } of uses.services()) {
      if (!destinations.some(({ pods }) => pods.some(({ mesh }) => mesh === 'sidecar'))) continue;
      const { namespace = '' } = service;
      const found = objects.get('Service', namespace, service.name);
      if (found.type !== 'found') continue;
      const own = found.object;
      const pods = objects.select('Pod', own.spec.selector, namespace);
      const others = objects
        .inNamespace('Service', namespace)
        .filter(
          (it) =>
            it !== own &&
            Object.keys(it.spec.selector).length > 0 &&
            pods.some(({ metadata }) => carries(metadata.labels, it.spec.selector)),
        );
      const meanings = groupBy([own, ...others].flatMap(portsOf), ({ target }) => target);
      for (const group of meanings.values()) {
        const mine = group.find((it) => it.service === own);
        const other = group.find((it) => it.service !== own && it.protocol !== mine?.protocol);
        if (
          mine === undefined ||
          other === undefined ||
          mine.protocol === '' ||
          other.protocol === ''
        )
          continue;
        yield {
          severity: 'warning',
          object: service,
          path: `spec.ports[${mine.index}]`,
          message: `port ${mine.target} of the Pods is ${mine.protocol} here, and ${other.protocol} in ${refText(refOf(other.service))}`,
          hint: 'Give both the same appProtocol.',
        };
      }
    }
  },
});

const portsOf = (service: Service) =>
  service.spec.ports.map((port, index) => ({
    service,
    index,
    target: String(port.targetPort ?? port.port ?? ''),
    protocol:
      port.appProtocol ??
      /^(http2|http|grpc-web|grpc|https|tls|tcp|mongo|mysql|redis)(-|$)/.exec(
        port.name ?? '',
      )?.[1] ??
      '',
  }));
