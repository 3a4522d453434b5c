import { agreeing, counted } from '../../lib/words.ts';
import type { Hop } from '../../model/exposure.ts';
import { defineCheck } from '../check.ts';
import { impactOfAll } from '../impact.ts';
import { kubectlGetPods, kubectlPatch } from '../kubectl.ts';

export const noLocalEndpoint = defineCheck({
  id: 'entry-point/no-local-endpoint',
  severity: 'error',
  summary:
    'With externalTrafficPolicy Local, nodes without a ready Pod of their own drop connections.',
  explain: `\`externalTrafficPolicy: Local\` keeps the client's address by never passing a connection on to another node. A node
without a ready Pod of the Service drops what comes in there. A cloud's load balancer finds that out by its health check
and leaves such nodes alone, which is a remark; who dials a node port himself does not, which is a warning; where no node
has such a Pod every connection is dropped, which is an error.

Run a Pod on each node that is dialled (a DaemonSet, or a spread over nodes), or take the default:

    spec: {externalTrafficPolicy: Cluster}`,
  reads: ['Service'],

  *run({ exposure, objects }) {
    for (const entryPoint of exposure.entryPoints)
      for (const hop of entryPoint.wayIn) {
        if (hop.type !== 'node-port' && hop.type !== 'service') continue;
        const { reason } = hop.judgement;
        const none = reason?.type === 'no-local-endpoint';
        if (!none && !hasFew(hop)) continue;
        const { service } = hop;
        const found = objects.get('Service', service.namespace ?? '', service.name);
        if (found.type !== 'found') continue;
        const { type, selector } = found.object.spec;
        const nodes = hop.type === 'node-port' ? hop.nodes : 0;
        const all = hop.type === 'node-port' ? hop.ofNodes : none ? reason.of : 0;
        const isProbed = nodes > 0 && type === 'LoadBalancer';
        yield {
          severity: nodes === 0 ? 'error' : isProbed ? 'info' : 'warning',
          object: service,
          path: 'spec.externalTrafficPolicy',
          message:
            nodes === 0
              ? `externalTrafficPolicy is Local, and ${all === 1 ? 'the only node has no' : `none of ${all} nodes has a`} ready Pod: every connection is dropped`
              : `externalTrafficPolicy is Local, and ${all - nodes} of ${counted(all, 'node')} ${agreeing(all - nodes, 'has no ready Pod: it drops', 'have no ready Pod: they drop')} connections${isProbed ? `, and the load balancer has to leave ${agreeing(all - nodes, 'it', 'them')} out` : ''}`,
          hint: 'Run a Pod on each node, or let nodes pass connections on.',
          command: kubectlGetPods(service.namespace, selector, '-o wide'),
          fix: kubectlPatch(service, 'spec.externalTrafficPolicy', 'Cluster'),
          impact: {
            ...impactOfAll([entryPoint]),
            failureShare: isProbed ? 0 : 1 - nodes / Math.max(1, all),
          },
        };
      }
  },
});

/** Where that could be judged at all. */
const hasFew = (hop: Hop): boolean =>
  hop.type === 'node-port' &&
  hop.policy === 'Local' &&
  hop.judgement.health !== 'unknown' &&
  hop.nodes < hop.ofNodes;
