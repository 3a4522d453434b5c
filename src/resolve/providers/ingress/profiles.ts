import type { Labels } from '../../../inventory/reader.ts';
import type { PathReading, Proxy } from '../../../model/exposure.ts';
import type { SecretReading } from './entry-points.ts';

/** What is known of an ingress controller before any object is looked at. */
export interface Profile {
  readonly name: string;
  /** Values of an IngressClass's `spec.controller`. */
  readonly controllers: readonly string[];
  /** Class names that it takes by annotation without an IngressClass; the first is its own default. */
  readonly classes: readonly string[];
  /** Of the Pods that answer requests; any of them. */
  readonly labels: readonly Labels[];
  /** In a container's image, where labels are someone's own. */
  readonly image?: RegExp;
  /** It runs outside of the cluster, and makes a load balancer of its own. */
  readonly external?: 'each' | 'group';
  /** It has a Service of its own for each Ingress, or one for all, and no Pods that are labelled (Cilium). */
  readonly services?: readonly { readonly namespace?: string; readonly name: string }[];
  /** The flag by which it is told its class; `''` where it has none. */
  readonly classFlag?: string;
  readonly controllerFlag?: string;
  /** It compares the name of its class with the field itself, and needs no IngressClass. */
  readonly classByName?: true;
  readonly dialect: Dialect;
}

/** How it reads the Ingress API where that leaves a choice. */
export interface Dialect {
  readonly proxy: Proxy;
  readonly paths?: PathReading;
  /** What `ImplementationSpecific` means. */
  readonly specificPath: 'segment-prefix' | 'prefix' | 'pattern';
  /** The flag that makes `Prefix` go by segments, where it is a plain prefix without. */
  readonly strictPrefixFlag?: string;
  /** The rules of all hosts are tried together, the one that is longest as this controller writes it first (Traefik). */
  readonly longestRuleFirst?: { readonly priority: string };
  /** It redirects http to https for hosts under `tls`, with this status. */
  readonly httpsRedirect?: number;
  /** It answers on https for hosts that no `tls` names, with a certificate of its own. */
  readonly anyHostOnTls: boolean;
  readonly noBackend: number;
  readonly secrets: SecretReading;
  /** Annotations that are shown. */
  readonly prefixes: readonly string[];
  /** Without the prefix: those that send no request elsewhere and refuse none, and what is understood. The rest may. */
  readonly harmless: RegExp;
}

const NO_HANDSHAKE: SecretReading = { reads: true };
const DEFAULT_CERTIFICATE: SecretReading = { reads: true, instead: 'default-certificate' };
const UNKNOWN_CERTIFICATE: SecretReading = { reads: true, instead: 'unknown' };
/** Its certificates are those of its cloud (ACM). */
const NOT_READ: SecretReading = { reads: false };

const APP = 'app.kubernetes.io/name';
const COMPONENT = 'app.kubernetes.io/component';

export const NGINX: Profile = {
  name: 'ingress-nginx',
  controllers: ['k8s.io/ingress-nginx'],
  classes: ['nginx'],
  labels: [
    { [APP]: 'ingress-nginx', [COMPONENT]: 'controller' },
    { [APP]: 'rke2-ingress-nginx', [COMPONENT]: 'controller' },
    { app: 'ingress-nginx' },
    { app: 'nginx-ingress', component: 'controller' },
  ],
  image: /ingress-nginx[/-](?:nginx-ingress-)?controller|nginx-ingress-controller/,
  classFlag: 'ingress-class',
  controllerFlag: 'controller-class',
  dialect: {
    proxy: 'nginx',
    specificPath: 'segment-prefix',
    anyHostOnTls: true,
    noBackend: 503,
    secrets: DEFAULT_CERTIFICATE,
    prefixes: ['nginx.ingress.kubernetes.io'],
    harmless: /./,
  },
};

