import {
  allOf,
  always,
  anyOf,
  anything,
  deciding,
  dict,
  flag,
  integer,
  list,
  type Of,
  record,
  sharedText,
  text,
} from '../../lib/shape.ts';
import { condition, labelSelector } from './meta.ts';

const routeKinds = anyOf(record({ group: deciding(text), kind: deciding(text) }));

const objectReference = { group: text, kind: text, namespace: text, name: text };

/** Whether clients have to show a certificate. */
const clientValidation = record({
  caCertificateRefs: list(record(objectReference)),
  mode: sharedText,
});

const fromNamespaces = deciding(
  record({ from: deciding(sharedText), selector: deciding(labelSelector) }),
);

const listenerFields = {
  name: text,
  hostname: deciding(text),
  port: deciding(integer),
  protocol: deciding(sharedText),
  tls: record({
    mode: deciding(sharedText),
    certificateRefs: list(record(objectReference)),
    frontendValidation: clientValidation,
    options: dict(text),
  }),
  allowedRoutes: deciding(record({ namespaces: fromNamespaces, kinds: routeKinds })),
};

const listenerStatus = record({
  name: text,
  attachedRoutes: integer,
  supportedKinds: routeKinds,
  conditions: list(condition),
});

export const gatewayClass = {
  spec: always(record({ controllerName: text, parametersRef: record(objectReference) })),
  status: always(record({ conditions: list(condition), supportedFeatures: list(anything) })),
};

export const gateway = {
  spec: always(
    record({
      gatewayClassName: sharedText,
      listeners: list(record(listenerFields)),
      addresses: list(record({ type: sharedText, value: text })),
      infrastructure: record({
        labels: dict(text),
        annotations: dict(text),
        parametersRef: record(objectReference),
      }),
      allowedListeners: deciding(record({ namespaces: fromNamespaces })),
      tls: record({
        frontend: record({
          default: record({ validation: clientValidation }),
          perPort: list(record({ port: integer, tls: record({ validation: clientValidation }) })),
        }),
      }),
    }),
  ),
  status: always(
    record({
      addresses: list(record({ type: sharedText, value: text })),
      conditions: list(condition),
      listeners: list(listenerStatus),
    }),
  ),
};

export const listenerSet = {
  spec: always(
    record({ parentRef: always(record(objectReference)), listeners: list(record(listenerFields)) }),
  ),
  status: always(record({ conditions: list(condition), listeners: list(listenerStatus) })),
};

const parentRef = record({
  group: deciding(text),
  kind: deciding(text),
  namespace: deciding(text),
  name: deciding(text),
  sectionName: deciding(text),
  port: deciding(integer),
});

const backendObjectReference = record({ ...objectReference, port: integer });

const headerChanges = record({
  set: list(record({ name: text, value: text })),
  add: list(record({ name: text, value: text })),
  remove: list(text),
});

const pathModifier = record({ type: sharedText, replaceFullPath: text, replacePrefixMatch: text });

const filter = record({
  type: sharedText,
  requestHeaderModifier: headerChanges,
  responseHeaderModifier: headerChanges,
  requestMirror: record({
    backendRef: backendObjectReference,
    percent: integer,
    fraction: record({ numerator: integer, denominator: integer }),
  }),
  requestRedirect: record({
    scheme: text,
    hostname: text,
    path: pathModifier,
    port: integer,
    statusCode: integer,
  }),
  urlRewrite: record({ hostname: text, path: pathModifier }),
  cors: record({
    allowOrigins: list(text),
    allowMethods: list(text),
    allowHeaders: list(text),
    exposeHeaders: list(text),
    maxAge: integer,
    allowCredentials: flag,
  }),
  externalAuth: record({ protocol: text, backendRef: backendObjectReference }),
  extensionRef: record({ group: text, kind: text, name: text }),
});

const backendRef = record({
  ...objectReference,
  port: integer,
  weight: integer,
  filters: list(filter),
});

const namedMatch = record({
  type: deciding(sharedText),
  name: deciding(text),
  value: deciding(text),
});

const retry = record({ codes: list(integer), attempts: integer, backoff: text });
const timeouts = record({ request: text, backendRequest: text });

const routeStatus = always(
  record({
    parents: list(
      record({ parentRef: always(parentRef), controllerName: text, conditions: list(condition) }),
    ),
  }),
);

const httpRule = record({
  name: text,
  matches: anyOf(
    record({
      path: deciding(record({ type: deciding(sharedText), value: deciding(text) })),
      method: deciding(text),
      headers: allOf(namedMatch),
      queryParams: allOf(namedMatch),
    }),
  ),
  filters: list(filter),
  backendRefs: list(backendRef),
  timeouts,
  retry,
  sessionPersistence: anything,
});

const grpcRule = record({
  name: text,
  matches: anyOf(
    record({
      method: deciding(
        record({ type: deciding(sharedText), service: deciding(text), method: deciding(text) }),
      ),
      headers: allOf(namedMatch),
    }),
  ),
  filters: list(filter),
  backendRefs: list(backendRef),
  timeouts,
  retry,
  sessionPersistence: anything,
});

const l4Rule = record({ name: text, backendRefs: list(backendRef) });

export const httpRoute = {
  spec: always(
    record({ parentRefs: list(parentRef), hostnames: anyOf(text), rules: anyOf(httpRule) }),
  ),
  status: routeStatus,
};
export const grpcRoute = {
  spec: always(
    record({ parentRefs: list(parentRef), hostnames: anyOf(text), rules: anyOf(grpcRule) }),
  ),
  status: routeStatus,
};
export const tlsRoute = {
  spec: always(
    record({ parentRefs: list(parentRef), hostnames: anyOf(text), rules: list(l4Rule) }),
  ),
  status: routeStatus,
};
/** TCPRoute and UDPRoute. */
export const l4Route = {
  spec: always(record({ parentRefs: list(parentRef), rules: list(l4Rule) })),
  status: routeStatus,
};

export const referenceGrant = {
  spec: always(
    record({
      from: list(
        record({ group: deciding(text), kind: deciding(text), namespace: deciding(text) }),
      ),
      to: list(record({ group: deciding(text), kind: deciding(text), name: deciding(text) })),
    }),
  ),
};

export const backendTlsPolicy = {
  spec: always(
    record({
      targetRefs: list(
        record({
          group: deciding(text),
          kind: deciding(text),
          name: deciding(text),
          sectionName: deciding(text),
        }),
      ),
      validation: always(
        record({
          caCertificateRefs: list(record({ group: text, kind: text, name: text })),
          wellKnownCACertificates: text,
          hostname: text,
          subjectAltNames: list(anything),
        }),
      ),
    }),
  ),
  status: always(
    record({
      ancestors: list(
        record({
          ancestorRef: always(parentRef),
          controllerName: text,
          conditions: list(condition),
        }),
      ),
    }),
  ),
};

export type ListenerSpec = Of<(typeof gateway)['spec']>['listeners'][number];
export type ObjectReference = Of<typeof backendObjectReference>;
export type ParentRef = Of<typeof parentRef>;
export type Filter = Of<typeof filter>;
export type HttpRule = Of<typeof httpRule>;
export type GrpcRule = Of<typeof grpcRule>;
export type L4Rule = Of<typeof l4Rule>;
export type GatewayBackendRef = Of<typeof backendRef>;
export type RouteStatus = Of<typeof routeStatus>;
