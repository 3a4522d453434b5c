import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';
import { conditionOf } from '../conditions.ts';
import { impactOfAll } from '../impact.ts';

export const unsupportedVersion = defineCheck({
  id: 'entry-point/unsupported-version',
  severity: 'warning',
  summary: 'The installed Gateway API is of a version that the controller does not support.',
  explain: `A controller is built for some versions of the Gateway API's CustomResourceDefinitions, and says in its GatewayClass
(\`SupportedVersion\`) where others are installed. Fields that it does not know have no effect, and kinds that it needs may
be missing. Install the version that its documentation names:

    kubectl get crd gateways.gateway.networking.k8s.io -o yaml | grep bundle-version`,
  reads: ['GatewayClass'],

  *run({ exposure, objects }) {
    for (const gatewayClass of objects.list('GatewayClass')) {
      const { conditions } = gatewayClass.status;
      const said = conditionOf(gatewayClass, conditions, 'SupportedVersion', 'False');
      const own = exposure.entryPoints.filter(
        (it) => it.provider === 'gateway-api' && it.className === gatewayClass.metadata.name,
      );
      if (said === undefined || own.length === 0) continue;
      yield {
        severity: 'warning',
        object: refOf(gatewayClass),
        path: 'spec.controllerName',
        message: `its controller does not support the installed version of the Gateway API${said.message === undefined ? '' : ` (${said.message})`}`,
        hint: 'Install the version that the controller is made for.',
        impact: { ...impactOfAll(own), failureShare: 0 },
        ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
      };
    }
  },
});