/** ingress-nginx has a reading of its own; these share one. */
export const PROFILES: readonly Profile[] = [
  NGINX,
  {
    name: 'nginx-ingress',
    controllers: ['nginx.org/ingress-controller'],
    classes: [],
    labels: [{ [APP]: 'nginx-ingress' }],
    image: /nginx\/nginx-ingress/,
    classFlag: 'ingress-class',
    dialect: {
      proxy: 'nginx',
      specificPath: 'prefix',
      httpsRedirect: 301,
      anyHostOnTls: false,
      noBackend: 502,
      secrets: NO_HANDSHAKE,
      prefixes: ['nginx.org', 'nginx.com'],
      harmless:
        /^(?:proxy-(?:connect|read|send|next-upstream)-?[a-z-]*|proxy-(?:buffer|busy|max-temp)[a-z-]*|proxy-(?:hide|pass)-headers|client-(?:max-)?body[a-z-]*|server-tokens|hsts[a-z-]*|keepalive|lb-method|max-(?:fails|conns)|fail-timeout|upstream-zone-size|(?:websocket|grpc|sticky-cookie)-services|health-checks[a-z-]*|slow-start)$/,
    },
  },
  {
    name: 'traefik',
    controllers: ['traefik.io/ingress-controller'],
    classes: ['traefik'],
    labels: [{ [APP]: 'traefik' }, { app: 'traefik' }, { 'k8s-app': 'traefik-ingress-lb' }],
    image: /(?:^|\/)traefik(?::|@|$)/,
    classFlag: 'providers.kubernetesingress.ingressclass',
    dialect: {
      proxy: 'other',
      specificPath: 'prefix',
      strictPrefixFlag: 'providers.kubernetesingress.strictprefixmatching',
      longestRuleFirst: { priority: 'traefik.ingress.kubernetes.io/router.priority' },
      anyHostOnTls: true,
      noBackend: 503,
      secrets: DEFAULT_CERTIFICATE,
      prefixes: ['traefik.ingress.kubernetes.io'],
      harmless:
        /^(?:router\.(?:priority|observability\.\S+)|service\.(?:sticky\S*|serversscheme|serverstransport|nativelb|nodeportlb))$/i,
    },
  },
  {
    name: 'haproxy',
    controllers: [
      'haproxy.org/ingress-controller',
      'haproxy.org/ingress-controller/haproxy',
      'haproxy-ingress.github.io/controller',
    ],
    classes: ['haproxy'],
    labels: [
      { [APP]: 'haproxy-ingress' },
      { [APP]: 'kubernetes-ingress' },
      { run: 'haproxy-ingress' },
    ],
    image: /haproxy(?:tech\/kubernetes)?-ingress|haproxytech\/kubernetes-ingress/,
    classFlag: 'ingress.class',
    dialect: {
      proxy: 'other',
      specificPath: 'prefix',
      httpsRedirect: 302,
      anyHostOnTls: true,
      noBackend: 503,
      secrets: DEFAULT_CERTIFICATE,
      prefixes: [
        'haproxy.org',
        'haproxy.com',
        'haproxy-ingress.github.io',
        'ingress.kubernetes.io',
      ],
      harmless:
        /^(?:(?:agent-|backend-|health-)?check[a-z-]*|timeout-[a-z-]+|load-balance|balance-algorithm|forwarded-?for|(?:pod-)?maxconn[a-z-]*|affinity|session-cookie-[a-z-]+|cookie-persistence|servers-increment[a-z-]*|backend-(?:server|protocol)[a-z-]*|hsts[a-z-]*|proxy-body-size|proxy-protocol|send-proxy-protocol|scale-server-slots|slots-[a-z-]+|dynamic-scaling|server-(?:ssl|ca|crt|proto|sni)|ssl-(?:cipher|option|certificate)[a-z-]*|log-format|access-log|src-ip-header|request-capture[a-z-]*|initial-weight|use-resolver|cert-signer|standalone-backend)$/,
    },
  },
  {
    name: 'contour',
    controllers: ['projectcontour.io/contour', 'projectcontour.io/ingress-controller'],
    classes: ['contour'],
    labels: [{ [APP]: 'contour', [COMPONENT]: 'envoy' }, { app: 'envoy' }],
    classByName: true,
    dialect: {
      proxy: 'envoy',
      paths: 'merges-slashes',
      specificPath: 'pattern',
      anyHostOnTls: false,
      noBackend: 503,
      secrets: NO_HANDSHAKE,
      prefixes: ['projectcontour.io', 'ingress.kubernetes.io', 'contour.heptio.com'],
      harmless:
        /^(?:num-retries|per-try-timeout|(?:response|request)-timeout|retry-on|tls-(?:minimum|maximum)-protocol-version|websocket-routes|max-(?:connections|pending-requests|requests|retries)|upstream-protocol\.\w+)$/,
    },
  },
  {
    name: 'kong',
    controllers: ['ingress-controllers.konghq.com/kong'],
    classes: ['kong'],
    labels: [
      { [APP]: 'kong', [COMPONENT]: 'app' },
      { [APP]: 'gateway', [COMPONENT]: 'app' },
      { app: 'ingress-kong' },
      { app: 'proxy-kong' },
    ],
    classByName: true,
    dialect: {
      proxy: 'other',
      specificPath: 'prefix',
      anyHostOnTls: true,
      noBackend: 503,
      secrets: DEFAULT_CERTIFICATE,
      prefixes: ['konghq.com', 'configuration.konghq.com', 'ingress.kubernetes.io'],
      harmless:
        /^(?:(?:request|response)-buffering|(?:connect|write|read)-timeout|retries|tags|protocol|ca-certificates|tls-verify[a-z-]*|client-cert)$/,
    },
  },
  {
    name: 'cilium',
    controllers: ['cilium.io/ingress-controller'],
    classes: ['cilium'],
    labels: [],
    services: [
      { name: 'cilium-ingress-' },
      { namespace: 'kube-system', name: 'cilium-ingress' },
      { namespace: 'cilium', name: 'cilium-ingress' },
    ],
    dialect: {
      proxy: 'envoy',
      specificPath: 'segment-prefix',
      httpsRedirect: 308,
      anyHostOnTls: false,
      noBackend: 503,
      secrets: NO_HANDSHAKE,
      prefixes: ['ingress.cilium.io'],
      harmless:
        /^(?:loadbalancer-(?:mode|class)|service-(?:type|external-traffic-policy)|(?:in)?secure-node-port|tcp-keep-alive[a-z-]*|websocket)$/,
    },
  },
  {
    name: 'alb',
    controllers: ['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb'],
    classes: ['alb'],
    labels: [],
    external: 'group',
    dialect: {
      proxy: 'other',
      specificPath: 'pattern',
      anyHostOnTls: true,
      noBackend: 503,
      secrets: NOT_READ,
      prefixes: ['alb.ingress.kubernetes.io'],
      harmless:
        /^(?:load-balancer-(?:name|attributes)|group\.name|tags|ip-address-type|scheme|subnets|customer-owned-ipv4-pool|shield-advanced-protection|security-group(?:s|-prefix-lists)|manage-backend-security-group-rules|listen-ports|listener-attributes\S*|certificate-arn|ssl-policy|target-(?:type|node-labels|group-attributes|control-port)|backend-protocol(?:-version)?|healthcheck-[a-z-]+|(?:un)?healthy-threshold-count|success-codes|multi-cluster-target-group|minimum-load-balancer-capacity|ipam-ipv4-pool-id|frontend-nlb-[a-z-]+|enable-frontend-nlb|create-acm-cert|acm-pca-arn|dry-run-plan)$/,
    },
  },
  {
    name: 'gce',
    controllers: ['k8s.io/ingress-gce', 'networking.gke.io/ingress-controller'],
    classes: ['gce', 'gce-internal'],
    labels: [],
    external: 'each',
    dialect: {
      proxy: 'other',
      specificPath: 'pattern',
      anyHostOnTls: true,
      noBackend: 502,
      secrets: UNKNOWN_CERTIFICATE,
      prefixes: ['networking.gke.io', 'ingress.gcp.kubernetes.io', 'cloud.google.com'],
      harmless:
        /^(?:neg|neg-status|backend-config|load-balancer-type|internal-load-balancer-[a-z-]+|pre-shared-cert|managed-certificates)$/,
    },
  },
];

/** A controller that nobody here knows: as the API says it. */
export const UNKNOWN: Dialect = {
  proxy: 'other',
  specificPath: 'segment-prefix',
  anyHostOnTls: false,
  noBackend: 503,
  secrets: UNKNOWN_CERTIFICATE,
  prefixes: [],
  harmless: /./,
};

export const profileOfController = (controller: string): Profile | undefined =>
  PROFILES.find((it) => it.controllers.includes(controller));

/** By annotation, or where the class itself could not be read. */
export const profileOfClass = (name: string): Profile | undefined =>
  PROFILES.find((it) => it.classes.includes(name));
