import type { Labels } from '../../../inventory/reader.ts';
import { by } from '../../../lib/order.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { RouteSeed, VirtualHostSeed } from '../../provider.ts';
import type { Hosts } from './destinations.ts';
import { hostsForNamespace, intersection, isWildcard } from './host-names.ts';
import {
  type HttpSide,
  leftRules,
  type LoweredRule,
  lowerRule,
  type Part,
  variantFor,
} from './http-routes.ts';
import { isHttp } from './protocol.ts';
import type { RuleName, Rules } from './rules.ts';
import type { BoundService, HttpRule, ServerSource } from './source.ts';

/** What the servers of one workload share. */
export interface PlaneContext {
  readonly hosts: Hosts;
  readonly labels: Labels;
  readonly rules: Rules;
  /** In the order of N13. */
  services(gateway: string): readonly BoundService[];
  /** All that name the Gateway, seen or not. */
  bound(gateway: string): readonly BoundService[];
}

/** The rules of one VirtualService for one Gateway. */
interface ServicePart {
  readonly side: HttpSide;
  readonly rules: readonly LoweredRule[];
}

interface Draft {
  readonly host: string;
  readonly owner: ServerSource;
  readonly parts: Map<string, ServicePart>;
  redirect?: ServerSource;
}

/** N12: keyed by the exact string of the intersected host, across all servers that share a list of routes. */
export function* virtualHosts(
  servers: readonly ServerSource[],
  context: PlaneContext,
): Generator<undefined, readonly VirtualHostSeed[]> {
  const drafts = new Map<string, Draft>();
  const draft = (host: string, owner: ServerSource): Draft => {
    const found = drafts.get(host) ?? { host, owner, parts: new Map() };
    drafts.set(host, found);
    return found;
  };
  const lowered = new Map<string, ServicePart>();
  for (const server of servers) {
    for (const service of context.services(server.gateway.key)) {
      const hosts = intersection(hostsForNamespace(server.hosts, service.namespace), service.hosts);
      if (hosts.length === 0) continue;
      const key = `${server.gateway.key} ${service.namespace}/${service.name}`;
      const part = lowered.get(key) ?? partFor(service, server, context);
      // N12: none of its rules is left, so it makes no virtual host.
      if (part.rules.length === 0) continue;
      lowered.set(key, part);
      for (const host of hosts) {
        const it = draft(host.toLowerCase(), server);
        // N44: rules that are repeated change nothing.
        if (!it.parts.has(key)) it.parts.set(key, part);
        if (redirects(server)) it.redirect ??= server;
      }
      yield;
    }
    if (!redirects(server)) continue;
    // N7: also where no VirtualService has the host, unless it is written with a namespace.
    for (const host of server.hosts)
      if (!host.includes('/')) draft(host.toLowerCase(), server).redirect ??= server;
  }
  const result: VirtualHostSeed[] = [];
  for (const it of drafts.values()) {
    result.push(virtualHost(it, context.rules));
    yield;
  }
  return result.toSorted(bySpecificity);
}

/** N7: where a server ends TLS, the request has come by https already. */
const redirects = ({ tls, port }: ServerSource): boolean =>
  tls?.httpsRedirect === true && isHttp(port.protocol);

/** For people: a name, then the longest wildcard, then `*`. */
const bySpecificity = by<VirtualHostSeed>(
  (it) => (isWildcard(it.host) ? 1 : 0),
  (it) => -it.host.length,
  (it) => it.host,
);

function partFor(service: BoundService, server: ServerSource, context: PlaneContext): ServicePart {
  const side = sideOf(server, context);
  return { side, rules: leftRules(service, side) };
}

export const sideOf = (server: ServerSource, { hosts, labels }: PlaneContext): HttpSide => ({
  gateway: server.gateway.key,
  entryPoint: server.gateway.object,
  port: server.port.number,
  tls: server.tls !== undefined,
  labels,
  namespace: hosts.namespace,
  hosts,
});

/** N13: in order, then every catch-all behind all others; what stands behind a catch-all is never reached. */
function virtualHost({ host, owner, parts, redirect }: Draft, rules: Rules): VirtualHostSeed {
  const all = [...parts.values()].flatMap(({ side, rules: its }) =>
    its.map((rule) => ({ side, rule })),
  );
  const reached = all.filter((it) => !it.rule.unreached);
  const specific = reached.filter((it) => it.rule.specific.length > 0);
  const catchAll = reached.filter((it) => it.rule.catchAll.length > 0);
  const [first] = catchAll;
  // Where nothing stands between its two parts, a rule stays whole.
  const whole = first !== undefined && first === specific.at(-1) ? first : undefined;
  const route = ({ side, rule }: (typeof all)[number], part: Part): RouteSeed =>
    ruleRoute(rule, part, host, { side, rules });
  return {
    host,
    entryPoint: owner.gateway.object,
    routes: [
      ...(redirect === undefined ? [] : [redirectRoute(redirect, host, rules)]),
      ...specific.filter((it) => it !== whole).map((it) => route(it, 'specific')),
      ...catchAll.map((it) => route(it, it === whole ? 'whole' : 'catch-all')),
      ...all.filter((it) => it.rule.unreached).map((it) => route(it, 'whole')),
    ],
  };
}

/** One rule, or the part of it that stands apart; of one that has only that part it is the whole. */
function ruleRoute(
  lowered: LoweredRule,
  wanted: Part,
  host: string,
  { side, rules }: { readonly side: HttpSide; readonly rules: Rules },
): RouteSeed {
  const isSplit = lowered.specific.length > 0 && lowered.catchAll.length > 0;
  const part = isSplit ? wanted : 'whole';
  const { rule } = lowered;
  return rules.route(
    httpRuleName(rule, side.entryPoint),
    `${variantFor(rule, side)} ${part}`,
    [host],
    (hosts) => lowerRule(lowered, part, hosts, side),
  );
}

export const httpRuleName = (rule: HttpRule, entryPoint: ObjectRef): RuleName => ({
  entryPoint,
  object: rule.object,
  place: `${rule.index}${rule.variant}`,
});

/** N7: to https, before any rule. */
function redirectRoute(server: ServerSource, host: string, rules: Rules): RouteSeed {
  const { gateway, index, path } = server;
  const name = { entryPoint: gateway.object, object: gateway.object, place: `${index}` };
  return rules.route(name, '', [host], (hosts) => ({
    entryPoint: gateway.object,
    object: gateway.object,
    rule: { index, path: `${path}.tls.httpsRedirect` },
    hosts,
    matches: [],
    action: { type: 'redirect', status: 301, scheme: 'https', port: 'as-sent', query: 'keep' },
    generated: 'https-redirect',
  }));
}
