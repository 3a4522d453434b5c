import { isObject } from '../lib/shape.ts';

/** An object as it came, before anything is known of it. */
export type Raw = Readonly<Record<string, unknown>>;

export const isRaw: (value: unknown) => value is Raw = isObject;

const child = (value: unknown, key: string): unknown => (isRaw(value) ? value[key] : undefined);
const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `undefined` stays out of the raised object, so that it is missing and not of a wrong type. */
const defined = (fields: Raw): Raw =>
  Object.fromEntries(Object.entries(fields).filter(([, it]) => it !== undefined));

/** I1: `extensions/v1beta1` and `networking.k8s.io/v1beta1` to `networking.k8s.io/v1`. */
export function ingressFromBeta(ingress: Raw): readonly Raw[] {
  const spec = child(ingress, 'spec');
  if (!isRaw(spec)) return [ingress];
  const { backend, ...kept } = spec;
  const rules = spec['rules'];
  return [
    {
      ...ingress,
      spec: defined({
        ...kept,
        defaultBackend: backend === undefined ? spec['defaultBackend'] : backendFromBeta(backend),
        rules: Array.isArray(rules) ? rules.map(ruleFromBeta) : rules,
      }),
    },
  ];
}

function ruleFromBeta(rule: unknown): unknown {
  const http = child(rule, 'http');
  const paths = child(http, 'paths');
  if (!isRaw(rule) || !isRaw(http) || !Array.isArray(paths)) return rule;
  return {
    ...rule,
    http: {
      ...http,
      paths: paths.map((path: unknown) =>
        // Before v1 a path without a type was up to the controller.
        isRaw(path)
          ? {
              ...path,
              pathType: path['pathType'] ?? 'ImplementationSpecific',
              backend: backendFromBeta(path['backend']),
            }
          : path,
      ),
    },
  };
}

function backendFromBeta(backend: unknown): unknown {
  if (!isRaw(backend) || !('serviceName' in backend || 'servicePort' in backend)) return backend;
  const { serviceName, servicePort, ...kept } = backend;
  // An IntOrString that was written as a string of digits still names a port by number.
  const isName = typeof servicePort === 'string' && !/^\d+$/.test(servicePort);
  const port = isName
    ? { name: servicePort }
    : { number: typeof servicePort === 'string' ? Number(servicePort) : servicePort };
  return {
    ...kept,
    service: defined({ name: serviceName, port: servicePort === undefined ? undefined : port }),
  };
}

/** S6: `discovery.k8s.io/v1beta1` has the node and zone under `topology`. */
export function endpointSliceFromBeta(slice: Raw): readonly Raw[] {
  const endpoints = slice['endpoints'];
  if (!Array.isArray(endpoints)) return [slice];
  return [
    {
      ...slice,
      endpoints: endpoints.map((endpoint: unknown) => {
        if (!isRaw(endpoint)) return endpoint;
        const topology = child(endpoint, 'topology');
        return defined({
          ...endpoint,
          nodeName: endpoint['nodeName'] ?? child(topology, 'kubernetes.io/hostname'),
          zone: endpoint['zone'] ?? child(topology, 'topology.kubernetes.io/zone'),
        });
      }),
    },
  ];
}

/** S6: core Endpoints, one slice for each subset. */
export function endpointSlicesFromEndpoints(endpoints: Raw): readonly Raw[] {
  const metadata = child(endpoints, 'metadata');
  if (!isRaw(metadata)) return [];
  const labels = child(metadata, 'labels');
  const name = child(metadata, 'name');
  return items(endpoints['subsets']).map((subset, index) => ({
    ...endpoints,
    subsets: undefined,
    metadata: {
      ...metadata,
      name: index === 0 ? name : `${String(name)}-${index}`,
      labels: { ...(isRaw(labels) ? labels : {}), 'kubernetes.io/service-name': name },
    },
    endpoints: [
      ...items(child(subset, 'addresses')).map((it) => endpointFromAddress(it, true)),
      ...items(child(subset, 'notReadyAddresses')).map((it) => endpointFromAddress(it, false)),
    ],
    ports: child(subset, 'ports'),
  }));
}

const endpointFromAddress = (address: unknown, ready: boolean): Raw =>
  defined({
    addresses: [child(address, 'ip')],
    conditions: { ready },
    hostname: child(address, 'hostname'),
    nodeName: child(address, 'nodeName'),
    targetRef: child(address, 'targetRef'),
  });
