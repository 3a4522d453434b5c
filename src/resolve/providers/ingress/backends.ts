import { isForPort, isEndpointReady } from '../../../inventory/endpoint-state.ts';
import type { Ingress, Service } from '../../../inventory/kinds.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type { IngressBackend } from '../../../inventory/shapes/networking.ts';
import type { BackendTarget } from '../../provider.ts';
import { namespaceOf, slicesOf } from '../../way-in/services.ts';

/** A path of a rule, or the default backend, with its place among all of the object's rules. */
export interface IngressPath {
  readonly ingress: Ingress;
  readonly index: number;
  /** `spec.rules[0].http.paths[1]` */
  readonly field: string;
  readonly host: string;
  readonly path: string;
  readonly type: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly backend: IngressBackend;
}

/** Paths in the order in which the object has them; a missing host is `*`, a missing path `/`. */
export function pathsOf(ingress: Ingress): readonly IngressPath[] {
  return ingress.spec.rules
    .flatMap((rule, ruleIndex) =>
      (rule.http?.paths ?? []).map((it, pathIndex) => ({
        field: `spec.rules[${ruleIndex}].http.paths[${pathIndex}]`,
        host: hostOf(rule.host),
        path: it.path === undefined || it.path === '' ? '/' : it.path,
        type: typeOf(it.pathType),
        backend: it.backend,
      })),
    )
    .map((it, index) => ({ ingress, index, ...it }));
}

/** Lower case; any host is `*`. */
export const hostOf = (host: string | undefined): string =>
  host === undefined || host === '' ? '*' : host.toLowerCase();

function typeOf(type: string | undefined): IngressPath['type'] {
  return type === 'Exact' || type === 'Prefix' ? type : 'ImplementationSpecific';
}

/** I7. It stands after all paths. */
export function defaultOf(ingress: Ingress): IngressPath | undefined {
  const backend = ingress.spec.defaultBackend;
  return backend === undefined
    ? undefined
    : {
        ingress,
        index: pathsOf(ingress).length,
        field: 'spec.defaultBackend',
        host: '*',
        path: '/',
        type: 'Prefix',
        backend,
      };
}

/** I8: a Service by port number or name; another kind is shown as it is. */
export function refOfBackend({ service, resource }: IngressBackend): string {
  if (service !== undefined) {
    const port = service.port.name ?? service.port.number;
    return port === undefined ? (service.name ?? '') : `${service.name ?? ''}:${port}`;
  }
  return `${resource?.kind ?? ''}/${resource?.name ?? ''}`;
}

export function targetOf({
  ingress,
  backend,
}: Pick<IngressPath, 'ingress' | 'backend'>): BackendTarget {
  const { service, resource } = backend;
  if (service?.name !== undefined) {
    const port = service.port.name ?? service.port.number;
    return {
      type: 'service',
      namespace: namespaceOf(ingress),
      name: service.name,
      ...(port !== undefined && { port }),
    };
  }
  if (resource === undefined) return { type: 'unresolved', because: 'invalid' };
  const { apiGroup, kind = '', name = '' } = resource;
  return {
    type: 'unresolved',
    because: 'unsupported-kind',
    object: {
      apiVersion: apiGroup === undefined || apiGroup === '' ? 'v1' : apiGroup,
      kind,
      namespace: namespaceOf(ingress),
      name,
    },
  };
}

/** Whether a Service's port has an endpoint that is ready; undefined where that cannot be known. */
export function hasEndpoints(
  namespace: string,
  name: string,
  port: number | string | undefined,
  objects: Reader<'Service' | 'EndpointSlice'>,
): boolean | undefined {
  const found = objects.get('Service', namespace, name);
  if (found.type === 'unreadable') return undefined;
  if (found.type === 'absent') return false;
  const service = found.object;
  if (service.spec.type === 'ExternalName') return true;
  const wanted = portOf(service, port);
  if (wanted === undefined) return false;
  const slices = slicesOf(service, objects);
  if (slices.length === 0 && objects.coverage('EndpointSlice', namespace).type !== 'complete')
    return undefined;
  return slices
    .filter((it) => it.ports.some((each) => isForPort(each, wanted)))
    .some((it) => it.endpoints.some(isEndpointReady));
}

const portOf = ({ spec }: Service, port: number | string | undefined) =>
  port === undefined
    ? spec.ports[0]
    : spec.ports.find((it) => (typeof port === 'number' ? it.port === port : it.name === port));
