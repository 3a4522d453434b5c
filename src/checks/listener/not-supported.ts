import { refOf } from '../../inventory/read-object.ts';
import type { Reader } from '../../inventory/reader.ts';
import type { Exposure } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { conditionOf, conditionText } from '../conditions.ts';
import { impactOfHosts } from '../impact.ts';
import { placeOf } from './place.ts';

export const notSupported = defineCheck({
  id: 'listener/not-supported',
  severity: 'error',
  summary:
    'A listener asks for what cannot be: an unknown protocol, routes that do not fit it, no certificate.',
  explain: `Such a listener is dropped, and nothing answers on it; routes that attach to it get no requests. The protocols are
HTTP, HTTPS, TLS, TCP and UDP, in capitals. HTTP and HTTPS take HTTPRoute and GRPCRoute, TLS takes TLSRoute (and
TCPRoute where TLS ends), TCP TCPRoute, UDP UDPRoute. Where TLS ends a certificate is needed, and it is a Secret.

Where meshpath finds nothing wrong and the controller does (its condition is quoted), the controller decides: it may not
support a value that the API allows.`,
  reads: ['Gateway.gateway.networking.k8s.io', 'ListenerSet'],

  *run({ exposure, objects }) {
    for (const entryPoint of exposure.entryPoints)
      for (const listener of entryPoint.listeners) {
        const { judgement, hosts, port } = listener;
        const { reason } = judgement;
        if (reason?.type !== 'listener-invalid') continue;
        const said = WORDS.get(reason.because);
        if (said === undefined) continue;
        const { object, path } = placeOf(entryPoint, listener);
        const [field, text, hint] = said;
        yield {
          severity: 'error',
          object,
          path: `${path}${field}`,
          message: `${text}${reason.message === undefined ? '' : ` (${reason.message})`}: nothing is served for it on ${port}`,
          hint,
          impact: impactOfHosts(hosts),
        };
      }
    yield* saidByController(exposure, objects);
  },
});

const WORDS: ReadonlyMap<string, readonly [field: string, text: string, hint: string]> = new Map([
  [
    'unsupported-protocol',
    ['.protocol', 'the protocol is none that there is', 'Take HTTP, HTTPS, TLS, TCP or UDP.'],
  ],
  [
    'invalid-route-kinds',
    [
      '.allowedRoutes.kinds',
      'routes that it allows do not fit its protocol',
      'Allow kinds that fit the protocol, or leave them out.',
    ],
  ],
  [
    'no-certificate',
    ['.tls', 'TLS ends here, and no certificate is named', 'Name a Secret in certificateRefs.'],
  ],
  [
    'invalid-certificate-ref',
    ['.tls.certificateRefs', 'its certificate is no Secret', 'Name a Secret in certificateRefs.'],
  ],
  [
    'bound-elsewhere',
    ['.bind', 'it is bound to an address that is none of the gateway Pods', 'Leave `bind` out.'],
  ],
]);

/** What meshpath found itself, under the controller's name for it. */
const FOUND_ABOVE =
  /^(Pending|Invalid|RefNotPermitted|HostnameConflict|ProtocolConflict|ListenerConflict|NotAllowed|InvalidRouteKinds|UnsupportedProtocol)$/;

/** Else a Secret is there, and has no certificate that can be used: its data is not read here. */
const CERTIFICATE_FOUND = /^(secret-missing|listener-invalid)$/;

function* saidByController(
  { entryPoints }: Exposure,
  objects: Reader<'Gateway.gateway.networking.k8s.io' | 'ListenerSet'>,
): Iterable<Found> {
  const explained = new Set(
    entryPoints.flatMap((it) =>
      it.listeners
        .filter(({ judgement }) => CERTIFICATE_FOUND.test(judgement.reason?.type ?? ''))
        .map(({ object = it.object, name }) => `${refKey(object)} ${name}`),
    ),
  );
  for (const gateway of [
    ...objects.list('Gateway.gateway.networking.k8s.io'),
    ...objects.list('ListenerSet'),
  ])
    for (const { name, conditions } of gateway.status.listeners) {
      const said = ['Accepted', 'ResolvedRefs', 'Programmed']
        .map((it) => conditionOf(gateway, conditions, it, 'False'))
        .find((it) => it !== undefined && !FOUND_ABOVE.test(it.reason ?? ''));
      const isFound =
        said?.reason === 'InvalidCertificateRef' &&
        explained.has(`${refKey(refOf(gateway))} ${name}`);
      const index = gateway.spec.listeners.findIndex((it) => it.name === name);
      if (said === undefined || isFound || index < 0) continue;
      yield {
        severity: 'error',
        object: refOf(gateway),
        path: `spec.listeners[${index}]`,
        message: `its controller does not serve it as it stands (${conditionText(said)})`,
        hint: 'Mend what the message names.',
        impact: impactOfHosts([gateway.spec.listeners[index]?.hostname ?? '*']),
        ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
      };
    }
}
