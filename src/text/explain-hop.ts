import { never } from '../lib/never.ts';
import { percent } from '../lib/percent.ts';
import { counted } from '../lib/words.ts';
import type { Destination, Hop, Listener, Pod, Route } from '../model/exposure.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { describeRef, refName } from './object-ref.ts';
import { printable } from './printable.ts';
import type { Subject } from './tree/node.ts';

/** What happens at a hop, in a sentence, for who does not know it. Empty where there is nothing to say. */
export function explainHop(subject: Subject): string {
  switch (subject.type) {
    case 'hop':
      return explainWayIn(subject.hop);
    case 'listener':
      return explainListener(subject.listener);
    case 'object':
      return explainObject(subject.object);
    case 'rule':
      return explainRule(subject.routes);
    case 'destination':
      return explainDestination(subject.destination);
    case 'pod':
      return ROTATION[subject.pod.inRotation];
    case 'otherwise':
      return 'The proxy itself answers what no rule takes.';
    case 'unrouted-ports':
      return 'Whoever calls these ports reaches the proxy, and no rule tells it what to do.';
    case 'entry-point':
    case 'fact':
      return '';
  }
}

function explainWayIn(hop: Hop): string {
  switch (hop.type) {
    case 'address':
      return hop.pending === true
        ? 'What a client would call: nobody has given an address yet, so nobody can.'
        : 'What a client calls; whoever gave the address passes the connection on into the cluster.';
    case 'node-port': {
      const ports = hop.ports.map((it) => it.nodePort).join(', ');
      const where =
        hop.policy === 'Local'
          ? 'on that node alone: a node without one answers nobody'
          : 'on whichever node it is';
      return `kube-proxy on every node sends port ${ports} to a Pod of ${refName(hop.service)}, ${where}.`;
    }
    case 'service':
      return `kube-proxy picks a ready Pod of ${refName(hop.service)} for each connection.`;
    case 'gateway-pods':
      return hop.pods.length === 0
        ? `Pods of ${printable(hop.name)} would read the request: none is there.`
        : `${counted(hop.pods.length, 'Pod')} of ${printable(hop.name)} ${hop.pods.length === 1 ? 'reads' : 'read'} the request, and the first rule below that fits it counts.`;
    case 'controller':
      return `${printable(hop.name)} serves it; whether it runs cannot be seen from here.`;
    default:
      return never(hop);
  }
}

function explainListener({ protocol, hosts, tls }: Listener): string {
  const names =
    hosts.length === 0 || hosts.includes('*')
      ? 'whatever name a client calls'
      : 'for these names and no others';
  if (protocol === 'TCP' || protocol === 'UDP')
    return `The proxy listens here and passes ${protocol} on as it comes, without reading it.`;
  if (tls === undefined) return `The proxy listens here, ${names}.`;
  switch (tls.mode) {
    case 'passthrough':
      return `The proxy listens here, ${names}, and passes TLS on unopened: the name in the handshake alone decides.`;
    case 'terminate':
    case 'mutual':
    case 'mesh':
      return `The proxy listens here, ${names}, and opens TLS${certificate(tls.secret)}${CLIENT[tls.mode]}: what is inside is plain to it.`;
  }
}

const certificate = (secret: ObjectRef | undefined): string =>
  secret === undefined ? '' : ` with the certificate in ${describeRef(secret)}`;

const CLIENT: Readonly<Record<'terminate' | 'mutual' | 'mesh', string>> = {
  terminate: '',
  mutual: ' and asks the client for one',
  mesh: ' and asks for one of the mesh',
};

function explainObject(object: ObjectRef): string {
  switch (object.kind) {
    case 'Gateway':
      return 'Says on which ports the proxy listens, and for which names.';
    case 'Service':
      return 'Its ports are what is reached here; it reads no requests, so there are no rules.';
    default:
      return 'Its rules tell the proxy where requests go; they stand as the proxy tries them.';
  }
}

function explainRule(routes: readonly Route[]): string {
  const [route] = routes;
  if (route === undefined) return '';
  const taken = route.matches.every(isAnything)
    ? 'Whatever no rule before took'
    : 'A request that meets these conditions, and that no rule before took,';
  switch (route.action.type) {
    case 'forward': {
      const [only, ...others] = route.action.destinations;
      return only !== undefined && others.length === 0
        ? whereTo(taken, 'goes', only)
        : `${taken} goes on from here.`;
    }
    case 'redirect':
      return `${taken} is told to go elsewhere: no Pod is asked.`;
    case 'direct-response':
    case 'invalid':
      return `${taken} is answered by the proxy itself: no Pod is asked.`;
  }
}

const isAnything = (match: Route['matches'][number]): boolean => Object.keys(match).length === 0;

function explainDestination(destination: Destination): string {
  const { share } = destination;
  const part =
    share === 1 ? 'All requests of the rule' : `${percent(share)} of the rule's requests`;
  return whereTo(part, 'go', destination);
}

function whereTo(
  what: string,
  go: 'go' | 'goes',
  { target, endpoints, failureStatus }: Destination,
): string {
  const answer = failureStatus === undefined ? '' : `, and the proxy answers ${failureStatus}`;
  switch (target.type) {
    case 'service':
      return endpoints.ready === 0
        ? `${what} should go to a ready Pod of ${refName(target.service)}: none is seen${answer}.`
        : `${what} ${go} to ${aPod(endpoints.ready)} of ${refName(target.service)}.`;
    case 'external':
      return `${what} ${go} to ${printable(target.host)}, outside of what can be seen from here.`;
    case 'unresolved':
      return `${what} should go there: what is meant is not found${answer}.`;
  }
}

const aPod = (ready: number): string =>
  ready === 1 ? 'the one ready Pod' : `one of the ${ready} ready Pods`;

const ROTATION: Readonly<Record<Pod['inRotation'], string>> = {
  yes: 'It is ready, so it gets its part of the requests.',
  no: 'It is not ready, so it gets no requests until it is.',
  draining: 'It is on its way out: what it works on it may end, and nothing new is sent to it.',
  'not-listed': 'No EndpointSlice lists it, so nobody sends it anything.',
  unknown: 'Whether it gets requests cannot be seen from here.',
};
