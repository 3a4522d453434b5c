import { type DataPlaneSeed, defineProvider } from '../../provider.ts';
import { dataPlane } from './data-plane.ts';
import { listenerSetsByGateway } from './listeners.ts';
import { gatewayKey, namespaceOf, READS, routesByParent } from './objects.ts';

/** Gateways of gateway.networking.k8s.io with everything that attaches to them. */
export const gatewayApi = defineProvider({
  name: 'gateway-api',
  reads: READS,
  holds: {
    'entry-points': ['Gateway.gateway.networking.k8s.io', 'ListenerSet'],
    'http-rules': ['HTTPRoute', 'GRPCRoute'],
    'other-rules': ['TLSRoute', 'TCPRoute', 'UDPRoute'],
  },
  isProxy: ({ metadata: { labels } }) => GATEWAY_NAMES.some((it) => labels[it] !== undefined),
  *dataPlanes(objects) {
    const routes = routesByParent(objects);
    const sets = listenerSetsByGateway(objects);
    const planes: DataPlaneSeed[] = [];
    for (const gateway of objects.list('Gateway.gateway.networking.k8s.io')) {
      const key = gatewayKey(namespaceOf(gateway), gateway.metadata.name);
      const plane = dataPlane(
        gateway,
        sets.get(key) ?? [],
        (parent) => routes.get(parent) ?? [],
        objects,
      );
      if (plane !== undefined) planes.push(plane);
      yield;
    }
    return planes;
  },
});

/** By which implementations name the Gateway that they made a proxy for. */
const GATEWAY_NAMES = [
  'gateway.networking.k8s.io/gateway-name',
  'istio.io/gateway-name',
  'gateway.envoyproxy.io/owning-gateway-name',
  'projectcontour.io/owning-gateway-name',
];
