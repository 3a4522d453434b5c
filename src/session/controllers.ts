import { proxyOf } from '../resolve/providers/gateway-api/controller.ts';
import { profileOfController } from '../resolve/providers/ingress/profiles.ts';
import type { Snapshot } from './session.ts';
import { ROUTING_GROUPS } from './unsupported.ts';

/** Something that routes, as the cluster tells of it. */
export interface ControllerFacts {
  readonly type: 'mesh' | 'ingress-class' | 'gateway-class' | 'data-plane' | 'api-group';
  readonly name: string;
  /** The controller that a class names, or what kind of proxy a data plane is. */
  readonly controller?: string;
  readonly version?: string;
  /** Whether meshpath knows how it routes; what it does not know is read by the API's own rules, or not at all. */
  readonly recognised: boolean;
}

/** Meshes, controllers and proxies that are there; `groups` are the API groups of the server. */
export const controllersOf = (
  { inventory, exposure }: Pick<Snapshot, 'inventory' | 'exposure'>,
  groups: readonly string[],
): readonly ControllerFacts[] => [
  ...meshes(inventory, groups),
  ...inventory.list('IngressClass').map(({ metadata, spec }) =>
    classFacts(
      'ingress-class',
      metadata.name,
      spec.controller,
      (controller) =>
        // Istio serves the Ingresses of its class with its own gateways.
        [ISTIO_INGRESS].includes(controller) || profileOfController(controller) !== undefined,
    ),
  ),
  ...inventory
    .list('GatewayClass')
    .map(({ metadata, spec }) =>
      classFacts(
        'gateway-class',
        metadata.name,
        spec.controllerName,
        (controller) => proxyOf(controller) !== 'other',
      ),
    ),
  ...exposure.dataPlanes
    .filter(({ proxy }) => proxy !== 'kube-proxy')
    .map(({ name, proxy }): ControllerFacts => ({
      type: 'data-plane',
      name,
      controller: proxy,
      recognised: proxy !== 'other',
    })),
  ...groups
    .filter((it) => ROUTING_GROUPS.includes(it))
    .map((name): ControllerFacts => ({ type: 'api-group', name, recognised: false })),
];

const ISTIO_INGRESS = 'istio.io/ingress-controller';

function meshes(
  inventory: Snapshot['inventory'],
  groups: readonly string[],
): readonly ControllerFacts[] {
  const found = inventory
    .select('Deployment', { app: 'istiod' })
    .map(({ metadata, spec }): ControllerFacts => {
      const image = spec.template.spec.containers[0]?.image ?? '';
      const version = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1];
      return {
        type: 'mesh',
        name: `istio (${metadata.namespace ?? ''}/${metadata.name})`,
        ...(version !== undefined && { version }),
        recognised: true,
      };
    });
  if (found.length > 0 || !groups.includes('networking.istio.io')) return found;
  return [{ type: 'mesh', name: 'istio (its API alone)', recognised: true }];
}

const classFacts = (
  type: ControllerFacts['type'],
  name: string,
  controller: string | undefined,
  isKnown: (controller: string) => boolean,
): ControllerFacts => ({
  type,
  name,
  ...(controller !== undefined && { controller }),
  recognised: controller !== undefined && isKnown(controller),
});
