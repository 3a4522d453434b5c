import { type Of, record, type Shape, text } from '../lib/shape.ts';
import {
  endpointSliceFromBeta,
  endpointSlicesFromEndpoints,
  ingressFromBeta,
  type Raw,
} from './raise.ts';
import * as core from './shapes/core.ts';
import * as gatewayApi from './shapes/gateway-api.ts';
import * as istio from './shapes/istio.ts';
import {
  decidingMetadata,
  type Metadata,
  metadata,
  namesOnly,
  plainMetadata,
} from './shapes/meta.ts';
import * as networking from './shapes/networking.ts';

/** One way in which a server or file may offer a kind. */
export interface Served {
  readonly group: string;
  readonly version: string;
  /** Where it is not the kind's own (core Endpoints, XListenerSet). */
  readonly kind?: string;
  readonly plural?: string;
  /** To the newest form. */
  readonly raise?: (object: Raw) => readonly Raw[];
}

export interface KindInfo {
  /** As the object says it. */
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Best first: of what a server offers the first is read. */
  readonly served: readonly Served[];
  /** Asked for as PartialObjectMetadata. */
  readonly metadataOnly?: true;
  /** Of a cluster only those that carry this label are listed: of others it is not known whether they exist. */
  readonly labelSelector?: string;
  /** It only adds to what is known of others: whoever has none misses nothing. */
  readonly isExtra?: true;
  /** What is kept of an object. */
  readonly shape: Shape<object>;
}

const objectOf = <const F extends Readonly<Record<string, Shape<unknown>>>>(fields: F) =>
  record({ apiVersion: text, kind: text, metadata, ...fields });

const plainOf = <const F extends Readonly<Record<string, Shape<unknown>>>>(fields: F) =>
  record({ apiVersion: text, kind: text, metadata: plainMetadata, ...fields });

const versions = (group: string, ...list: readonly string[]): readonly Served[] =>
  list.map((version) => ({ group, version }));

const ISTIO = versions('networking.istio.io', 'v1', 'v1beta1', 'v1alpha3');
const ISTIO_SECURITY = versions('security.istio.io', 'v1', 'v1beta1');
const GATEWAY_API = 'gateway.networking.k8s.io';

const kind = <const S extends Shape<object>>(
  kindName: string,
  plural: string,
  served: readonly Served[],
  shape: S,
  options: {
    readonly cluster?: true;
    readonly metadataOnly?: true;
    readonly labelSelector?: string;
    readonly isExtra?: true;
  } = {},
): Omit<KindInfo, 'shape'> & { readonly shape: S } => ({
  kind: kindName,
  plural,
  namespaced: options.cluster !== true,
  served,
  shape,
  ...(options.metadataOnly === true && { metadataOnly: true }),
  ...(options.isExtra === true && { isExtra: true }),
  ...(options.labelSelector !== undefined && { labelSelector: options.labelSelector }),
});

/**
 * Every kind meshpath reads, in its newest form: older API versions are raised to it on the way in, and no other
 * file knows them. Named as kubectl does: the kind, with its group where another group has one of that name.
 */
