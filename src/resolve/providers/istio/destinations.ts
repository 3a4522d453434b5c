import type { Kind, Service, ServiceEntry } from '../../../inventory/kinds.ts';
import { carries } from '../../../inventory/labels.ts';
import { refOf } from '../../../inventory/read-object.ts';
import { isComplete, type Labels, type Reader } from '../../../inventory/reader.ts';
import type { RouteDestination } from '../../../inventory/shapes/istio.ts';
import { completeName, serviceOf } from '../../../match/service-host.ts';
import type { BackendRef, BackendTarget } from '../../provider.ts';
import { isVisible, serviceExport } from './export-to.ts';
import { lowerHeaders } from './headers.ts';

export type DestinationKinds = Extract<Kind, 'Service' | 'ServiceEntry' | 'WorkloadEntry'>;

/** Who has which host, for the gateways of one namespace. */
export interface Hosts {
  readonly objects: Reader<DestinationKinds>;
  /** ServiceEntries by host, those of one host by namespace, then name. */
  readonly entries: ReadonlyMap<string, readonly ServiceEntry[]>;
  /** Of the gateway's Pods; decides on exports (N51). */
  readonly namespace: string | undefined;
}

export type Destination = RouteDestination['destination'];

/** From where a destination is named. */
export interface DestinationContext {
  readonly hosts: Hosts;
  /** Of the object that names it. */
  readonly namespace: string;
  /** The number of the server's port (N25). */
  readonly serverPort: number;
}

export function entriesByHost(
  objects: Reader<'ServiceEntry'>,
): ReadonlyMap<string, readonly ServiceEntry[]> {
  const result = new Map<string, ServiceEntry[]>();
  for (const entry of objects.list('ServiceEntry')) {
    for (const host of entry.spec.hosts) {
      const known = result.get(host);
      if (known === undefined) result.set(host, [entry]);
      else known.push(entry);
    }
  }
  return result;
}

/** N26: one takes all, whatever its weight; of several, those with 0 get nothing. */
export function lowerDestinations(
  routes: readonly RouteDestination[],
  path: string,
  context: DestinationContext,
): readonly BackendRef[] {
  const total = routes.reduce((sum, it) => sum + (it.weight ?? 0), 0);
  return routes.map((route, index) => {
    const { weight } = route;
    const share = routes.length === 1 ? 1 : total === 0 ? 0 : Math.max(weight ?? 0, 0) / total;
    const modifiers = lowerHeaders(route.headers);
    return {
      ref: asWritten(route.destination),
      path: `${path}.route[${index}]`,
      // A single one counts fully, also where its weight is left out (N48).
      weight: weight ?? (routes.length === 1 ? 1 : 0),
      share,
      target: lowerTarget(route.destination, context),
      ...((route.destination.subset ?? '') !== '' && {
        subset: route.destination.subset ?? '',
      }),
      ...(modifiers !== undefined && { modifiers }),
    };
  });
}

export const asWritten = ({ host = '', port }: Destination): string =>
  port?.number === undefined ? host : `${host}:${port.number}`;

/** N24, N25, N29, N49, N50. */
function lowerTarget({ host = '', port }: Destination, context: DestinationContext): BackendTarget {
  if (host === '') return { type: 'unresolved', because: 'invalid' };
  return targetOf(completeName(host, context.namespace), port?.number, context, new Set());
}

/** N25: whether the number of the server's port decides which port of the destination is meant. */
export function needsServerPort({ host = '', port }: Destination, rule: PortContext): boolean {
  if (port?.number !== undefined) return false;
  const { objects, entries } = rule.hosts;
  const name = completeName(host, rule.namespace);
  const kube = serviceOf(name);
  const found = kube && objects.get('Service', kube.namespace, kube.name);
  return found?.type === 'found'
    ? found.object.spec.ports.length !== 1
    : (entries.get(name) ?? []).some((it) => it.spec.ports.length !== 1);
}

type PortContext = Omit<DestinationContext, 'serverPort'>;

function targetOf(
  host: string,
  port: number | undefined,
  context: DestinationContext,
  aliases: Set<string>,
): BackendTarget {
  const { hosts } = context;
  const kube = serviceOf(host);
  if (kube === undefined) return entryTarget(host, port, context);
  const { name, namespace } = kube;
  const found = hosts.objects.get('Service', namespace, name);
  switch (found.type) {
    case 'found':
      return serviceTarget(found.object, { host, port, aliases }, context);
    case 'unreadable':
      // Which of its ports counts where none is named is decided when it can be read.
      return { type: 'service', namespace, name, ...(port !== undefined && { port }) };
    case 'absent':
      return hosts.entries.has(host)
        ? entryTarget(host, port, context)
        : { type: 'service', namespace, name, ...(port !== undefined && { port }) };
  }
}

