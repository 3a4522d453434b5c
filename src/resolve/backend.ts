import type { Service } from '../inventory/kinds.ts';
import { refOf } from '../inventory/read-object.ts';
import type { Reader } from '../inventory/reader.ts';
import type { ServicePort } from '../inventory/shapes/core.ts';
import type { Destination, Fact, Target } from '../model/exposure.ts';
import {
  beginningOf,
  type Judgement,
  type Unreadable,
  type Unresolved,
  worst,
} from '../model/health.ts';
import { type Endpoints, endpointsOf } from './endpoints.ts';
import { judgeServicePort } from './health/service-port.ts';
import type { Memory } from './memory.ts';
import type { Pods } from './pods.ts';
import type { ActionSeed, BackendRef, BackendTarget } from './provider.ts';

type Reads = 'Service' | 'EndpointSlice' | 'Pod';

export interface BackendContext {
  readonly objects: Reader<Reads>;
  readonly pods: Pods;
  /** Of what was found: many rules lead to one Service. */
  readonly memory: Memory;
}

type Statuses = Extract<ActionSeed, { type: 'forward' }>['statuses'];

/** What a reference turned out to be. `fails` tells which of the data plane's own answers its requests get. */
interface Found {
  readonly target: Target;
  readonly endpoints: Destination['endpoints'];
  readonly pods: Destination['pods'];
  readonly judgement: Judgement;
  readonly fails?: 'unresolved' | 'no-endpoint';
  readonly facts: readonly Fact[];
}

/** A backendRef as written → Service port → EndpointSlices → Pods, with its health. The same for every provider. */
export function destinationOf(
  backend: BackendRef,
  statuses: Statuses,
  context: BackendContext,
): Destination {
  // What cannot be found is told by the name it was written with.
  const key = JSON.stringify([backend.target, backend.ref]);
  const known = context.memory.remember('found', key, () =>
    find(backend.target, backend.ref, context),
  );
  const found = refusedBy(known, backend);
  const status = found.fails === undefined ? undefined : statusOf(found, statuses);
  return {
    weight: backend.weight,
    share: backend.share,
    ref: backend.ref,
    ...(backend.path !== undefined && { path: backend.path }),
    ...(backend.subset !== undefined && { subset: backend.subset }),
    target: found.target,
    ...(backend.policy !== undefined && { policy: backend.policy }),
    ...(backend.guard !== undefined && { guard: backend.guard }),
    ...(backend.waypoint !== undefined && { waypoint: backend.waypoint }),
    ...(backend.modifiers !== undefined && { modifiers: backend.modifiers }),
    ...(status !== undefined && { failureStatus: status }),
    failureShare: found.failureShare,
    endpoints: found.endpoints,
    pods: found.pods,
    judgement: found.judgement,
    facts: [...found.facts, ...(backend.facts ?? [])],
  };
}

/** Destinations whose Pods changed, and that say the same all the same, leave all rules that lead to them as they are. */
export const settleDestinations = (context: BackendContext): Generator<undefined, void> =>
  context.memory.settle('found', (key) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- destinationOf made it
    const [target, ref] = JSON.parse(key) as readonly [BackendTarget, string];
    return find(target, ref, context);
  });

function statusOf({ fails, judgement }: Found, statuses: Statuses): number | undefined {
  if (fails === 'unresolved') return statuses.unresolved;
  return judgement.reason?.type === 'no-endpoint-on-node'
    ? (statuses.noLocalEndpoint ?? statuses.noEndpoint)
    : statuses.noEndpoint;
}

/** Endpoints that are there and take no connection are as good as none. */
function refusedBy(
  found: Found,
  { refused, refusedShare = 1 }: BackendRef,
): Found & { readonly failureShare: number } {
  if (found.fails !== undefined) return { ...found, failureShare: 1 };
  if (refused === undefined) return { ...found, failureShare: 0 };
  if (refusedShare >= 1)
    return {
      ...found,
      fails: 'no-endpoint',
      failureShare: 1,
      judgement: { health: 'broken', reason: refused },
    };
  const judgement = worst([{ health: 'degraded', reason: refused }, found.judgement]);
  return { ...found, failureShare: refusedShare, judgement };
}

