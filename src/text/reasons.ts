import { percent } from '../lib/percent.ts';
import { agreeing, counted, listing } from '../lib/words.ts';
import type {
  InsteadOfSecret,
  Judgement,
  NotAttached,
  Reason,
  Unreadable,
  Unresolved,
} from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { age } from './age.ts';
import { describeLabels } from './labels.ts';
import { describeRef, refName } from './object-ref.ts';
import { printable } from './printable.ts';

/** Why something is not simply healthy: a sentence without its full stop. Ages need `now`; without it they are left out. */
export function describeReason(reason: Reason, now?: number): string {
  switch (reason.type) {
    case 'pod':
      return podTrouble(reason, now);
    case 'restarted':
      return restarted(reason, now);
    case 'not-in-rotation':
      return 'ready, but no EndpointSlice lists it: it gets no traffic';
    case 'node-not-ready':
      return `node ${printable(reason.node)} is not ready`;
    case 'not-ready':
      return withMessage(
        reason.containers.length === 0
          ? 'not ready'
          : `not ready: container ${printable(listing(reason.containers))}`,
        reason.message,
      );
    case 'readiness-gate':
      return withMessage(`readiness gate ${printable(reason.gate)} is not met`, reason.message);
    case 'no-ready-endpoint':
      return withWorst(
        reason.total < 2 ? 'no ready Pod' : `none of ${reason.total} Pods is ready`,
        reason.worst,
        now,
      );
    case 'some-endpoints-not-ready':
      return withWorst(
        `${reason.ready} of ${counted(reason.total, 'Pod')} ready`,
        reason.worst,
        now,
      );
    case 'no-endpoint-on-node':
      return reason.gatewayPods === reason.of
        ? 'internalTrafficPolicy is Local, and no gateway Pod has a ready Pod on its node'
        : `internalTrafficPolicy is Local, and ${reason.gatewayPods} of ${reason.of} gateway Pods ${agreeing(reason.gatewayPods, 'has no ready Pod on its node', 'have no ready Pod on their nodes')}`;
    case 'only-draining':
      return 'only Pods that are shutting down are left';
    case 'selector-matches-nothing':
      return `no Pod has the labels ${describeLabels(reason.selector)}`;
    case 'no-endpoints':
      return describeNoEndpoints(reason.entry);
    case 'no-pods':
      return withMessage(`${describeRef(reason.workload)} wants Pods and has none`, reason.message);
    case 'rollout-failed':
      return withMessage(
        `the rollout of ${describeRef(reason.workload)} has failed`,
        reason.message,
      );
    case 'scaled-to-zero':
      return `${describeRef(reason.workload)} is scaled to 0`;
    case 'leaves-the-cluster':
      return `leaves the cluster for ${printable(reason.host)}`;
    case 'unresolved':
      return describeUnresolved(reason.ref, reason.because);
    case 'tls-refused':
      return reason.server === 'plain'
        ? `the gateway speaks ${printable(reason.client)}, and the Pods have no sidecar`
        : `the gateway speaks ${printable(reason.client)}, and the Pods take mutual TLS as ${reason.server}`;
    case 'denied':
      return reason.policy === undefined
        ? 'no AuthorizationPolicy of the Pods allows it'
        : `${describeRef(reason.policy)} denies it`;
    case 'share-fails':
      return withWorst(`${percent(reason.share)} of requests fail`, reason.worst, now);
    case 'no-destination':
      return 'the rule leads nowhere';
    case 'fault':
      return reason.status === undefined
        ? `${percent(reason.share)} of requests get an injected fault`
        : `${percent(reason.share)} of requests get an injected ${reason.status}`;
    case 'rules-not-well':
      return withWorst(`${percent(reason.share)} of the rules are not well`, reason.worst, now);
    case 'listeners-not-well':
      return withWorst(`${percent(reason.share)} of the listeners are not well`, reason.worst, now);
    case 'address-pending':
      return 'the load balancer has given no address yet';
    case 'no-node-address':
      return 'no node has an address';
    case 'no-local-endpoint':
      if (reason.of === 1)
        return 'the node has no endpoint of its own, and externalTrafficPolicy is Local';
      return reason.nodes === 0
        ? 'no node has a local endpoint, and externalTrafficPolicy is Local'
        : `only ${reason.nodes} of ${counted(reason.of, 'node')} ${agreeing(reason.nodes, 'has', 'have')} a local endpoint, and externalTrafficPolicy is Local`;
    case 'no-gateway-pods':
      return reason.selector === undefined || Object.keys(reason.selector).length === 0
        ? 'no gateway Pod runs'
        : `no gateway Pod has the labels ${describeLabels(reason.selector)}`;
    case 'gateway-pods-not-ready':
      return withWorst(
        `${reason.ready} of ${counted(reason.total, 'gateway Pod')} ready`,
        reason.worst,
        now,
      );
    case 'not-exposed':
      return `no Service exposes port ${reason.port}`;
    case 'internal-only':
      return 'reached from inside of the cluster only';
    case 'no-controller':
      return reason.className === undefined
        ? 'no controller serves it'
        : `no controller serves class ${printable(reason.className)}`;
    case 'class-unknown':
      return 'it names no class, so which controller takes it is unknown';
    case 'left-out':
      return `its controller leaves it out for the ${reason.by} ${printable(reason.name)}`;
    case 'secret-missing':
      return `Secret ${refName(reason.secret)} does not exist${describeInstead(reason.instead)}`;
    case 'secret-not-shown':
      return `Secret ${refName(reason.secret)} is not used: where no rule has a host, clients get the controller's default certificate`;
    case 'listener-invalid':
      return withMessage(
        INVALID.get(reason.because) ?? `the listener is not used: ${printable(reason.because)}`,
        reason.message,
      );
    case 'not-attached':
      return describeNotAttached(reason.because, reason.by);
    case 'condition':
      return withMessage(
        `${printable(reason.condition)}: ${printable(reason.reason)}`,
        reason.message,
      );
    case 'stale-status':
      return 'the controller has not looked at the present version yet';
    case 'not-running':
      return 'not running: there are only files';
    case 'unreadable':
      return `${printable(reason.resource)} ${describeUnreadable(reason.because)}`;
    case 'other':
      return printable(reason.message);
  }
}

