import type { GatewayBackendRef } from '../../../inventory/shapes/gateway-api.ts';
import type { Modifiers } from '../../../model/exposure.ts';
import type { BackendRef, BackendTarget } from '../../provider.ts';
import { permission } from './grants.ts';
import { type AnyRoute, namespaceOf, type Objects } from './objects.ts';

/** What a reference to a backend needs to be followed. */
export type Reference = Pick<GatewayBackendRef, 'group' | 'kind' | 'namespace' | 'name' | 'port'>;

export type Weighted = Reference & { readonly weight?: number };

/** G10: absent counts as 1. */
export const weightOf = ({ weight = 1 }: Weighted): number => Math.max(0, weight);

export const totalWeight = (refs: readonly Weighted[]): number =>
  refs.reduce((sum, ref) => sum + weightOf(ref), 0);

export function backendRef(
  route: AnyRoute,
  ref: Weighted,
  place: { readonly path: string; readonly total: number; readonly modifiers?: Modifiers },
  objects: Objects,
): BackendRef {
  const weight = weightOf(ref);
  const { rewrite, requestHeaders, responseHeaders } = place.modifiers ?? {};
  const modifiers = {
    ...(rewrite !== undefined && { rewrite }),
    ...(requestHeaders !== undefined && { requestHeaders }),
    ...(responseHeaders !== undefined && { responseHeaders }),
  };
  return {
    ref: written(ref),
    path: place.path,
    weight,
    share: place.total === 0 ? 0 : weight / place.total,
    target: targetOf(route, ref, objects),
    ...(Object.keys(modifiers).length > 0 && { modifiers }),
  };
}

export const written = ({ kind = 'Service', namespace, name = '', port }: Reference): string =>
  `${kind === 'Service' ? '' : `${kind} `}${namespace === undefined ? '' : `${namespace}/`}${name}${
    port === undefined ? '' : `:${port}`
  }`;

/** G9, G11: a Service of the own namespace, or one whose namespace permits it. */
export function targetOf(route: AnyRoute, ref: Reference, objects: Objects): BackendTarget {
  const { group = '', kind = 'Service', name = '', port } = ref;
  const namespace = ref.namespace ?? namespaceOf(route.object);
  const apiVersion = group === '' || group === 'core' ? 'v1' : group;
  const object = { apiVersion, kind, namespace, name };
  const known = KNOWN.find(
    (it) => it.kind === kind && it.group === (group === 'core' ? '' : group),
  );
  if (known === undefined) return { type: 'unresolved', because: 'unsupported-kind', object };
  const allowed = permission(route.object, { group: known.group, kind, namespace, name }, objects);
  if (allowed.type === 'not-granted') return { type: 'unresolved', because: 'not-granted', object };
  if (allowed.type === 'unreadable')
    return { type: 'unresolved', because: 'unreadable', unreadable: allowed.reason, object };
  switch (known.as) {
    case 'service':
      // A Service is named with its port; of other kinds some have their own.
      return port === undefined
        ? { type: 'unresolved', because: 'no-port-chosen', object }
        : { type: 'service', namespace, name, port };
    case 'import':
      return {
        type: 'external',
        host: `${name}.${namespace}.svc.clusterset.local`,
        ...(port !== undefined && { port }),
        object,
      };
    case 'hostname':
      return { type: 'external', host: name, ...(port !== undefined && { port }) };
    case 'not-read':
      return { type: 'unresolved', because: 'unreadable', unreadable: 'not-listed', object };
  }
}

/** Kinds that implementations send to. Those of one implementation alone are not read: what they are stays unknown. */
const KNOWN = [
  { group: '', kind: 'Service', as: 'service' },
  { group: 'multicluster.x-k8s.io', kind: 'ServiceImport', as: 'import' },
  { group: 'networking.istio.io', kind: 'Hostname', as: 'hostname' },
  { group: 'gateway.networking.x-k8s.io', kind: 'XBackend', as: 'not-read' },
  { group: 'gateway.envoyproxy.io', kind: 'Backend', as: 'not-read' },
  { group: 'gateway.kgateway.dev', kind: 'Backend', as: 'not-read' },
  { group: 'inference.networking.k8s.io', kind: 'InferencePool', as: 'not-read' },
  { group: 'inference.networking.x-k8s.io', kind: 'InferencePool', as: 'not-read' },
  { group: 'net.gke.io', kind: 'ServiceImport', as: 'not-read' },
] as const;