const NONE = { ready: 0, total: 0 } as const;

function find(target: BackendTarget, ref: string, context: BackendContext): Found {
  switch (target.type) {
    case 'service':
      return findService(target, ref, context);
    case 'endpoints':
      return findEndpoints(target, context);
    case 'external': {
      const { addresses = [], ...external } = target;
      return {
        target: external,
        endpoints: NONE,
        pods: [],
        judgement: { health: 'unknown', reason: { type: 'leaves-the-cluster', host: target.host } },
        facts: addressFacts(addresses),
      };
    }
    case 'unresolved':
      return unresolved(ref, target.because, target);
  }
}

function unresolved(
  ref: string,
  because: Unresolved,
  more: {
    readonly unreadable?: Unreadable;
    readonly object?: Extract<Target, { type: 'unresolved' }>['object'];
  } = {},
): Found {
  const { unreadable, object } = more;
  const target: Target = {
    type: 'unresolved',
    because,
    ...(unreadable !== undefined && { unreadable }),
    ...(object !== undefined && { object }),
  };
  const judgement: Judgement =
    because === 'unreadable'
      ? {
          health: 'unknown',
          reason: { type: 'unreadable', resource: 'services', because: unreadable ?? 'failed' },
        }
      : { health: 'broken', reason: { type: 'unresolved', ref, because } };
  return {
    target,
    endpoints: NONE,
    pods: [],
    judgement,
    ...(because !== 'unreadable' && { fails: 'unresolved' as const }),
    facts: [],
  };
}

function findService(
  target: Extract<BackendTarget, { type: 'service' }>,
  ref: string,
  context: BackendContext,
): Found {
  const service = context.objects.get('Service', target.namespace, target.name);
  if (service.type === 'absent') return unresolved(ref, 'absent');
  if (service.type === 'unreadable')
    return unresolved(ref, 'unreadable', { unreadable: service.reason });
  const { spec } = service.object;
  const object = refOf(service.object);
  if (spec.type === 'ExternalName') {
    const host = spec.externalName ?? '';
    const port = typeof target.port === 'number' ? target.port : spec.ports[0]?.port;
    const external: Target = {
      type: 'external',
      host,
      object,
      ...(port !== undefined && { port }),
    };
    const judgement: Judgement = {
      health: 'unknown',
      reason: { type: 'leaves-the-cluster', host },
    };
    return { target: external, endpoints: NONE, pods: [], judgement, facts: [] };
  }
  const port = portOf(service.object, target.port);
  if (typeof port === 'string') return unresolved(ref, port, { object });
  return servicePort(service.object, port, target, context);
}

/** A number or a name as the Service has it; an unnamed port is not a match for another number (checks.md, 1). */
function portOf(service: Service, wanted: number | string | undefined): ServicePort | Unresolved {
  const { ports } = service.spec;
  const [only] = ports;
  if (wanted === undefined) return only === undefined || ports.length > 1 ? 'no-port-chosen' : only;
  return (
    ports.find((it) => (typeof wanted === 'number' ? it.port === wanted : it.name === wanted)) ??
    'no-such-port'
  );
}

