import type {
  Gateway,
  GRPCRoute,
  HTTPRoute,
  Kinds,
  KubeObject,
  ListenerSet,
  TCPRoute,
  TLSRoute,
} from '../../../inventory/kinds.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type { ParentRef } from '../../../inventory/shapes/gateway-api.ts';
import { groupOf } from '../../../model/object-ref.ts';
import { GATEWAY_POLICY_KINDS } from '../istio/gateway-policies.ts';

export const GROUP = 'gateway.networking.k8s.io';
/** Where kinds live before they are accepted: XListenerSet. */
const EXPERIMENTAL_GROUP = 'gateway.networking.x-k8s.io';

export const READS = [
  'GatewayClass',
  'Gateway.gateway.networking.k8s.io',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
  'ReferenceGrant',
  'Namespace',
  'Secret',
  'ConfigMap',
  'Service',
  'Pod',
  'Deployment',
  'DaemonSet',
  ...GATEWAY_POLICY_KINDS,
] as const;

export type Objects = Reader<(typeof READS)[number]>;

export type UDPRoute = Kinds['UDPRoute'];

/** A route with its kind, so that its rules have a type. */
export type AnyRoute =
  | { readonly type: 'HTTPRoute'; readonly object: HTTPRoute }
  | { readonly type: 'GRPCRoute'; readonly object: GRPCRoute }
  | { readonly type: 'TLSRoute'; readonly object: TLSRoute }
  | { readonly type: 'TCPRoute'; readonly object: TCPRoute }
  | { readonly type: 'UDPRoute'; readonly object: UDPRoute };
export type RouteType = AnyRoute['type'];

export type { Gateway, ListenerSet };

export const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? '';

export const nameOf = (object: KubeObject): string =>
  `${namespaceOf(object)}/${object.metadata.name}`;

/** What has not been created yet is the youngest. */
export const createdOf = ({ metadata }: KubeObject): string => metadata.creationTimestamp ?? '9999';

export const gatewayKey = (namespace: string, name: string): string =>
  `Gateway/${namespace}/${name}`;
export const listenerSetKey = (namespace: string, name: string): string =>
  `ListenerSet/${namespace}/${name}`;

/** G2: a parent of another kind (a Service) is mesh routing and no attachment to the outside (G18). */
export function parentKeyOf(
  { group = GROUP, kind = 'Gateway', namespace, name = '' }: ParentRef,
  routeNamespace: string,
): string | undefined {
  const of = namespace ?? routeNamespace;
  if (group === GROUP && kind === 'Gateway') return gatewayKey(of, name);
  if (group === GROUP && kind === 'ListenerSet') return listenerSetKey(of, name);
  if (group === EXPERIMENTAL_GROUP && kind === 'XListenerSet') return listenerSetKey(of, name);
  return undefined;
}

/** Group and kind as a ReferenceGrant writes them. */
export const groupKindOf = ({
  apiVersion,
  kind,
}: KubeObject): { readonly group: string; readonly kind: string } => ({
  group: groupOf(apiVersion),
  kind,
});

export function hostnamesOf(route: AnyRoute): readonly string[] {
  switch (route.type) {
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
      return route.object.spec.hostnames;
    case 'TCPRoute':
    case 'UDPRoute':
      return [];
  }
}

/** Every route there is, by what its parentRefs name. */
export function routesByParent(
  objects: Objects,
): ReadonlyMap<string, readonly { readonly route: AnyRoute; readonly ref: ParentRef }[]> {
  const result = new Map<string, { readonly route: AnyRoute; readonly ref: ParentRef }[]>();
  for (const route of allRoutes(objects)) {
    for (const ref of route.object.spec.parentRefs) {
      const key = parentKeyOf(ref, namespaceOf(route.object));
      if (key === undefined) continue;
      const known = result.get(key);
      if (known === undefined) result.set(key, [{ route, ref }]);
      else known.push({ route, ref });
    }
  }
  return result;
}

const allRoutes = (objects: Objects): readonly AnyRoute[] => [
  ...objects.list('HTTPRoute').map((object) => ({ type: 'HTTPRoute', object }) as const),
  ...objects.list('GRPCRoute').map((object) => ({ type: 'GRPCRoute', object }) as const),
  ...objects.list('TLSRoute').map((object) => ({ type: 'TLSRoute', object }) as const),
  ...objects.list('TCPRoute').map((object) => ({ type: 'TCPRoute', object }) as const),
  ...objects.list('UDPRoute').map((object) => ({ type: 'UDPRoute', object }) as const),
];
