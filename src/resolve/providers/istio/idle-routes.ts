import type { RouteSeed } from '../../provider.ts';
import { lowerRule } from './http-routes.ts';
import { type L4Place, l4RuleName, lowerL4Rule } from './l4-routes.ts';
import { lowerMatch } from './matches.ts';
import type { BoundService, GatewaySource, ServerSource } from './source.ts';
import { httpRuleName, type PlaneContext, sideOf } from './virtual-hosts.ts';

/** Rules that name the Gateway and stand behind none of its servers: no host in common, not exported, wrong section. */
export function idleRoutes(gateway: GatewaySource, context: PlaneContext): readonly RouteSeed[] {
  const [server] = gateway.servers;
  if (server === undefined) return [];
  return context
    .bound(gateway.key)
    .flatMap((service) => [
      ...idleHttp(service, server, context),
      ...idleL4(service, server, context),
    ]);
}

function idleHttp(
  service: BoundService,
  server: ServerSource,
  context: PlaneContext,
): readonly RouteSeed[] {
  const side = sideOf(server, context);
  const hosts = service.hosts.map((it) => it.toLowerCase());
  return service.http.flatMap((rule) => {
    if (context.rules.has(httpRuleName(rule, side.entryPoint))) return [];
    const matches = rule.spec.match.map((it) => lowerMatch(it, service.prefix));
    const lowered = { rule, specific: matches, catchAll: [], unreached: false };
    return [lowerRule(lowered, 'whole', hosts, side)];
  });
}

function idleL4(
  service: BoundService,
  server: ServerSource,
  context: PlaneContext,
): readonly RouteSeed[] {
  const places: readonly L4Place[] = [
    ...service.tls.map((rule, index) => ({ service, section: 'tls', index, rule }) as const),
    ...service.tcp.map((rule, index) => ({ service, section: 'tcp', index, rule }) as const),
  ];
  return places
    .filter((it) => !context.rules.has(l4RuleName(it, server.gateway.object)))
    .map((it) => lowerL4Rule(it, server, context));
}
