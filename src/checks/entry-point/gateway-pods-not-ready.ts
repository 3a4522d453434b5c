import { noneIs } from '../../lib/words.ts';
import { beginningOf } from '../../model/health.ts';
import { defineCheck } from '../check.ts';
import { impactOfAll } from '../impact.ts';
import { kubectlGetPods } from '../kubectl.ts';

export const gatewayPodsNotReady = defineCheck({
  id: 'entry-point/gateway-pods-not-ready',
  severity: 'error',
  summary: 'None of the Pods that serve an entry point is ready.',
  explain: `The Pods of the gateway or the Ingress controller take every request before any rule is tried. While none of them
is ready, kube-proxy refuses the connections, however healthy what is behind may be. Look at those Pods first: their
events and logs say why they are not ready.`,
  reads: [],

  *run({ exposure }) {
    for (const entryPoint of exposure.entryPoints)
      for (const hop of entryPoint.wayIn) {
        if (hop.type !== 'gateway-pods' || hop.judgement.health !== 'broken') continue;
        const { reason } = hop.judgement;
        if (reason?.type !== 'gateway-pods-not-ready') continue;
        const [pod] = hop.pods;
        const object = hop.workload ?? pod?.object ?? entryPoint.object;
        const words = [...new Set(hop.pods.map((it) => it.status))].join(', ');
        yield {
          severity: 'error',
          object,
          message: `${noneIs(reason.total, 'gateway Pod', 'ready')} (${words}): every request is refused`,
          hint: 'Look at their events and logs.',
          command: kubectlGetPods(pod?.object.namespace, hop.selector ?? {}),
          impact: impactOfAll(
            exposure.entryPoints.filter((it) => it.dataPlane === entryPoint.dataPlane),
          ),
          ...beginningOf(hop.judgement),
        };
      }
  },
});
