import type { Judgement, NotAttached } from '../../../model/health.ts';
import type { RouteSeed } from '../../provider.ts';
import { hostsForNamespace, overlap } from './host-names.ts';
import { leftRules, lowerRule } from './http-routes.ts';
import { fits, type L4Place, l4RuleName, lowerL4Rule, writtenMatches } from './l4-routes.ts';
import { lowerMatch } from './matches.ts';
import { isHttp, isHttps } from './protocol.ts';
import {
  type BoundService,
  type GatewaySource,
  type HttpRule,
  isPassthrough,
  type ServerSource,
} from './source.ts';
import { httpRuleName, type PlaneContext, sideOf } from './virtual-hosts.ts';

/**
 * Rules that name the Gateway and stand behind none of its servers. `used` are the servers that nothing displaces;
 * absent where the Gateway itself serves nobody, so that no rule is to blame.
 */
export function* idleRoutes(
  gateway: GatewaySource,
  context: PlaneContext,
  used?: readonly ServerSource[],
): Generator<undefined, readonly RouteSeed[]> {
  const [server] = gateway.servers;
  if (server === undefined) return [];
  const result: RouteSeed[] = [];
  for (const service of context.bound(gateway.key)) {
    result.push(...idleHttp(service, server, context, used));
    result.push(...idleL4(service, server, context, used));
    yield;
  }
  return result;
}

function idleHttp(
  service: BoundService,
  server: ServerSource,
  context: PlaneContext,
  used: readonly ServerSource[] | undefined,
): readonly RouteSeed[] {
  const side = sideOf(server, context);
  const hosts = service.hosts.map((it) => it.toLowerCase());
  return service.http.flatMap((rule) => {
    if (context.rules.has(httpRuleName(rule, side.entryPoint))) return [];
    const matches = rule.spec.match.map((it) => lowerMatch(it, service.prefix));
    const lowered = { rule, specific: matches, catchAll: [], unreached: false };
    const because = used && becauseOf(service, server.gateway, used, context, 'http');
    const isLeft = (it: ServerSource): boolean => isRuleLeft(service, rule, it, context);
    return [
      {
        ...lowerRule(lowered, 'whole', hosts, side),
        ...judged(because && reasonOf(because, isLeft, 'no-match-left')),
      },
    ];
  });
}

const isRuleLeft = (
  service: BoundService,
  rule: HttpRule,
  server: ServerSource,
  context: PlaneContext,
): boolean => leftRules(service, sideOf(server, context)).some((it) => it.rule === rule);

function idleL4(
  service: BoundService,
  server: ServerSource,
  context: PlaneContext,
  used: readonly ServerSource[] | undefined,
): readonly RouteSeed[] {
  const places: readonly L4Place[] = [
    ...service.tls.map((rule, index) => ({ service, section: 'tls', index, rule }) as const),
    ...service.tcp.map((rule, index) => ({ service, section: 'tcp', index, rule }) as const),
  ];
  return places
    .filter((it) => !context.rules.has(l4RuleName(it, server.gateway.object)))
    .map((it) => {
      const because = used && becauseOf(service, server.gateway, used, context, it.section);
      const isLeft = (own: ServerSource): boolean =>
        it.rule.match.length === 0 || it.rule.match.some((match) => fits(match, own));
      return {
        ...lowerL4Rule(it, server, context),
        matches: writtenMatches(it),
        ...judged(because && reasonOf(because, isLeft, 'earlier-rule-wins')),
      };
    });
}

/** Why a section of a VirtualService gets nothing, or the servers that it would get something from. */
function becauseOf(
  service: BoundService,
  gateway: GatewaySource,
  used: readonly ServerSource[],
  context: PlaneContext,
  section: keyof typeof TAKES,
): NotAttached | readonly ServerSource[] {
  if (!context.services(gateway.key).includes(service)) return 'not-exported';
  const common = gateway.servers.filter((server) =>
    hostsForNamespace(server.hosts, service.namespace).some((own) =>
      service.hosts.some((host) => overlap(own, host)),
    ),
  );
  if (common.length === 0) return 'no-common-host';
  const fitting = common.filter(TAKES[section]);
  if (fitting.length === 0) return `${section}-section`;
  const serving = fitting.filter((it) => used.includes(it));
  return serving.length === 0 ? 'listener-not-served' : serving;
}

/** Of servers that would take the section: whether none is left for this rule, or another rule has them. */
const reasonOf = (
  because: NotAttached | readonly ServerSource[],
  isLeft: (server: ServerSource) => boolean,
  otherwise: NotAttached,
): NotAttached =>
  typeof because === 'string' ? because : because.some(isLeft) ? otherwise : 'no-match-left';

const judged = (because: NotAttached | undefined): { readonly judgement?: Judgement } =>
  because === undefined
    ? {}
    : { judgement: { health: 'idle', reason: { type: 'not-attached', because } } };

const endsHttp = (server: ServerSource): boolean =>
  isHttp(server.port.protocol) || (isHttps(server.port.protocol) && !isPassthrough(server));

const passesTls = (server: ServerSource): boolean =>
  server.tls !== undefined && isPassthrough(server);

const isOpaque = (server: ServerSource): boolean => !endsHttp(server) && !passesTls(server);

/** N6: which servers use the rules of a section. */
const TAKES = { http: endsHttp, tls: passesTls, tcp: isOpaque } as const;