function serviceTarget(
  service: Service,
  { host, port, aliases }: Alias,
  context: DestinationContext,
): BackendTarget {
  const { name, namespace = '', annotations } = service.metadata;
  if (!isVisible(serviceExport(annotations), namespace, context.hosts.namespace))
    return { type: 'unresolved', because: 'not-exported', object: refOf(service) };
  const number = port ?? onlyPort(service.spec.ports.map((it) => it.port)) ?? context.serverPort;
  const { type, externalName = '' } = service.spec;
  if (type !== 'ExternalName') return { type: 'service', namespace, name, port: number };
  // N29: an alias; what it points to has to be known by that name.
  if (aliases.has(host) || !isKnown(externalName, context.hosts))
    return { type: 'unresolved', because: 'unknown-host', object: refOf(service) };
  return targetOf(externalName, number, context, new Set([...aliases, host]));
}

interface Alias {
  readonly host: string;
  readonly port: number | undefined;
  readonly aliases: Set<string>;
}

const onlyPort = (ports: readonly (number | undefined)[]): number | undefined =>
  ports.length === 1 ? ports[0] : undefined;

function isKnown(host: string, { objects, entries }: Hosts): boolean {
  const kube = serviceOf(host);
  if (kube !== undefined && objects.get('Service', kube.namespace, kube.name).type !== 'absent')
    return true;
  return entries.has(host) || !isComplete(objects.coverage('ServiceEntry'));
}

/** N24: a ServiceEntry's host counts as a Service's. */
function entryTarget(
  host: string,
  port: number | undefined,
  context: DestinationContext,
): BackendTarget {
  const { entries, namespace, objects } = context.hosts;
  const all = entries.get(host) ?? [];
  const visible = all.filter((it) =>
    isVisible(it.spec.exportTo, it.metadata.namespace ?? '', namespace),
  );
  const entry =
    visible.find((it) => it.metadata.namespace === context.namespace) ?? oldest(visible);
  if (entry !== undefined) return ofEntry(entry, host, port, context);
  const [hidden] = all;
  if (hidden !== undefined)
    return { type: 'unresolved', because: 'not-exported', object: refOf(hidden) };
  const coverage = objects.coverage('ServiceEntry');
  return coverage.type === 'complete'
    ? { type: 'unresolved', because: 'unknown-host' }
    : { type: 'unresolved', because: 'unreadable', unreadable: coverage.reason };
}

const oldest = (entries: readonly ServiceEntry[]): ServiceEntry | undefined =>
  entries.toSorted((a, b) => (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0))[0];

const created = ({ metadata }: ServiceEntry): string => metadata.creationTimestamp ?? '';

/** N50. */
function ofEntry(
  entry: ServiceEntry,
  host: string,
  port: number | undefined,
  context: DestinationContext,
): BackendTarget {
  const { spec } = entry;
  const object = refOf(entry);
  const number = port ?? onlyPort(spec.ports.map((it) => it.number)) ?? context.serverPort;
  if (!spec.ports.some((it) => it.number === number))
    return { type: 'unresolved', because: 'no-such-port', object };
  if (spec.resolution?.startsWith('D') === true)
    return {
      type: 'external',
      host,
      port: number,
      object,
      ...(spec.endpoints.length > 0 && {
        addresses: spec.endpoints.flatMap((it) => it.address ?? []),
      }),
    };
  return {
    type: 'endpoints',
    host,
    port: number,
    object,
    ...entryEndpoints(entry, {}, context.hosts.objects),
    // NONE is the first value of the API's list.
    ...((spec.resolution ?? 'NONE') === 'NONE' && { asAsked: true }),
  };
}

/** N33, N50: what a ServiceEntry's traffic goes to, of it what carries the labels. */
export function entryEndpoints(
  { metadata: { namespace = '' }, spec }: ServiceEntry,
  labels: Labels,
  objects: Reader<'WorkloadEntry'>,
): Pick<Extract<BackendTarget, { readonly type: 'endpoints' }>, 'podSelector' | 'addresses'> {
  const selector = spec.workloadSelector?.labels;
  if (selector === undefined)
    return {
      addresses: spec.endpoints.flatMap((it) =>
        it.address !== undefined && carries(it.labels, labels) ? [it.address] : [],
      ),
    };
  const workloads = objects
    .inNamespace('WorkloadEntry', namespace)
    .filter(({ spec: { labels: its } }) => carries(its, selector) && carries(its, labels));
  return {
    podSelector: { namespace, labels: { ...selector, ...labels } },
    addresses: workloads.flatMap((it) => (it.spec.address === undefined ? [] : [it.spec.address])),
  };
}