export const KINDS = {
  Namespace: kind('Namespace', 'namespaces', versions('', 'v1'), plainOf(core.namespace), {
    cluster: true,
  }),
  Node: kind('Node', 'nodes', versions('', 'v1'), plainOf(core.node), { cluster: true }),
  Service: kind('Service', 'services', versions('', 'v1'), objectOf(core.service)),
  EndpointSlice: kind(
    'EndpointSlice',
    'endpointslices',
    [
      { group: 'discovery.k8s.io', version: 'v1' },
      { group: 'discovery.k8s.io', version: 'v1beta1', raise: endpointSliceFromBeta },
      {
        group: '',
        version: 'v1',
        kind: 'Endpoints',
        plural: 'endpoints',
        raise: endpointSlicesFromEndpoints,
      },
    ],
    plainOf(core.endpointSlice),
  ),
  Pod: kind('Pod', 'pods', versions('', 'v1'), plainOf(core.pod)),
  Deployment: kind('Deployment', 'deployments', versions('apps', 'v1'), plainOf(core.workload)),
  StatefulSet: kind('StatefulSet', 'statefulsets', versions('apps', 'v1'), plainOf(core.workload)),
  DaemonSet: kind('DaemonSet', 'daemonsets', versions('apps', 'v1'), plainOf(core.workload)),
  ReplicaSet: kind('ReplicaSet', 'replicasets', versions('apps', 'v1'), plainOf(core.workload)),
  Rollout: kind('Rollout', 'rollouts', versions('argoproj.io', 'v1alpha1'), plainOf(core.rollout), {
    isExtra: true,
  }),
  // Many and large: those of ingress controllers alone.
  ConfigMap: kind('ConfigMap', 'configmaps', versions('', 'v1'), plainOf(core.configMap), {
    labelSelector: 'app.kubernetes.io/name=ingress-nginx',
  }),
  Secret: kind(
    'Secret',
    'secrets',
    versions('', 'v1'),
    record({
      apiVersion: text,
      kind: text,
      metadata: { fallback: metadata.fallback, read: namesOnly.read },
    }),
    { metadataOnly: true },
  ),
  NetworkPolicy: kind(
    'NetworkPolicy',
    'networkpolicies',
    versions('networking.k8s.io', 'v1'),
    plainOf(core.networkPolicy),
  ),
  Ingress: kind(
    'Ingress',
    'ingresses',
    [
      { group: 'networking.k8s.io', version: 'v1' },
      { group: 'networking.k8s.io', version: 'v1beta1', raise: ingressFromBeta },
      { group: 'extensions', version: 'v1beta1', raise: ingressFromBeta },
    ],
    record({ apiVersion: text, kind: text, metadata: decidingMetadata, ...networking.ingress }),
  ),
  IngressClass: kind(
    'IngressClass',
    'ingressclasses',
    versions('networking.k8s.io', 'v1', 'v1beta1'),
    objectOf(networking.ingressClass),
    { cluster: true },
  ),
  'Gateway.networking.istio.io': kind('Gateway', 'gateways', ISTIO, objectOf(istio.gateway)),
  VirtualService: kind('VirtualService', 'virtualservices', ISTIO, objectOf(istio.virtualService)),
  DestinationRule: kind(
    'DestinationRule',
    'destinationrules',
    ISTIO,
    objectOf(istio.destinationRule),
  ),
  ServiceEntry: kind('ServiceEntry', 'serviceentries', ISTIO, objectOf(istio.serviceEntry)),
  WorkloadEntry: kind('WorkloadEntry', 'workloadentries', ISTIO, objectOf(istio.workloadEntry)),
  EnvoyFilter: kind(
    'EnvoyFilter',
    'envoyfilters',
    versions('networking.istio.io', 'v1alpha3'),
    objectOf(istio.extension),
  ),
  WasmPlugin: kind(
    'WasmPlugin',
    'wasmplugins',
    versions('extensions.istio.io', 'v1alpha1'),
    objectOf(istio.extension),
  ),
  PeerAuthentication: kind(
    'PeerAuthentication',
    'peerauthentications',
    ISTIO_SECURITY,
    objectOf(istio.peerAuthentication),
  ),
  AuthorizationPolicy: kind(
    'AuthorizationPolicy',
    'authorizationpolicies',
    ISTIO_SECURITY,
    objectOf(istio.authorizationPolicy),
  ),
  RequestAuthentication: kind(
    'RequestAuthentication',
    'requestauthentications',
    ISTIO_SECURITY,
    objectOf(istio.requestAuthentication),
  ),
  GatewayClass: kind(
    'GatewayClass',
    'gatewayclasses',
    versions(GATEWAY_API, 'v1', 'v1beta1', 'v1alpha2'),
    objectOf(gatewayApi.gatewayClass),
    { cluster: true },
  ),
  'Gateway.gateway.networking.k8s.io': kind(
    'Gateway',
    'gateways',
    versions(GATEWAY_API, 'v1', 'v1beta1', 'v1alpha2'),
    objectOf(gatewayApi.gateway),
  ),
  ListenerSet: kind(
    'ListenerSet',
    'listenersets',
    [
      { group: GATEWAY_API, version: 'v1' },
      {
        group: 'gateway.networking.x-k8s.io',
        version: 'v1alpha1',
        kind: 'XListenerSet',
        plural: 'xlistenersets',
      },
    ],
    objectOf(gatewayApi.listenerSet),
  ),
  HTTPRoute: kind(
    'HTTPRoute',
    'httproutes',
    versions(GATEWAY_API, 'v1', 'v1beta1', 'v1alpha2'),
    objectOf(gatewayApi.httpRoute),
  ),
  GRPCRoute: kind(
    'GRPCRoute',
    'grpcroutes',
    versions(GATEWAY_API, 'v1', 'v1alpha2'),
    objectOf(gatewayApi.grpcRoute),
  ),
  TLSRoute: kind(
    'TLSRoute',
    'tlsroutes',
    versions(GATEWAY_API, 'v1', 'v1alpha3', 'v1alpha2'),
    objectOf(gatewayApi.tlsRoute),
  ),
  TCPRoute: kind(
    'TCPRoute',
    'tcproutes',
    versions(GATEWAY_API, 'v1', 'v1alpha2'),
    objectOf(gatewayApi.l4Route),
  ),
  UDPRoute: kind(
    'UDPRoute',
    'udproutes',
    versions(GATEWAY_API, 'v1', 'v1alpha2'),
    objectOf(gatewayApi.l4Route),
  ),
  ReferenceGrant: kind(
    'ReferenceGrant',
    'referencegrants',
    versions(GATEWAY_API, 'v1', 'v1beta1', 'v1alpha2'),
    objectOf(gatewayApi.referenceGrant),
  ),
  BackendTLSPolicy: kind(
    'BackendTLSPolicy',
    'backendtlspolicies',
    versions(GATEWAY_API, 'v1', 'v1alpha3', 'v1alpha2'),
    objectOf(gatewayApi.backendTlsPolicy),
  ),
  Certificate: kind(
    'Certificate',
    'certificates',
    versions('cert-manager.io', 'v1'),
    plainOf(networking.certificate),
    { isExtra: true },
  ),
} as const satisfies Readonly<Record<string, KindInfo>>;

