import { defineCheck } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';
import { shortListing } from '../words.ts';

export const nodePortOpen = defineCheck({
  id: 'entry-point/node-port-open',
  severity: 'info',
  summary: 'A way in is open on every node, past whatever stands in front.',
  explain: `A node port answers on every node to whoever reaches a node, past firewalls, certificates and source ranges of a
load balancer. That is what a Service of type NodePort is for; it is said so that nobody is surprised. A LoadBalancer
whose \`loadBalancerSourceRanges\` limit who may come in opens its node ports to everybody all the same, unless it does
without them:

    spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false}`,
  reads: ['Service'],

  *run({ exposure, objects }) {
    for (const { wayIn } of exposure.entryPoints)
      for (const hop of wayIn) {
        if (hop.type !== 'node-port' || hop.ports.length === 0) continue;
        const found = objects.get('Service', hop.service.namespace ?? '', hop.service.name);
        if (found.type !== 'found') continue;
        const { type, loadBalancerSourceRanges } = found.object.spec;
        const isBalanced = type === 'LoadBalancer';
        if (isBalanced && loadBalancerSourceRanges.length === 0) continue;
        const ports = shortListing(hop.ports.map((it) => String(it.nodePort)));
        yield {
          severity: 'info',
          object: hop.service,
          path: 'spec.type',
          message: isBalanced
            ? `every node answers at ${ports} too, whatever loadBalancerSourceRanges say`
            : `every node answers at ${ports}`,
          ...(isBalanced && {
            hint: 'Do without node ports, if the load balancer can.',
            fix: kubectlPatch(hop.service, 'spec.allocateLoadBalancerNodePorts', false, 'add'),
          }),
        };
      }
  },
});
