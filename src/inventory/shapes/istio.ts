import {
  always,
  anything,
  dict,
  flag,
  integer,
  list,
  number,
  type Of,
  record,
  sharedText,
  text,
} from '../../lib/shape.ts';
import { condition, labelSelector } from './meta.ts';

const portSelector = record({ number: integer });

const tlsServer = record({
  mode: sharedText,
  httpsRedirect: flag,
  credentialName: text,
  credentialNames: list(text),
  serverCertificate: text,
  privateKey: text,
  caCertificates: text,
});

export const gateway = {
  spec: always(
    record({
      selector: dict(sharedText),
      servers: list(
        record({
          name: text,
          bind: text,
          port: always(
            record({
              number: integer,
              name: sharedText,
              protocol: sharedText,
              targetPort: integer,
            }),
          ),
          hosts: list(text),
          tls: tlsServer,
        }),
      ),
    }),
  ),
};

/** An empty one means: present (N17). */
const stringMatch = record({ exact: text, prefix: text, regex: text });

const headerOperations = always(record({ set: dict(text), add: dict(text), remove: list(text) }));
const headers = record({ request: headerOperations, response: headerOperations });

const destination = record({ host: text, subset: text, port: portSelector });

const routeDestination = record({ destination: always(destination), weight: integer, headers });

const percent = record({ value: number });

const httpMatch = record({
  name: text,
  uri: stringMatch,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: dict(stringMatch),
  withoutHeaders: dict(stringMatch),
  queryParams: dict(stringMatch),
  ignoreUriCase: flag,
  port: integer,
  gateways: list(text),
  sourceLabels: dict(text),
  sourceNamespace: text,
});

const mirror = record({ destination: always(destination), percentage: percent });

const httpRoute = record({
  name: text,
  match: list(httpMatch),
  route: list(routeDestination),
  redirect: record({
    uri: text,
    prefixRewrite: text,
    authority: text,
    port: integer,
    derivePort: text,
    scheme: text,
    redirectCode: integer,
  }),
  directResponse: record({ status: integer, body: record({ string: text, bytes: text }) }),
  delegate: record({ name: text, namespace: text }),
  rewrite: record({
    uri: text,
    authority: text,
    uriRegexRewrite: record({ match: text, rewrite: text }),
  }),
  timeout: text,
  retries: record({ attempts: integer, perTryTimeout: text, retryOn: text }),
  fault: record({
    delay: record({ fixedDelay: text, percentage: percent, percent: integer }),
    abort: record({ httpStatus: integer, grpcStatus: text, percentage: percent }),
  }),
  mirror: destination,
  mirrorPercentage: percent,
  mirrorPercent: integer,
  mirrors: list(mirror),
  corsPolicy: record({
    allowOrigins: list(stringMatch),
    allowOrigin: list(text),
    allowMethods: list(text),
    allowHeaders: list(text),
    exposeHeaders: list(text),
    maxAge: text,
    allowCredentials: flag,
    unmatchedPreflights: text,
  }),
  headers,
});

const l4Match = {
  port: integer,
  gateways: list(text),
  sourceLabels: dict(text),
  sourceNamespace: text,
  destinationSubnets: list(text),
};

export const virtualService = {
  spec: always(
    record({
      hosts: list(text),
      gateways: list(text),
      exportTo: list(text),
      http: list(httpRoute),
      tls: list(
        record({
          match: list(record({ ...l4Match, sniHosts: list(text) })),
          route: list(routeDestination),
        }),
      ),
      tcp: list(record({ match: list(record(l4Match)), route: list(routeDestination) })),
    }),
  ),
};

const trafficPolicyFields = {
  loadBalancer: record({
    simple: text,
    consistentHash: anything,
    localityLbSetting: anything,
    warmup: anything,
    warmupDurationSecs: text,
  }),
  connectionPool: record({ tcp: anything, http: anything }),
  outlierDetection: anything,
  tls: record({
    mode: sharedText,
    sni: text,
    credentialName: text,
    caCertificates: text,
    subjectAltNames: list(text),
  }),
};

