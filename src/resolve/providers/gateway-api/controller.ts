import type { PathReading, Proxy } from '../../../model/exposure.ts';
import type { Judgement } from '../../../model/health.ts';
import type { Gateway, Objects } from './objects.ts';
import { conditionJudgement } from './status.ts';

/** What is known of the implementation behind a GatewayClass. */
export interface Controller {
  /** `istio.io/gateway-controller`; absent where the class could not be read. */
  readonly name?: string;
  readonly proxy: Proxy;
  readonly paths?: PathReading;
  /** Whether regular expressions are tried before or after prefixes (G8); after them is a guess where it is open. */
  readonly regex: 'before-prefixes' | 'after-prefixes' | 'open';
  /** Whether a name is answered by its most specific host alone, or by wider ones where that has no rule for it. */
  readonly hosts: 'most-specific-alone' | 'all-that-match';
  /** HTTPRoute and GRPCRoute share a hostname. */
  readonly sharesHosts: boolean;
  /** G5: says itself which features it has, and listener isolation is not among them. */
  readonly lacksIsolation: boolean;
  /** Runs a proxy for each Gateway, labelled with its name. */
  readonly deploys: boolean;
  /** Serves waypoints: inside the mesh, not an entry from outside (G18). */
  readonly inMesh: boolean;
  /** Only on positive evidence (H6). */
  readonly judgement?: Judgement;
}

const ISTIO = 'istio.io/gateway-controller';
const WAYPOINT = 'istio.io/mesh-controller';
const ENVOY_GATEWAY = 'gateway.envoyproxy.io/gatewayclass-controller';

const DEPLOYING = [
  ISTIO,
  ENVOY_GATEWAY,
  'kgateway.dev/kgateway',
  'gateway.nginx.org/nginx-gateway-controller',
];

/** Those whose data plane is Envoy. */
const ON_ENVOY = [
  'gateway.envoyproxy.io/',
  'kgateway.dev/',
  'solo.io/gloo-gateway',
  'projectcontour.io/',
  'io.cilium/',
  'networking.gke.io/gateway',
  'konghq.com/envoy',
];
const ON_NGINX = ['gateway.nginx.org/'];

/** Classes that their controller makes itself, under a name of its own. */
const CLASSES: Readonly<Record<string, string>> = {
  istio: ISTIO,
  'istio-remote': 'istio.io/unmanaged-gateway',
  'istio-waypoint': WAYPOINT,
};

export function controllerOf({ spec }: Gateway, objects: Objects): Controller {
  const className = spec.gatewayClassName ?? '';
  const found = objects.get('GatewayClass', '', className);
  const fallback = CLASSES[className];
  switch (found.type) {
    case 'found': {
      const { spec: classSpec, status } = found.object;
      const judgement = conditionJudgement(found.object, status.conditions, ['Accepted']);
      return {
        ...implementation(classSpec.controllerName ?? fallback),
        lacksIsolation: lacksIsolation(status.supportedFeatures),
        ...(judgement !== undefined && { judgement }),
      };
    }
    case 'absent':
      return {
        ...implementation(fallback),
        judgement: { health: 'broken', reason: { type: 'no-controller', className } },
      };
    case 'unreadable':
      return implementation(fallback);
  }
}

function implementation(name: string | undefined): Controller {
  const proxy = proxyOf(name);
  return {
    ...(name !== undefined && { name }),
    proxy,
    ...pathsOf(name),
    regex: regexOf(name, proxy),
    hosts: proxy === 'other' ? 'all-that-match' : 'most-specific-alone',
    sharesHosts: proxy === 'istio',
    lacksIsolation: false,
    deploys: name !== undefined && DEPLOYING.includes(name),
    inMesh: name === WAYPOINT,
  };
}

function regexOf(name: string | undefined, proxy: Proxy): Controller['regex'] {
  if (name === ENVOY_GATEWAY) return 'before-prefixes';
  return proxy === 'istio' ? 'after-prefixes' : 'open';
}

function pathsOf(name = ''): Pick<Controller, 'paths'> {
  if (name === ENVOY_GATEWAY) return { paths: 'merges-and-unescapes-slashes' };
  return name.startsWith('projectcontour.io/') ? { paths: 'merges-slashes' } : {};
}

export function proxyOf(name: string | undefined): Proxy {
  if (name === undefined) return 'other';
  if (name.startsWith('istio.io/')) return 'istio';
  if (ON_ENVOY.some((it) => name.startsWith(it))) return 'envoy';
  return ON_NGINX.some((it) => name.startsWith(it)) ? 'nginx' : 'other';
}

/** A list of names, or of objects with a name. */
function lacksIsolation(features: readonly unknown[]): boolean {
  const names = features.map((it) =>
    typeof it === 'object' && it !== null && 'name' in it ? it.name : it,
  );
  return names.length > 0 && !names.includes('GatewayHTTPListenerIsolation');
}
