import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';
import { conditionOf } from '../conditions.ts';
import { impactOfAll } from '../impact.ts';
import { kubectlDescribe } from '../kubectl.ts';

export const addressPending = defineCheck({
  id: 'entry-point/address-pending',
  severity: 'error',
  summary: 'A load balancer has no address.',
  explain: `A Service of type LoadBalancer waits for somebody to give it an address: the cloud's controller, MetalLB,
kube-vip. Until then nobody outside has an address to dial; node ports answer all the same. It is a warning for five
minutes, and an error from then on. The events of the Service say who tried, and what went wrong: no controller, a
quota, an address pool that is used up, a class that nobody serves.

Local clusters have no load balancers. minikube has \`minikube tunnel\`, kind has cloud-provider-kind, and MetalLB works
in both.`,
  reads: ['Gateway.gateway.networking.k8s.io'],

  *run({ exposure, objects, uses }) {
    for (const entryPoint of exposure.entryPoints)
      for (const hop of entryPoint.wayIn) {
        const { judgement } = hop;
        if (hop.type !== 'address' || judgement.reason?.type !== 'address-pending') continue;
        if (judgement.health !== 'broken' && judgement.health !== 'progressing') continue;
        const object = hop.service ?? entryPoint.object;
        const isLast = entryPoint.judgement.health === 'broken';
        yield {
          severity: judgement.health === 'broken' ? 'error' : 'warning',
          object,
          path: 'status.loadBalancer',
          message: `the load balancer has given no address${isLast ? ', and there is no other way in' : ''}`,
          hint: 'Look at the events of the Service; locally use minikube tunnel, cloud-provider-kind or MetalLB.',
          command: kubectlDescribe(object),
          impact: { ...impactOfAll([entryPoint]), failureShare: isLast ? 1 : 0 },
          ...(judgement.since !== undefined && { since: judgement.since }),
        };
      }
    for (const gateway of objects.list('Gateway.gateway.networking.k8s.io')) {
      const said = conditionOf(gateway, gateway.status.conditions, 'Programmed', 'False');
      if (said === undefined || !REASONS.has(said.reason ?? '')) continue;
      const object = refOf(gateway);
      const own = uses.entryPointsOf(object);
      // The Service in front of it says the same, and more.
      if (own.some((it) => it.addresses.some(({ pending }) => pending === true))) continue;
      yield {
        severity: 'error',
        object,
        path: 'spec.addresses',
        message: `its controller gives it no address (${said.reason}${said.message === undefined ? '' : `: ${said.message}`})`,
        hint: 'Ask for an address that the controller can give, or for none.',
        impact: impactOfAll(own),
        ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
      };
    }
  },
});

const REASONS = new Set(['AddressNotAssigned', 'AddressNotUsable', 'NoResources']);