const trafficPolicy = record({
  ...trafficPolicyFields,
  portLevelSettings: list(record({ ...trafficPolicyFields, port: always(portSelector) })),
  tunnel: anything,
  proxyProtocol: anything,
});

export const destinationRule = {
  spec: always(
    record({
      host: text,
      trafficPolicy,
      subsets: list(record({ name: text, labels: dict(sharedText), trafficPolicy })),
      exportTo: list(text),
      workloadSelector: labelSelector,
    }),
  ),
};

const workloadEntrySpec = record({
  address: text,
  ports: dict(integer),
  labels: dict(sharedText),
  network: text,
  locality: text,
  weight: integer,
  serviceAccount: text,
});

export const serviceEntry = {
  spec: always(
    record({
      hosts: list(text),
      addresses: list(text),
      ports: list(
        record({ number: integer, name: text, protocol: sharedText, targetPort: integer }),
      ),
      location: sharedText,
      resolution: sharedText,
      endpoints: list(workloadEntrySpec),
      workloadSelector: record({ labels: dict(sharedText) }),
      exportTo: list(text),
    }),
  ),
};

export const workloadEntry = {
  spec: always(workloadEntrySpec),
  status: always(record({ conditions: list(condition) })),
};

const policySelector = record({ matchLabels: dict(sharedText) });
const targetRef = record({ group: text, kind: text, name: text, namespace: text });

export const peerAuthentication = {
  spec: always(
    record({
      selector: policySelector,
      mtls: record({ mode: sharedText }),
      portLevelMtls: dict(record({ mode: sharedText })),
    }),
  ),
};

export const authorizationPolicy = {
  spec: always(
    record({
      selector: policySelector,
      targetRef,
      targetRefs: list(targetRef),
      action: sharedText,
      provider: record({ name: text }),
      rules: list(
        record({
          from: list(
            record({
              source: always(
                record({
                  principals: list(text),
                  notPrincipals: list(text),
                  requestPrincipals: list(text),
                  notRequestPrincipals: list(text),
                  namespaces: list(text),
                  notNamespaces: list(text),
                  serviceAccounts: list(text),
                  notServiceAccounts: list(text),
                  ipBlocks: list(text),
                  notIpBlocks: list(text),
                  remoteIpBlocks: list(text),
                  notRemoteIpBlocks: list(text),
                }),
              ),
            }),
          ),
          to: list(
            record({
              operation: always(
                record({
                  hosts: list(text),
                  notHosts: list(text),
                  ports: list(text),
                  notPorts: list(text),
                  methods: list(text),
                  notMethods: list(text),
                  paths: list(text),
                  notPaths: list(text),
                }),
              ),
            }),
          ),
          when: list(record({ key: text, values: list(text), notValues: list(text) })),
        }),
      ),
    }),
  ),
};

export const requestAuthentication = {
  spec: always(
    record({
      selector: policySelector,
      targetRef,
      targetRefs: list(targetRef),
      jwtRules: list(
        record({
          issuer: text,
          fromHeaders: list(record({ name: text, prefix: text })),
          fromParams: list(text),
          fromCookies: list(text),
        }),
      ),
    }),
  ),
};

/** EnvoyFilter and WasmPlugin: that they are there, and for whom. */
export const extension = {
  spec: always(
    record({
      configPatches: list(record({ match: record({ context: sharedText }) })),
      selector: policySelector,
      workloadSelector: record({ labels: dict(sharedText) }),
      targetRef,
      targetRefs: list(targetRef),
    }),
  ),
};

export type StringMatch = Of<typeof stringMatch>;
export type HttpMatch = Of<typeof httpMatch>;
export type HttpRoute = Of<typeof httpRoute>;
export type RouteDestination = Of<typeof routeDestination>;
export type IstioTrafficPolicy = Of<typeof trafficPolicy>;
