import { percent } from '../lib/percent.ts';
import { counted } from '../lib/words.ts';
import { refName } from './object-ref.ts';
import { printable } from './printable.ts';
import type { Subject } from './tree/node.ts';

/** What happens at a hop, in a sentence, for who does not know it. Empty where there is nothing to say. */
export function explainHop(subject: Subject): string {
  switch (subject.type) {
    case 'hop':
      return explain(subject.hop);
    case 'listener':
      return subject.listener.tls === undefined
        ? 'The proxy listens here; requests for other names are not taken.'
        : 'The proxy listens here and speaks TLS as the certificate of the listener allows.';
    case 'object':
      return 'Its rules tell the proxy where requests go; the first that matches takes one.';
    case 'rule':
      return 'A request that meets these conditions, and that no rule before took, goes where this one says.';
    case 'destination': {
      const { target, share } = subject.destination;
      const part =
        share === 1 ? 'All requests of the rule' : `${percent(share)} of the rule's requests`;
      return target.type === 'service'
        ? `${part} go to a ready Pod of the Service; most proxies look the Pods up and dial them directly.`
        : `${part} go there.`;
    }
    case 'pod':
      return subject.pod.inRotation === 'yes'
        ? 'It is ready, so it gets its part of the requests.'
        : 'Requests are sent to a Pod only while an EndpointSlice lists it as ready.';
    case 'otherwise':
      return 'The proxy itself answers what no rule takes.';
    case 'unrouted-ports':
      return 'Whoever calls these ports reaches the proxy, and no rule tells it what to do.';
    case 'entry-point':
    case 'fact':
      return '';
  }
}

function explain(hop: Extract<Subject, { readonly type: 'hop' }>['hop']): string {
  switch (hop.type) {
    case 'address':
      return 'What a client calls; whoever gave the address passes the connection on into the cluster.';
    case 'node-port':
      return `kube-proxy on every node sends port ${hop.ports.map((it) => it.nodePort).join(', ')} to a Pod of ${refName(hop.service)}${hop.policy === 'Local' ? ', on that node alone' : ', on whichever node it is'}.`;
    case 'service':
      return `kube-proxy picks a ready Pod of ${refName(hop.service)}.`;
    case 'gateway-pods':
      return `${counted(hop.pods.length, 'Pod')} of ${printable(hop.name)} ${hop.pods.length === 1 ? 'reads' : 'read'} the request, and the first rule below that fits it counts.`;
    case 'controller':
      return `${printable(hop.name)} serves it; whether it runs cannot be seen from here.`;
  }
}