function servicePort(
  service: Service,
  port: ServicePort,
  { subset }: Extract<BackendTarget, { type: 'service' }>,
  context: BackendContext,
): Found {
  const labels = subset?.labels ?? {};
  const endpoints = endpointsOf(service, port, labels, context);
  const judgement = judgeServicePort(service, labels, endpoints, context.pods);
  const serves = endpoints.ready > 0 || endpoints.draining > 0 || judgement.health === 'unknown';
  return {
    target: {
      type: 'service',
      service: refOf(service),
      port: port.port ?? 0,
      ...(port.name !== undefined && { portName: port.name }),
      targetPort: String(port.targetPort ?? port.port ?? ''),
      selector: service.spec.selector,
      ...(subset !== undefined && { subset }),
    },
    endpoints: { ready: endpoints.ready, total: endpoints.total },
    pods: endpoints.pods,
    judgement,
    ...(!serves && { fails: 'no-endpoint' as const }),
    facts: serviceFacts(service, endpoints),
  };
}

/** What changes which Pods a client sees (S4). */
function serviceFacts({ spec }: Service, endpoints: Endpoints): readonly Fact[] {
  const facts: readonly (Fact | undefined)[] = [
    spec.sessionAffinity === 'ClientIP'
      ? { name: 'session affinity', value: 'ClientIP' }
      : undefined,
    spec.trafficDistribution === undefined
      ? undefined
      : { name: 'traffic distribution', value: spec.trafficDistribution },
    spec.internalTrafficPolicy === 'Local'
      ? { name: 'internal traffic policy', value: 'Local' }
      : undefined,
    spec.publishNotReadyAddresses === true
      ? { name: 'publishes not ready addresses', value: 'true' }
      : undefined,
    Object.keys(spec.selector).length === 0
      ? { name: 'endpoints', value: 'managed by hand' }
      : undefined,
    endpoints.draining > 0 ? { name: 'draining', value: String(endpoints.draining) } : undefined,
  ];
  return facts.filter((it) => it !== undefined);
}

/** Where a host of a ServiceEntry leads, as far as it says. */
const addressFacts = (addresses: readonly string[]): readonly Fact[] =>
  addresses.length === 0 ? [] : [{ name: 'endpoints', value: addresses.join(', ') }];

function findEndpoints(
  {
    host,
    port,
    object,
    podSelector,
    addresses,
    asAsked,
  }: Extract<BackendTarget, { type: 'endpoints' }>,
  { pods, objects }: BackendContext,
): Found {
  const target: Target = { type: 'external', host, port, object };
  const selected =
    podSelector === undefined
      ? []
      : pods
          .matching(podSelector.namespace, podSelector.labels)
          .map((pod) => pods.view(pod, { rotation: 'unknown', publishesNotReady: false }));
  const ready = selected.filter(
    (it) => it.judgement.health === 'healthy' || it.judgement.health === 'degraded',
  ).length;
  const coverage =
    podSelector === undefined ? undefined : objects.coverage('Pod', podSelector.namespace);
  const common = {
    target,
    endpoints: { ready: ready + addresses.length, total: selected.length + addresses.length },
    pods: selected,
    facts: addressFacts(addresses),
  };
  if (coverage?.type === 'incomplete')
    return {
      ...common,
      judgement: {
        health: 'unknown',
        reason: { type: 'unreadable', resource: 'pods', because: coverage.reason },
      },
    };
  // Addresses outside of the cluster's Pods cannot be judged.
  if (addresses.length > 0)
    return {
      ...common,
      judgement: { health: 'unknown', reason: { type: 'leaves-the-cluster', host } },
    };
  if (ready === 0) {
    const first = worst(selected.map((it) => it.judgement));
    return {
      ...common,
      fails: 'no-endpoint',
      judgement: {
        health: 'broken',
        ...beginningOf(first),
        reason:
          selected.length === 0
            ? podSelector === undefined
              ? { type: 'no-endpoints', entry: asAsked === true ? 'as-asked' : 'empty' }
              : { type: 'selector-matches-nothing', selector: podSelector.labels }
            : {
                type: 'no-ready-endpoint',
                total: selected.length,
                ...(first.reason !== undefined && { worst: first.reason }),
              },
      },
    };
  }
  return { ...common, judgement: worst(selected.map((it) => it.judgement)) };
}