function describeInstead(instead: InsteadOfSecret | undefined): string {
  switch (instead) {
    case undefined:
      return ', so TLS fails';
    case 'own-certificate':
      return ': clients get a certificate that the controller made itself, and refuse it';
    case 'default-certificate':
      return ": clients get the controller's default certificate";
    case 'another-certificate':
      return ': clients get the other certificate that is named';
    case 'unknown':
      return ': what clients get then is up to the controller';
  }
}

function describeNoEndpoints(
  entry: Extract<Reason, { readonly type: 'no-endpoints' }>['entry'],
): string {
  switch (entry) {
    case undefined:
      return 'the Service has no selector and nobody gave it endpoints';
    case 'empty':
      return 'the ServiceEntry lists no endpoints';
    case 'as-asked':
      return 'the ServiceEntry has resolution NONE and lists no endpoints, so a gateway knows no address';
  }
}

const NO_PORT = 'none of the ports of the Service is named';

/** Why a reference led nowhere; `ref` as it is written. */
function describeUnresolved(ref: string, because: Unresolved): string {
  const name = printable(ref);
  switch (because) {
    case 'absent':
      return `${name} does not exist`;
    case 'no-such-port':
      // N25: where none is named, that of the gateway's server was looked for.
      return ref.includes(':') ? `${name}: the Service has no such port` : `${name}: ${NO_PORT}`;
    case 'no-port-chosen':
      return `${name}: ${NO_PORT}`;
    case 'no-such-subset':
      return `${name}: no DestinationRule in force defines the subset`;
    case 'not-exported':
      return `${name} is not exported to the gateway's namespace`;
    case 'not-granted':
      return `${name} is in another namespace, and no ReferenceGrant allows it`;
    case 'unsupported-kind':
      return `${name} is of a kind that cannot be a backend`;
    case 'no-authority':
      return `${name}: its BackendTLSPolicy names no CA that exists, so no connection is made`;
    case 'unknown-host':
      return `${name}: no Service and no ServiceEntry has this host`;
    case 'invalid':
      return `${name} is not a valid reference`;
    case 'unreadable':
      return `${name} could not be read`;
  }
}

/** Behind the name of what could not be read. */
export function describeUnreadable(because: Unreadable): string {
  switch (because) {
    case 'forbidden':
      return 'may not be read (forbidden)';
    case 'failed':
      return 'could not be read';
    case 'loading':
      return 'are still being read';
    case 'not-in-files':
      return 'are in none of the files';
    case 'not-listed':
      return 'were read in some namespaces only';
  }
}

