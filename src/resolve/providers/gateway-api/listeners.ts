import type { ListenerSpec } from '../../../inventory/shapes/gateway-api.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { Listener } from '../../../model/exposure.ts';
import type { Judgement, Reason } from '../../../model/health.ts';
import { type Certificate, certificatesOf, clientAuthorities } from './certificates.ts';
import { withConflicts } from './conflicts.ts';
import type { Controller } from './controller.ts';
import { normalHost } from './hosts.ts';
import { clientValidationOf, type GatewayListener } from './listener.ts';
import { admits } from './namespaces.ts';
import {
  createdOf,
  type Gateway,
  GROUP,
  type ListenerSet,
  nameOf,
  namespaceOf,
  type Objects,
  parentKeyOf,
  gatewayKey,
  listenerSetKey,
  type RouteType,
} from './objects.ts';
import { conditionJudgement } from './status.ts';

/** G1: the listeners of a Gateway in the order of their precedence: its own, then those of its sets, oldest first. */
export function listenersOf(
  gateway: Gateway,
  sets: readonly ListenerSet[],
  controller: Controller,
  objects: Objects,
): readonly GatewayListener[] {
  const context = { gateway, controller };
  const own = gateway.spec.listeners.flatMap((spec) =>
    readListener(
      gateway,
      gatewayKey(namespaceOf(gateway), gateway.metadata.name),
      spec,
      context,
      objects,
    ),
  );
  const others = sets.toSorted(by(createdOf, nameOf)).flatMap((set) => {
    const refused = isAllowed(gateway, set, objects) ? undefined : NOT_ALLOWED;
    return set.spec.listeners.flatMap((spec) =>
      readListener(
        set,
        listenerSetKey(namespaceOf(set), set.metadata.name),
        spec,
        context,
        objects,
        refused,
      ),
    );
  });
  return withConflicts([...own, ...others]);
}

const NOT_ALLOWED: Reason = { type: 'not-attached', because: 'listener-set-not-allowed' };

/** G11: whether a set attaches is `allowedListeners` alone. */
const isAllowed = (gateway: Gateway, set: ListenerSet, objects: Objects): boolean =>
  admits(
    gateway.spec.allowedListeners?.namespaces,
    'None',
    namespaceOf(gateway),
    namespaceOf(set),
    objects,
  ) !== 'no';

/** Sets by the Gateway that they name. */
export const listenerSetsByGateway = (
  objects: Objects,
): ReadonlyMap<string | undefined, readonly ListenerSet[]> =>
  groupBy(objects.list('ListenerSet'), (set) => parentKeyOf(set.spec.parentRef, namespaceOf(set)));

function readListener(
  owner: Gateway | ListenerSet,
  parent: string,
  spec: ListenerSpec,
  { gateway, controller }: { readonly gateway: Gateway; readonly controller: Controller },
  objects: Objects,
  refused?: Reason,
): readonly GatewayListener[] {
  const { port, name = '', protocol = '' } = spec;
  // HBONE is how Istio speaks inside the mesh (G18).
  if (port === undefined || protocol === 'HBONE') return [];
  const known = PROTOCOLS.find((it) => it === protocol);
  const mode = modeOf(known, spec);
  const certificate = mode === 'terminate' ? certificatesOf(owner, spec, objects) : NO_CERTIFICATE;
  const authorities = clientAuthorities(
    gateway,
    clientValidationOf({ port, mode, spec }, gateway),
    objects,
  );
  const routeTypes = admittedTypes(spec, typesFor(known, mode));
  const dropped =
    refused ??
    (known === undefined || (known === 'UDP' && controller.proxy === 'istio')
      ? unsupportedProtocol(protocol)
      : undefined) ??
    [certificate, authorities].find((it) => it.type === 'invalid')?.reason;
  const judgement = listenerJudgement(owner, spec, dropped, certificate, routeTypes);
  return [
    {
      owner,
      parent,
      spec,
      name,
      port,
      protocol: known ?? 'TCP',
      host: known === 'TCP' || known === 'UDP' ? '*' : normalHost(spec.hostname),
      mode,
      routeTypes: known === undefined ? [] : routeTypes.admitted,
      certificate,
      ...(dropped !== undefined && { dropped }),
      ...(judgement !== undefined && { judgement }),
    },
  ];
}

const PROTOCOLS = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'] as const;

const NO_CERTIFICATE: Certificate = { type: 'valid' };

const unsupportedProtocol = (protocol: string): Reason => ({
  type: 'listener-invalid',
  because: 'unsupported-protocol',
  message: protocol,
});

function modeOf(
  protocol: Listener['protocol'] | undefined,
  { tls }: ListenerSpec,
): GatewayListener['mode'] {
  switch (protocol) {
    case 'HTTPS':
      return 'terminate';
    case 'TLS':
      return tls?.mode === 'Passthrough' ? 'passthrough' : 'terminate';
    case 'HTTP':
    case 'TCP':
    case 'UDP':
    case undefined:
      return 'none';
  }
}

/** G3. */
function typesFor(
  protocol: Listener['protocol'] | undefined,
  mode: GatewayListener['mode'],
): readonly RouteType[] {
  switch (protocol) {
    case 'HTTP':
    case 'HTTPS':
      return ['HTTPRoute', 'GRPCRoute'];
    case 'TLS':
      return mode === 'terminate' ? ['TLSRoute', 'TCPRoute'] : ['TLSRoute'];
    case 'TCP':
      return ['TCPRoute'];
    case 'UDP':
      return ['UDPRoute'];
    case undefined:
      return [];
  }
}

interface RouteTypes {
  readonly admitted: readonly RouteType[];
  /** Kinds that were asked for and do not fit the protocol. */
  readonly refused: readonly string[];
}

function admittedTypes({ allowedRoutes }: ListenerSpec, fitting: readonly RouteType[]): RouteTypes {
  const kinds = allowedRoutes?.kinds ?? [];
  if (kinds.length === 0) return { admitted: fitting, refused: [] };
  const named = kinds.filter(({ group = GROUP }) => group === GROUP).map(({ kind }) => kind);
  const admitted = fitting.filter((it) => named.includes(it));
  const refused = kinds
    .filter(({ group = GROUP, kind }) => group !== GROUP || !fitting.some((it) => it === kind))
    .map(({ kind = '' }) => kind);
  return { admitted, refused };
}

/** The computed answer first; what the controller says beside it (G6). */
function listenerJudgement(
  owner: Gateway | ListenerSet,
  { name }: ListenerSpec,
  dropped: Reason | undefined,
  certificate: Certificate,
  { refused }: RouteTypes,
): Judgement | undefined {
  if (dropped !== undefined) return { health: 'broken', reason: dropped };
  if (refused.length > 0)
    return {
      health: 'broken',
      reason: {
        type: 'listener-invalid',
        because: 'invalid-route-kinds',
        message: refused.join(', '),
      },
    };
  const status = owner.status.listeners.find((it) => it.name === name);
  const said = conditionJudgement(owner, status?.conditions ?? [], CONDITIONS);
  if (said !== undefined) return said;
  return certificate.type === 'partly-valid'
    ? { health: 'degraded', reason: certificate.reason }
    : undefined;
}

const CONDITIONS = ['Accepted', 'Programmed', 'ResolvedRefs', 'Conflicted'];