export type Kind = keyof typeof KINDS;

/** What every object has; without a name an object is not kept at all. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata & { readonly name: string };
}

export type Kinds = {
  readonly [K in Kind]: Omit<Of<(typeof KINDS)[K]['shape']>, keyof KubeObject> & KubeObject;
};

export type Node = Kinds['Node'];
export type Service = Kinds['Service'];
export type EndpointSlice = Kinds['EndpointSlice'];
export type Pod = Kinds['Pod'];
/** What makes Pods; a Rollout's own fields are absent from the others. */
export type Workload = Kinds['Deployment'] & {
  readonly status: Partial<Pick<Kinds['Rollout']['status'], 'phase' | 'message'>>;
};
export type Ingress = Kinds['Ingress'];
export type IngressClass = Kinds['IngressClass'];
export type IstioGateway = Kinds['Gateway.networking.istio.io'];
export type ConfigMap = Kinds['ConfigMap'];
export type VirtualService = Kinds['VirtualService'];
export type DestinationRule = Kinds['DestinationRule'];
export type ServiceEntry = Kinds['ServiceEntry'];
export type Gateway = Kinds['Gateway.gateway.networking.k8s.io'];
export type ListenerSet = Kinds['ListenerSet'];
export type HTTPRoute = Kinds['HTTPRoute'];
export type GRPCRoute = Kinds['GRPCRoute'];
export type TLSRoute = Kinds['TLSRoute'];
export type TCPRoute = Kinds['TCPRoute'];

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of KINDS are the Kinds
export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

/** Many or large, and read of a cluster only by what asks for them. */
const ON_DEMAND: readonly Kind[] = ['ReplicaSet'];

/** What is read of a cluster where nothing else is asked for. */
export const CLUSTER_KINDS = KIND_NAMES.filter((it) => !ON_DEMAND.includes(it));

/** As kubectl writes it: `services`, `ingresses.networking.k8s.io`. */
export function resourceName(kindName: Kind): string {
  const { plural, served }: KindInfo = KINDS[kindName];
  const group = served[0]?.group ?? '';
  return group === '' ? plural : `${plural}.${group}`;
}

export const isExtra = (kindName: Kind): boolean => 'isExtra' in KINDS[kindName];

/** `gateways.networking.istio.io` → `networking.istio.io`; of the core group, which has no name, nothing. */
export const groupOfResource = (resource: string): string => /\.(.*)/.exec(resource)?.[1] ?? '';
