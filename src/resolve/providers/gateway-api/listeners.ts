import type { ListenerSpec } from '../../../inventory/shapes/gateway-api.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { Listener } from '../../../model/exposure.ts';
import type { Judgement, Reason } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { type Certificate, certificatesOf } from './certificates.ts';
import { normalHost } from './hosts.ts';
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

/** One listener of a Gateway, its own or of an attached ListenerSet. */
export interface GatewayListener {
  readonly owner: Gateway | ListenerSet;
  /** What a parentRef names to attach to it (G2). */
  readonly parent: string;
  readonly spec: ListenerSpec;
  /** Unique in its owner. */
  readonly name: string;
  readonly port: number;
  readonly protocol: Listener['protocol'];
  /** `*` for any. */
  readonly host: string;
  readonly mode: 'none' | 'terminate' | 'passthrough';
  readonly routeTypes: readonly RouteType[];
  readonly certificate: Certificate;
  /** Why the data plane does not open it; it serves otherwise. */
  readonly dropped?: Reason;
  readonly judgement?: Judgement;
}

/** G1: the listeners of a Gateway in the order of their precedence: its own, then those of its sets, oldest first. */
export function listenersOf(
  gateway: Gateway,
  sets: readonly ListenerSet[],
  objects: Objects,
): readonly GatewayListener[] {
  const own = gateway.spec.listeners.flatMap((spec) =>
    readListener(gateway, gatewayKey(namespaceOf(gateway), gateway.metadata.name), spec, objects),
  );
  const others = sets.toSorted(by(createdOf, nameOf)).flatMap((set) => {
    const refused = isAllowed(gateway, set, objects) ? undefined : NOT_ALLOWED;
    return set.spec.listeners.flatMap((spec) =>
      readListener(
        set,
        listenerSetKey(namespaceOf(set), set.metadata.name),
        spec,
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
  objects: Objects,
  refused?: Reason,
): readonly GatewayListener[] {
  const { port, name = '', protocol = '' } = spec;
  // HBONE is how Istio speaks inside the mesh (G18).
  if (port === undefined || protocol === 'HBONE') return [];
  const known = PROTOCOLS.find((it) => it === protocol);
  const mode = modeOf(known, spec);
  const certificate = mode === 'terminate' ? certificatesOf(owner, spec, objects) : NO_CERTIFICATE;
  const routeTypes = admittedTypes(spec, typesFor(known, mode));
  const dropped =
    refused ??
    (known === undefined ? unsupportedProtocol(protocol) : undefined) ??
    (certificate.type === 'invalid' ? certificate.reason : undefined);
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

/**
 * Listeners that a flow cannot be told apart by are conflicted. Of one object none of them counts; of several the one
 * that comes first does (GEP-1713).
 */
function withConflicts(listeners: readonly GatewayListener[]): readonly GatewayListener[] {
  const kept: GatewayListener[] = [];
  const result: GatewayListener[] = [];
  for (const own of groupBy(listeners, (it) => it.owner).values()) {
    // What an earlier object takes is out before the listeners of one object are held against each other.
    const free = own.map((it) => conflicted(it, kept));
    const judged = free.map((it) =>
      conflicted(
        it,
        free.filter((other) => other !== it && !isTaken(other)),
      ),
    );
    result.push(...judged);
    kept.push(...judged.filter(serves));
  }
  return result;
}

function conflicted(
  listener: GatewayListener,
  others: readonly GatewayListener[],
): GatewayListener {
  if (!serves(listener)) return listener;
  const onPort = others.filter(
    (it) =>
      it.port === listener.port && transportOf(it) === transportOf(listener) && !isRefused(it),
  );
  const because = onPort.some((it) => protocolGroup(it) !== protocolGroup(listener))
    ? 'protocol-conflict'
    : onPort.some((it) => it.host === listener.host)
      ? 'hostname-conflict'
      : undefined;
  if (because === undefined) return listener;
  const dropped: Reason = { type: 'listener-invalid', because };
  return { ...listener, dropped, judgement: { health: 'broken', reason: dropped } };
}

const isTaken = ({ dropped }: GatewayListener): boolean =>
  dropped?.type === 'listener-invalid' && dropped.because.endsWith('-conflict');

const isRefused = ({ dropped }: GatewayListener): boolean =>
  dropped?.type === 'not-attached' ||
  (dropped?.type === 'listener-invalid' && dropped.because === 'unsupported-protocol');

export const transportOf = ({ protocol }: GatewayListener): 'tcp' | 'udp' =>
  protocol === 'UDP' ? 'udp' : 'tcp';

/** Protocols that a proxy tells apart on one port: with TLS by SNI; plain HTTP; plain bytes. */
const protocolGroup = ({ protocol }: GatewayListener): string =>
  protocol === 'HTTPS' ? 'TLS' : protocol;

export const serves = ({ dropped }: GatewayListener): boolean => dropped === undefined;

/** Listeners of a set are named with it, since two sets may have one name in common. */
export const shownName = ({ owner, name }: GatewayListener, gateway: Gateway): string =>
  owner === gateway ? name : `${owner.metadata.name}/${name}`;

/** As the Gateway's screen shows it. */
export function shownListener(
  listener: GatewayListener,
  gateway: Gateway,
): Omit<Listener, 'judgement'> & { readonly judgement?: Judgement } {
  const { port, protocol, host, judgement } = listener;
  const tls = tlsOf(listener, gateway);
  return {
    name: shownName(listener, gateway),
    port,
    protocol,
    hosts: host === '*' ? [] : [host],
    ...(tls !== undefined && { tls }),
    ...(judgement !== undefined && { judgement }),
    ...(serves(listener) && { dataPlanePort: port }),
  };
}

function tlsOf(listener: GatewayListener, gateway: Gateway): Listener['tls'] {
  const { mode, spec, owner } = listener;
  if (mode === 'none') return undefined;
  if (mode === 'passthrough') return { mode };
  const secret = secretOf(owner, spec);
  const mutual = clientCertificateOf(listener, gateway) !== undefined;
  return { mode: mutual ? 'mutual' : 'terminate', ...(secret !== undefined && { secret }) };
}

function secretOf(owner: Gateway | ListenerSet, { tls }: ListenerSpec): ObjectRef | undefined {
  const [first] = tls?.certificateRefs ?? [];
  if (first?.name === undefined) return undefined;
  return {
    apiVersion: 'v1',
    kind: first.kind ?? 'Secret',
    namespace: first.namespace ?? namespaceOf(owner),
    name: first.name,
  };
}

/** Client certificates are asked for by Gateway and port; the port's own setting replaces the default. */
export function clientCertificateOf(
  { port, mode, spec }: GatewayListener,
  { spec: { tls } }: Gateway,
): 'required' | 'optional' | undefined {
  if (mode !== 'terminate') return undefined;
  const ofPort = tls?.frontend?.perPort.find((it) => it.port === port);
  const validation =
    ofPort === undefined
      ? (tls?.frontend?.default?.validation ?? spec.tls?.frontendValidation)
      : ofPort.tls?.validation;
  if (validation === undefined) return undefined;
  return validation.mode === 'AllowInsecureFallback' ? 'optional' : 'required';
}
