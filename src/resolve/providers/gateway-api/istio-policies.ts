import { refOf } from '../../../inventory/read-object.ts';
import type { Labels } from '../../../inventory/reader.ts';
import type { ServedBy } from '../../provider.ts';
import { gatewayPolicies } from '../istio/gateway-policies.ts';
import type { Controller } from './controller.ts';
import { type Gateway, namespaceOf, type Objects } from './objects.ts';

/** N37: Istio's own policies hold for its Gateways of this API too, by the labels of the Pods or by name. */
export function istioPolicies(
  gateway: Gateway,
  serving: ServedBy,
  { proxy }: Controller,
  objects: Objects,
): ReturnType<typeof gatewayPolicies> {
  if (proxy !== 'istio') return { caveats: [] };
  const namespace = 'namespace' in serving ? serving.namespace : undefined;
  const selector = selectorOf(serving, objects);
  const pod = objects.select('Pod', selector, namespace).at(0);
  const { gatewayClassName: name } = gateway.spec;
  return gatewayPolicies(
    {
      namespace: namespace ?? namespaceOf(gateway),
      labels: pod?.metadata.labels ?? selector,
      targets: [
        refOf(gateway),
        ...(name === undefined
          ? []
          : [{ apiVersion: gateway.apiVersion, kind: 'GatewayClass', name }]),
      ],
    },
    objects,
  );
}

function selectorOf(serving: ServedBy, objects: Objects): Labels {
  if (serving.type === 'pods') return serving.selector;
  if (serving.type !== 'pods-of-service') return {};
  const found = objects.get('Service', serving.namespace, serving.name);
  return found.type === 'found' ? found.object.spec.selector : {};
}
