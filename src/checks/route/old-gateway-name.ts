import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';

export const oldGatewayName = defineCheck({
  id: 'route/old-gateway-name',
  severity: 'info',
  summary: 'A VirtualService names its Gateway in the old form, as a DNS name.',
  explain: `\`gateway.namespace.svc.cluster.local\` is how Gateways were named before Istio 1.1. It is still read; everything but the
first two parts is ignored. Write \`namespace/gateway\`, so that nobody takes it for a host.`,
  reads: ['VirtualService'],

  *run({ objects }) {
    for (const service of objects.list('VirtualService'))
      for (const [index, name] of service.spec.gateways.entries()) {
        if (name.includes('/') || !name.includes('.')) continue;
        const [gateway = '', namespace = ''] = name.split('.');
        const [object, path] = [refOf(service), `spec.gateways[${index}]`];
        yield {
          severity: 'info',
          object,
          path,
          message: `${name} is the old form of ${namespace}/${gateway}`,
          hint: `Write ${namespace}/${gateway}.`,
          fix: kubectlPatch(object, path, `${namespace}/${gateway}`),
        };
      }
  },
});
