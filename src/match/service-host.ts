/** N24: what short names are completed with, unless istiod is told otherwise. */
const CLUSTER_DOMAIN = 'cluster.local';

/** N24, N9, N32: a name without a dot belongs to the namespace of the object that writes it. */
export function completeName(host: string, namespace: string): string {
  if (host === '' || host === '*' || host.includes('.') || host.includes(':')) return host;
  return serviceHost(host, namespace);
}

/** The name by which istiod knows a Service. */
export const serviceHost = (name: string, namespace: string): string =>
  `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`;

const SERVICE_HOST = new RegExp(
  `^([^.*]+)\\.([^.]+)\\.svc\\.${CLUSTER_DOMAIN.replaceAll('.', '\\.')}$`,
);

/** The Service that a full name means. */
export function serviceOf(
  host: string,
): { readonly name: string; readonly namespace: string } | undefined {
  const [, name, namespace] = SERVICE_HOST.exec(host) ?? [];
  return name === undefined || namespace === undefined ? undefined : { name, namespace };
}
