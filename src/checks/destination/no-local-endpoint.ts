import { percent } from '../../lib/percent.ts';
import { defineCheck } from '../check.ts';
import { kubectlGetPods, kubectlPatch } from '../kubectl.ts';

export const noLocalEndpoint = defineCheck({
  id: 'destination/no-local-endpoint',
  severity: 'error',
  summary:
    'With internalTrafficPolicy Local, gateway Pods on Nodes without a Pod of the Service reach none.',
  explain: `\`internalTrafficPolicy: Local\` keeps requests on the Node they start from. Istio's gateways go by it, and so does
kube-proxy where a proxy dials the Service's address (ingress-nginx with \`service-upstream\`): a gateway Pod on a Node that
has no ready Pod of the Service reaches none, though there are some elsewhere. As many requests fail as gateway Pods stand
there. Run a Pod of the Service on each Node that has one of the gateway's, or take the default:

    spec: {internalTrafficPolicy: Cluster}`,
  reads: ['Service'],

  *run({ uses, objects }) {
    for (const { destination } of uses.all) {
      const { target, judgement, failureShare, ref } = destination;
      const { reason } = judgement;
      if (target.type !== 'service' || reason?.type !== 'no-endpoint-on-node') continue;
      const { service } = target;
      const found = objects.get('Service', service.namespace ?? '', service.name);
      const selector = found.type === 'found' ? found.object.spec.selector : {};
      yield {
        severity: failureShare >= 1 ? 'error' : 'warning',
        object: service,
        path: 'spec.internalTrafficPolicy',
        message: `internalTrafficPolicy is Local, and ${reason.gatewayPods} of the gateway's ${reason.of} Pods run on Nodes without a ready Pod of ${ref}: ${failureShare >= 1 ? 'every request fails' : `${percent(failureShare)} of requests fail`}`,
        hint: 'Run a Pod of the Service on each of those Nodes, or let requests leave the Node.',
        command: kubectlGetPods(service.namespace, selector, '-o wide'),
        fix: kubectlPatch(service, 'spec.internalTrafficPolicy', 'Cluster'),
      };
    }
  },
});
