import {
  allNamed,
  allOf,
  always,
  anyOf,
  anything,
  deciding,
  dict,
  flag,
  integer,
  list,
  number,
  type Filled,
  type Of,
  record,
  type Shape,
  sharedText,
  text,
} from '../../lib/shape.ts';
import { condition, labelSelector } from './meta.ts';

const portSelector = record({ number: integer });

const tlsServer = record({
  mode: deciding(sharedText),
  httpsRedirect: deciding(flag),
  credentialName: text,
  credentialNames: list(text),
  serverCertificate: text,
  privateKey: text,
  caCertificates: text,
});

export const gateway = {
  spec: always(
    record({
      selector: allNamed(sharedText),
      servers: list(
        record({
          name: text,
          bind: deciding(text),
          port: deciding(
            always(
              record({
                number: deciding(integer),
                name: sharedText,
                protocol: deciding(sharedText),
                targetPort: integer,
              }),
            ),
          ),
          hosts: list(text),
          tls: deciding(tlsServer),
        }),
      ),
    }),
  ),
};

/** An empty one means: present (N17). */
const stringMatch = deciding(
  record({ exact: deciding(text), prefix: deciding(text), regex: deciding(text) }),
);

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
  headers: allNamed(stringMatch),
  withoutHeaders: allNamed(stringMatch),
  queryParams: allNamed(stringMatch),
  ignoreUriCase: deciding(flag),
  port: deciding(integer),
  gateways: anyOf(text),
  sourceLabels: allNamed(text),
  sourceNamespace: deciding(text),
});

const mirror = record({ destination: always(destination), percentage: percent });

const httpRoute = record({
  name: text,
  match: anyOf(httpMatch),
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
  port: deciding(integer),
  gateways: anyOf(text),
  sourceLabels: allNamed(text),
  sourceNamespace: deciding(text),
  destinationSubnets: anyOf(text),
};

export const virtualService = {
  spec: always(
    record({
      // Without any it would be a delegate.
      hosts: anyOf(text),
      gateways: list(text),
      exportTo: anyOf(text),
      http: list(httpRoute),
      tls: list(
        record({
          match: anyOf(record({ ...l4Match, sniHosts: anyOf(text) })),
          route: list(routeDestination),
        }),
      ),
      tcp: list(record({ match: anyOf(record(l4Match)), route: list(routeDestination) })),
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
      subsets: list(record({ name: text, labels: allNamed(sharedText), trafficPolicy })),
      exportTo: anyOf(text),
      workloadSelector: deciding(labelSelector),
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
      workloadSelector: deciding(record({ labels: allNamed(sharedText) })),
      exportTo: anyOf(text),
    }),
  ),
};

export const workloadEntry = {
  spec: always(workloadEntrySpec),
  status: always(record({ conditions: list(condition) })),
};

const policySelector = deciding(record({ matchLabels: allNamed(sharedText) }));
const targetRef = deciding(
  record({
    group: deciding(text),
    kind: deciding(text),
    name: deciding(text),
    namespace: deciding(text),
  }),
);

/** A policy without it would be one for everybody. */
const policySpec = <T extends object>(shape: Shape<T>): Filled<T> => deciding(always(shape));

export const peerAuthentication = {
  spec: policySpec(
    record({
      selector: policySelector,
      mtls: deciding(record({ mode: deciding(sharedText) })),
      portLevelMtls: allNamed(record({ mode: deciding(sharedText) })),
    }),
  ),
};

export const authorizationPolicy = {
  spec: policySpec(
    record({
      selector: policySelector,
      targetRef,
      targetRefs: anyOf(targetRef),
      action: deciding(sharedText),
      provider: record({ name: text }),
      rules: deciding(
        list(
          record({
            from: anyOf(
              record({
                source: policySpec(
                  record({
                    principals: anyOf(text),
                    notPrincipals: anyOf(text),
                    requestPrincipals: anyOf(text),
                    notRequestPrincipals: anyOf(text),
                    namespaces: anyOf(text),
                    notNamespaces: anyOf(text),
                    serviceAccounts: anyOf(text),
                    notServiceAccounts: anyOf(text),
                    ipBlocks: anyOf(text),
                    notIpBlocks: anyOf(text),
                    remoteIpBlocks: anyOf(text),
                    notRemoteIpBlocks: anyOf(text),
                  }),
                ),
              }),
            ),
            to: anyOf(
              record({
                operation: policySpec(
                  record({
                    hosts: anyOf(text),
                    notHosts: anyOf(text),
                    ports: anyOf(text),
                    notPorts: anyOf(text),
                    methods: anyOf(text),
                    notMethods: anyOf(text),
                    paths: anyOf(text),
                    notPaths: anyOf(text),
                  }),
                ),
              }),
            ),
            when: allOf(
              record({ key: deciding(text), values: anyOf(text), notValues: anyOf(text) }),
            ),
          }),
        ),
      ),
    }),
  ),
};

export const requestAuthentication = {
  spec: policySpec(
    record({
      selector: policySelector,
      targetRef,
      targetRefs: anyOf(targetRef),
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
