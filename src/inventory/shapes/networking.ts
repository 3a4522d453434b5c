import {
  always,
  anyOf,
  deciding,
  list,
  type Of,
  record,
  integer,
  sharedText,
  text,
} from '../../lib/shape.ts';

const backend = record({
  service: record({ name: text, port: always(record({ name: sharedText, number: integer })) }),
  resource: record({ apiGroup: text, kind: text, name: text }),
});

/** networking.k8s.io/v1. */
export const ingress = {
  spec: always(
    record({
      ingressClassName: deciding(sharedText),
      defaultBackend: backend,
      tls: list(record({ hosts: anyOf(text), secretName: text })),
      rules: anyOf(
        record({
          host: deciding(text),
          http: record({
            paths: list(
              record({
                path: deciding(text),
                pathType: deciding(sharedText),
                backend: always(backend),
              }),
            ),
          }),
        }),
      ),
    }),
  ),
  status: always(
    record({
      loadBalancer: always(
        record({
          ingress: list(
            record({
              ip: text,
              hostname: text,
              ports: list(record({ port: integer, protocol: sharedText, error: text })),
            }),
          ),
        }),
      ),
    }),
  ),
};

export const ingressClass = {
  spec: always(
    record({
      controller: sharedText,
      parameters: record({ apiGroup: text, kind: text, name: text, namespace: text, scope: text }),
    }),
  ),
};

/** cert-manager.io/v1. */
export const certificate = {
  spec: always(record({ secretName: text, dnsNames: list(text) })),
  status: always(record({ notAfter: text, notBefore: text })),
};

export type IngressBackend = Of<typeof backend>;
