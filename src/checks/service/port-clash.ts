import type { Service } from '../../inventory/kinds.ts';
import { carries, isEmpty } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Labels, Reader } from '../../inventory/reader.ts';
import { groupBy, uniqueBy } from '../../lib/group.ts';
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
    const portsIn = byNamespace(objects);
    for (const { service, destinations } of uses.services()) {
      yield;
      if (!destinations.some(({ pods }) => pods.some(({ mesh }) => mesh === 'sidecar'))) continue;
      const { namespace = '' } = service;
      const found = objects.get('Service', namespace, service.name);
      if (found.type !== 'found') continue;
      const own = found.object;
      const picksOne = (selector: Labels): boolean =>
        objects
          .select('Pod', own.spec.selector, namespace)
          .some(({ metadata }) => carries(metadata.labels, selector));
      for (const mine of uniqueBy(portsOf(own), ({ target }) => target)) {
        if (mine.protocol === '') continue;
        const other = portsIn(namespace)
          .get(mine.target)
          ?.find(
            (it) =>
              it.service !== own &&
              it.protocol !== '' &&
              it.protocol !== mine.protocol &&
              picksOne(it.service.spec.selector),
          );
        if (other === undefined) continue;
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

interface MeantPort {
  readonly service: Service;
  readonly index: number;
  readonly target: string;
  /** Empty: none is named. */
  readonly protocol: string;
}

/** Ports of Services that pick Pods, by what they call on these. */
function byNamespace(
  objects: Reader,
): (namespace: string) => ReadonlyMap<string, readonly MeantPort[]> {
  const known = new Map<string, ReadonlyMap<string, readonly MeantPort[]>>();
  return (namespace) => {
    const before = known.get(namespace);
    if (before !== undefined) return before;
    const services = objects
      .inNamespace('Service', namespace)
      .filter(({ spec }) => !isEmpty(spec.selector));
    const made = groupBy(services.flatMap(portsOf), ({ target }) => target);
    known.set(namespace, made);
    return made;
  };
}

const portsOf = (service: Service): readonly MeantPort[] =>
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
