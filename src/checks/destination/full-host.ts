/** A Service as Istio's objects name it in full. */
export const serviceHost = (name: string, namespace = ''): string =>
  `${name}.${namespace}.svc.cluster.local`;

/** N32: a name without a dot is completed with the namespace of the object in which it stands. */
export const fullHost = (host: string, namespace: string | undefined): string =>
  host === '' || host.includes('.') || host.startsWith('*') ? host : serviceHost(host, namespace);
