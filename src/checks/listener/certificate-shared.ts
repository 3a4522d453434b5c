import { refOf } from '../../inventory/read-object.ts';
import { groupBy } from '../../lib/group.ts';
import { refKey, sameRef } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { conditionOf } from '../conditions.ts';
import { impactOfHosts } from '../impact.ts';
import { refText } from '../words.ts';

export const certificateShared = defineCheck({
  id: 'listener/certificate-shared',
  severity: 'warning',
  summary: 'Several Gateways of one proxy show the same certificate for different hosts.',
  explain: `Browsers use an HTTP/2 connection again for another host, where the certificate covers that host and the address
is the same. The proxy has chosen the Gateway by the name in the first handshake, so it looks for the second host among
the rules of the first Gateway, and answers 404 (Istio) or 421 (Gateway API; clients then open a new connection). It comes
and goes, depending on which site was open first.

Put all hosts of one certificate into one server of one Gateway, or give each Gateway a certificate of its own:

    servers:
    - port: {number: 443, name: https, protocol: HTTPS}
      tls: {mode: SIMPLE, credentialName: wildcard}
      hosts: [a.example.com, b.example.com]`,
  reads: ['Gateway.gateway.networking.k8s.io'],

  *run({ exposure, objects }) {
    const secured = exposure.entryPoints
      .filter(({ provider, object }) => provider === 'istio' && object.kind === 'Gateway')
      .flatMap(({ dataPlane, object, listeners }) =>
        listeners.flatMap(({ tls, protocol, dataPlanePort, hosts }, index) =>
          tls?.secret === undefined || protocol !== 'HTTPS' || dataPlanePort === undefined
            ? []
            : [
                {
                  object,
                  index,
                  hosts,
                  key: `${dataPlane} ${dataPlanePort} ${refKey(tls.secret)}`,
                },
              ],
        ),
      );
    for (const group of groupBy(secured, (it) => it.key).values()) {
      const [first] = group;
      for (const { object, index, hosts } of group) {
        if (first === undefined || sameRef(first.object, object)) continue;
        yield {
          severity: 'warning',
          object,
          path: `spec.servers[${index}].tls.credentialName`,
          message: `${refText(first.object)} shows the same certificate: a browser that has one of their hosts open may get 404 for the other`,
          hint: 'Put the hosts of one certificate into one server.',
          impact: { ...impactOfHosts(hosts), failureShare: 0 },
        };
      }
    }
    for (const gateway of objects.list('Gateway.gateway.networking.k8s.io'))
      for (const { name, conditions } of gateway.status.listeners) {
        const said = conditionOf(gateway, conditions, 'OverlappingTLSConfig', 'True');
        const index = gateway.spec.listeners.findIndex((it) => it.name === name);
        if (said === undefined || index < 0) continue;
        yield {
          severity: 'warning',
          object: refOf(gateway),
          path: `spec.listeners[${index}]`,
          message: `its hostname or certificate overlaps with another listener's (${said.reason}): connections that are used again get 421`,
          hint: 'Give listeners certificates that cover nothing of each other.',
          impact: {
            ...impactOfHosts([gateway.spec.listeners[index]?.hostname ?? '*']),
            failureShare: 0,
          },
          ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
        };
      }
  },
});
