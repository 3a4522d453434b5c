import type { IstioGateway, VirtualService } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Labels } from '../../../inventory/reader.ts';
import type { HttpRoute } from '../../../inventory/shapes/istio.ts';
import { completeName } from '../../../match/service-host.ts';
import type { Fact } from '../../../model/exposure.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { Aged } from './age.ts';
import { gatewayName, serverHosts } from './host-names.ts';

/** A Gateway as istiod sees it: written as one, or made from an Ingress (N39). */
export interface GatewaySource extends Aged {
  /** `namespace/name`, as VirtualServices name it. */
  readonly key: string;
  /** The object that a person wrote. */
  readonly object: ObjectRef;
  readonly selector: Labels;
  readonly servers: readonly ServerSource[];
  readonly className?: string;
}

export interface ServerSource {
  readonly gateway: GatewaySource;
  readonly index: number;
  /** Where it stands in its object. */
  readonly path: string;
  readonly name?: string;
  /** Empty: every address of the Pod. */
  readonly bind: string;
  readonly port: { readonly number: number; readonly name: string; readonly protocol: string };
  /** With namespaces only where they limit something (N5). */
  readonly hosts: readonly string[];
  readonly tls?: ServerTls;
}

export interface ServerTls {
  readonly mode: string;
  readonly httpsRedirect: boolean;
  /** Secrets, by name (N8). */
  readonly credentials: readonly string[];
}

/** A VirtualService as gateways see it, names completed, delegates put in. */
export interface BoundService extends Aged {
  readonly object: ObjectRef;
  readonly hosts: readonly string[];
  /** `namespace/name`. */
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  readonly http: readonly HttpRule[];
  readonly tls: VirtualService['spec']['tls'];
  readonly tcp: VirtualService['spec']['tcp'];
  /** N17: made from an Ingress, a prefix goes by path elements. */
  readonly prefix: 'string' | 'segments';
}

/** One rule for HTTP, and where it was written: a delegate's rule is the delegate's. */
export interface HttpRule {
  readonly object: ObjectRef;
  readonly index: number;
  readonly path: string;
  readonly spec: HttpRoute;
  /** Completes short names of destinations (N22: the delegate's own). */
  readonly namespace: string;
  /** Tells apart what one rule of a delegate becomes under several roots. */
  readonly variant: string;
  readonly facts: readonly Fact[];
}

export function gatewaySource(gateway: IstioGateway): GatewaySource {
  const { name, namespace = '', creationTimestamp: created = '' } = gateway.metadata;
  const servers: ServerSource[] = [];
  const source: GatewaySource = {
    key: `${namespace}/${name}`,
    object: refOf(gateway),
    name,
    namespace,
    created,
    selector: gateway.spec.selector,
    servers,
  };
  for (const [index, server] of gateway.spec.servers.entries()) {
    const { number = 0, name: portName = '', protocol = '' } = server.port;
    servers.push({
      gateway: source,
      index,
      path: `spec.servers[${index}]`,
      ...(server.name !== undefined && { name: server.name }),
      bind: server.bind ?? '',
      port: { number, name: portName, protocol },
      hosts: serverHosts(server.hosts, namespace),
      ...(server.tls !== undefined && { tls: serverTls(server.tls) }),
    });
  }
  return source;
}

function serverTls(tls: NonNullable<IstioGateway['spec']['servers'][number]['tls']>): ServerTls {
  const { mode, httpsRedirect, credentialName, credentialNames } = tls;
  return {
    // The first value of the API's list is what stands where none is written.
    mode: mode ?? 'PASSTHROUGH',
    httpsRedirect: httpsRedirect === true,
    credentials:
      credentialNames.length > 0
        ? credentialNames
        : credentialName === undefined || credentialName === ''
          ? []
          : [credentialName],
  };
}

export const isPassthrough = ({ tls }: ServerSource): boolean =>
  tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';

/** N9: hosts, gateways and those of each match, completed with the VirtualService's namespace. */
export function boundService(service: VirtualService, http: readonly HttpRule[]): BoundService {
  const { metadata, spec } = service;
  const { name, namespace = '', creationTimestamp: created = '' } = metadata;
  const l4 = <R extends { readonly match: readonly { readonly gateways: readonly string[] }[] }>(
    rules: readonly R[],
  ): readonly R[] =>
    rules.map((rule) => ({ ...rule, match: rule.match.map((it) => withGateways(it, namespace)) }));
  return {
    object: refOf(service),
    name,
    namespace,
    created,
    hosts: spec.hosts.map((it) => completeName(it, namespace)),
    gateways: spec.gateways.map((it) => gatewayName(it, namespace)),
    exportTo: spec.exportTo,
    http,
    tls: l4(spec.tls),
    tcp: l4(spec.tcp),
    prefix: 'string',
  };
}

/** The rules as they stand in their object. */
export function httpRules(service: VirtualService): readonly HttpRule[] {
  const { namespace = '' } = service.metadata;
  const object = refOf(service);
  return service.spec.http.map((spec, index) => ({
    object,
    index,
    path: `spec.http[${index}]`,
    spec: { ...spec, match: spec.match.map((it) => withGateways(it, namespace)) },
    namespace,
    variant: '',
    facts: [],
  }));
}

const withGateways = <M extends { readonly gateways: readonly string[] }>(
  match: M,
  namespace: string,
): M =>
  match.gateways.length === 0
    ? match
    : { ...match, gateways: match.gateways.map((it) => gatewayName(it, namespace)) };
