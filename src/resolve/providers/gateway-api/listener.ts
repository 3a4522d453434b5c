import { refOf } from '../../../inventory/read-object.ts';
import type { ListenerSpec } from '../../../inventory/shapes/gateway-api.ts';
import type { Listener } from '../../../model/exposure.ts';
import type { Judgement, Reason } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { Certificate } from './certificates.ts';
import { type Gateway, type ListenerSet, namespaceOf, type RouteType } from './objects.ts';

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

export const serves = ({ dropped }: GatewayListener): boolean => dropped === undefined;

export const transportOf = ({ protocol }: GatewayListener): 'tcp' | 'udp' =>
  protocol === 'UDP' ? 'udp' : 'tcp';

/** Listeners of a set are named with it, since two sets may have one name in common. */
export const shownName = ({ owner, name }: GatewayListener, gateway: Gateway): string =>
  owner === gateway ? name : `${owner.metadata.name}/${name}`;

/** As the Gateway's screen shows it. */
export function shownListener(
  listener: GatewayListener,
  gateway: Gateway,
): Omit<Listener, 'judgement'> & { readonly judgement?: Judgement } {
  const { port, protocol, host, judgement, owner, spec } = listener;
  const tls = tlsOf(listener, gateway);
  return {
    name: shownName(listener, gateway),
    port,
    protocol,
    hosts: host === '*' ? [] : [host],
    path: `spec.listeners[${owner.spec.listeners.indexOf(spec)}]`,
    ...(owner !== gateway && { object: refOf(owner) }),
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

export type ClientValidation = NonNullable<
  NonNullable<NonNullable<Gateway['spec']['tls']>['frontend']>['default']
>['validation'];

/** Client certificates are asked for by Gateway and port; the port's own setting replaces the default. */
export function clientValidationOf(
  { port, mode, spec }: Pick<GatewayListener, 'port' | 'mode' | 'spec'>,
  { spec: { tls } }: Gateway,
): ClientValidation {
  if (mode !== 'terminate') return undefined;
  const ofPort = tls?.frontend?.perPort.find((it) => it.port === port);
  return ofPort === undefined
    ? (tls?.frontend?.default?.validation ?? spec.tls?.frontendValidation)
    : ofPort.tls?.validation;
}

export function clientCertificateOf(
  listener: GatewayListener,
  gateway: Gateway,
): 'required' | 'optional' | undefined {
  const validation = clientValidationOf(listener, gateway);
  if (validation === undefined) return undefined;
  return validation.mode === 'AllowInsecureFallback' ? 'optional' : 'required';
}