function describeNotAttached(because: NotAttached, by?: ObjectRef): string {
  switch (because) {
    case 'no-matching-parent':
      return 'the Gateway has no listener that its parentRef names';
    case 'not-allowed-by-listeners':
      return 'no listener allows routes of this kind or from this namespace';
    case 'no-matching-listener-hostname':
      return 'it has no hostname in common with the listener';
    case 'listener-not-served':
      return 'the listener that it would have is not served';
    case 'listener-set-not-allowed':
      return 'the Gateway does not allow this ListenerSet';
    case 'hostname-conflict':
      return 'an older route of another kind has the hostname';
    case 'older-route-wins':
      return 'an older route has the listener';
    case 'more-specific-listener':
      return 'a listener with a more specific hostname takes its requests';
    case 'incompatible-filters':
      return 'its filters contradict each other';
    case 'no-common-host':
      return 'no server of the Gateway lets it have one of its hosts';
    case 'not-exported':
      return 'it is not exported to the namespace of the gateway Pods';
    case 'no-match-left':
      return 'its conditions on port, gateway and source never hold here';
    case 'http-section':
      return 'http rules count only where the Gateway reads HTTP, and it does not for its hosts';
    case 'tls-section':
      return 'tls rules count only where the Gateway passes TLS through, and it does not for its hosts';
    case 'tcp-section':
      return 'tcp rules count only where the Gateway speaks TCP, and it does not for its hosts';
    case 'earlier-rule-wins':
      return 'an earlier rule has all of its connections';
    case 'path-taken':
      return `${by === undefined ? 'another Ingress' : refName(by)} has this host and path, and is older`;
    case 'refused-by-controller':
      return 'its controller leaves the whole object out';
    case 'canary-without-main':
      return 'a canary, and no Ingress has its host and path';
    case 'canary-second':
      return 'a second canary of one Service: nginx takes the first alone';
    case 'canary-of-main-service':
      return 'a canary of a Service that a main rule has too: nginx gives it no share';
    case 'canary-service':
      return 'its Service is a canary already: nginx gives it no location';
  }
}

/** The innermost reason: the Pod's own trouble under `no ready Pod`. */
export function rootReason(reason: Reason): Reason {
  return 'worst' in reason && reason.worst !== undefined ? rootReason(reason.worst) : reason;
}

/** What a judgement says, for people; nothing where it is healthy without a remark. */
export const describeJudgement = ({ reason }: Judgement, now?: number): string | undefined =>
  reason === undefined ? undefined : describeReason(reason, now);

const withMessage = (words: string, message: string | undefined): string =>
  message === undefined || message === '' ? words : `${words}: ${printable(message.trim())}`;

const withWorst = (words: string, worst: Reason | undefined, now: number | undefined): string =>
  worst === undefined ? words : `${words}: ${describeReason(worst, now)}`;

function podTrouble(
  { word, exitCode, at, message }: Extract<Reason, { readonly type: 'pod' }>,
  now: number | undefined,
): string {
  const ago = now === undefined || at === undefined ? '' : ` (${age(at, now)} ago)`;
  const end = exitCode === undefined ? ago : `, exit code ${exitCode}${ago}`;
  return withMessage(`${printable(word)}${end}`, message);
}

function restarted(
  { restarts, word, at }: Extract<Reason, { readonly type: 'restarted' }>,
  now: number | undefined,
): string {
  const ago = now === undefined || at === undefined ? '' : ` ${age(at, now)} ago`;
  return `restarted ${counted(restarts, 'time')}, last ${printable(word)}${ago}`;
}

/** Istio's grounds (N4, N14, N53), and those of the Gateway API (G1, G3, G11, G14). */
const INVALID: ReadonlyMap<string, string> = new Map([
  ['protocol-conflict', 'the listener is not used: another one has the port for another protocol'],
  ['hostname-conflict', 'the listener is not used: another one on the port has its hostname'],
  ['tls-host-taken', 'the listener is not used: an older one on the port has one of its hosts'],
  ['port-name-taken', 'the listener is not used: an older one on the port has its name'],
  ['name-asked-twice', 'the proxy refuses the whole port, where two servers ask for one name'],
  ['partial-wildcard', 'the proxy refuses the whole port for a host that it has no notion of'],
  [
    'bound-elsewhere',
    'the listener is not used: it is bound to an address that no Service leads to',
  ],
  ['no-rule', 'the listener is not used: no rule fits it'],
  ['unsupported-protocol', 'the listener is not used: its controller does not speak its protocol'],
  ['invalid-route-kinds', 'routes that it allows do not fit its protocol'],
  ['no-certificate', 'TLS ends at the listener, and it names no certificate'],
  ['invalid-certificate-ref', 'the certificate that it names is no Secret'],
  ['invalid-ca-ref', 'the CA for client certificates is neither a ConfigMap nor a Secret'],
  ['ca-missing', 'the CA for client certificates does not exist or holds no ca.crt'],
  [
    'ca-not-granted',
    'the CA for client certificates is in another namespace, and no ReferenceGrant allows it',
  ],
  [
    'certificate-not-granted',
    'its certificate is in another namespace, and no ReferenceGrant allows it',
  ],
]);
