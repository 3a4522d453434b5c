import type { SourceState } from '../inventory/source.ts';
import type { Exposure } from '../model/exposure.ts';

/** API groups of proxies and meshes whose objects route, and which no provider knows. */
export const ROUTING_GROUPS: readonly string[] = [
  'apisix.apache.org',
  'appmesh.k8s.aws',
  'cilium.io',
  'configuration.konghq.com',
  'contour.heptio.com',
  'core.haproxy.org',
  'elbv2.k8s.aws',
  'gateway.solo.io',
  'getambassador.io',
  'ingress.v1.haproxy.org',
  'k8s.nginx.org',
  'kuma.io',
  'networking.gke.io',
  'operator.knative.dev',
  'projectcontour.io',
  'route.openshift.io',
  'serving.knative.dev',
  'split.smi-spec.io',
  'traefik.containo.us',
  'traefik.io',
  'voyager.appscode.com',
];

/** Kinds of theirs that only help, or are no routing of requests from outside. */
const HELPING_KINDS =
  /(Policy|Middleware|Transport|Endpoint|Identity|Node|TLSOption|TLSStore|Plugin)/;

/** Of kinds that are there and not read, those that may route. */
export const unsupportedOf = (kinds: SourceState['otherKinds'] = []): Exposure['unsupported'] =>
  kinds
    .filter(({ kind, group }) => ROUTING_GROUPS.includes(group) && !HELPING_KINDS.test(kind))
    .map(({ kind, group, count }) => ({ kind, group, objects: count }));
