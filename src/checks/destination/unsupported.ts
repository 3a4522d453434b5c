import { uniqueBy } from '../../lib/group.ts';
import { percent } from '../../lib/percent.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { refText } from '../words.ts';
import { portText } from './unresolved.ts';

export const unsupported = defineCheck({
  id: 'destination/unsupported',
  severity: 'error',
  summary: 'A destination is of a kind, or speaks a protocol, that the rule cannot use.',
  explain: `A reference to a kind that the data plane does not know is answered with 500 or 503, as if nothing were there. A
port of protocol UDP or SCTP takes no HTTP.

As information: Istio reads the protocol of a port from \`appProtocol\`, else from the beginning of its name. A rule for
HTTP that leads to a port called \`tcp-…\`, \`mysql\` or \`https\` works only if the container speaks plain HTTP all the
same. Rename the port, or set \`appProtocol\`.`,
  reads: ['Service'],

  *run({ uses, objects }) {
    for (const { route, destination } of uses.all) {
      const { target, share, ref, path = route.rule.path } = destination;
      if (
        target.type !== 'unresolved' ||
        target.because !== 'unsupported-kind' ||
        target.object === undefined
      )
        continue;
      yield {
        severity: share > 0 ? 'error' : 'warning',
        object: route.object,
        path,
        message: `${refText(target.object)} is of a kind that the data plane cannot send to${share > 0 && share < 1 ? `: ${percent(share)} of the rule's requests fail` : ''}`,
        hint: `Lead to a Service instead of ${ref}.`,
      };
    }
    const ports = uses.all.flatMap(({ route, destination }) => {
      const { target, policy } = destination;
      return target.type === 'service' && isHttp(route.object.kind, route.rule.path)
        ? [
            {
              service: target.service,
              port: target.port,
              kind: route.object.kind,
              secured: policy?.tls !== undefined,
            },
          ]
        : [];
    });
    for (const use of uniqueBy(
      ports,
      ({ service, port, kind }) => `${refKey(service)} ${port} ${kind}`,
    )) {
      const { service, port, kind, secured } = use;
      const found = objects.get('Service', service.namespace ?? '', service.name);
      if (found.type !== 'found') continue;
      const index = found.object.spec.ports.findIndex((it) => it.port === port);
      const declared = found.object.spec.ports[index];
      if (declared === undefined) continue;
      if (declared.protocol === 'UDP' || declared.protocol === 'SCTP')
        yield {
          severity: 'error',
          object: service,
          path: `spec.ports[${index}].protocol`,
          message: `port ${portText(declared)} is of protocol ${declared.protocol}: it takes no HTTP`,
        };
      else if (kind === 'VirtualService') {
        const spoken = declared.appProtocol ?? /^[a-z0-9]+/.exec(declared.name ?? '')?.[0] ?? '';
        if (OTHERS.has(spoken) || (SECURED.has(spoken) && !secured))
          yield {
            severity: 'info',
            object: service,
            path: `spec.ports[${index}]`,
            message: `port ${portText(declared)} is declared as ${spoken}, and a rule for HTTP leads to it`,
            hint: 'Set appProtocol: http, or begin the name of the port with http, if that is what it speaks.',
          };
      }
    }
  },
});

const isHttp = (kind: string, path: string): boolean =>
  kind === 'VirtualService'
    ? path.startsWith('spec.http')
    : kind === 'HTTPRoute' || kind === 'GRPCRoute' || kind === 'Ingress';

/** Protocols that Istio knows by name and that are no HTTP. */
const OTHERS = new Set(['tcp', 'udp', 'mongo', 'mysql', 'redis']);
const SECURED = new Set(['https', 'tls']);
