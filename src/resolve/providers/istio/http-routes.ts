import type { HttpRoute } from '../../../inventory/shapes/istio.ts';
import type { Redirect } from '../../../model/exposure.ts';
import type { Match } from '../../../model/match.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { ActionSeed, BackendRef, RouteSeed } from '../../provider.ts';
import { type Hosts, lowerDestinations, needsServerPort } from './destinations.ts';
import { type GatewaySide, isCatchAll, isLeft, lowerMatch } from './matches.ts';
import { lowerModifiers } from './modifiers.ts';
import type { BoundService, HttpRule } from './source.ts';

/** Where rules are lowered for: one Gateway, one server's port. */
export interface HttpSide extends GatewaySide {
  readonly entryPoint: ObjectRef;
  readonly tls: boolean;
  readonly hosts: Hosts;
}

/** What a rule of one VirtualService becomes on one port: the part that counts, and what nothing gets to. */
export interface LoweredRule {
  readonly rule: HttpRule;
  /** Not a catch-all; in order. */
  readonly specific: readonly Match[];
  /** N13: is moved behind the rules of all others. */
  readonly catchAll: readonly Match[];
  /** N15: stands behind a catch-all of the same VirtualService, so it is never reached. */
  readonly unreached: boolean;
}

/** N15, N16: the rules that are left for a port. */
export function leftRules(service: BoundService, side: GatewaySide): readonly LoweredRule[] {
  const result: LoweredRule[] = [];
  let unreached = false;
  for (const rule of service.http) {
    const written = rule.spec.match;
    const left = written.filter((it) => isLeft(it, side));
    if (written.length > 0 && left.length === 0) continue;
    const matches = left.map((it) => lowerMatch(it, service.prefix));
    const first = written.length === 0 ? 0 : matches.findIndex(isCatchAll);
    result.push({
      rule,
      specific: first < 0 ? matches : matches.slice(0, first),
      // What stands behind a catch-all in the same rule is kept with it, and never reached.
      catchAll: written.length === 0 ? [{}] : first < 0 ? [] : matches.slice(first),
      unreached,
    });
    unreached ||= first >= 0;
  }
  return result;
}

export type Part = 'whole' | 'specific' | 'catch-all';

const PART_NAMES = { whole: '', specific: '~specific', 'catch-all': '~catch-all' } as const;

/** `hosts` may still grow: a rule is one route, whichever virtual hosts it stands in. */
export function lowerRule(
  { rule, specific, catchAll }: LoweredRule,
  part: Part,
  hosts: readonly string[],
  side: HttpSide,
): RouteSeed {
  const { spec } = rule;
  const modifiers = lowerModifiers(spec);
  const matches = { whole: [...specific, ...catchAll], specific, 'catch-all': catchAll }[part];
  return {
    entryPoint: side.entryPoint,
    object: rule.object,
    rule: {
      index: rule.index,
      ...(spec.name !== undefined && { name: spec.name }),
      path: rule.path,
    },
    variant: `${rule.variant}${variantFor(rule, side)}${PART_NAMES[part]}`,
    hosts,
    // A rule without `match` takes everything, as an empty list says.
    matches: matches.length === 1 && spec.match.length === 0 ? [] : matches,
    action: lowerAction(rule, side, modifiers.rewrite?.host !== undefined),
    modifiers,
    facts: rule.facts,
  };
}

/** A rule that reads otherwise on another port is another route. */
export const variantFor = (rule: HttpRule, side: HttpSide): string =>
  dependsOnPort(rule, side) ? `:${side.port}${side.tls ? '/tls' : ''}` : '';

const dependsOnPort = ({ spec, namespace }: HttpRule, { hosts }: HttpSide): boolean =>
  spec.match.some((it) => (it.port ?? 0) !== 0) ||
  spec.redirect?.derivePort !== undefined ||
  spec.redirect?.port !== undefined ||
  spec.route.some((it) => needsServerPort(it.destination, { hosts, namespace }));

function lowerAction(rule: HttpRule, side: HttpSide, hostIsRewritten: boolean): ActionSeed {
  const { redirect, directResponse, route } = rule.spec;
  // N19: of the three the first that is there counts.
  if (redirect !== undefined) return lowerRedirect(redirect, side);
  if (directResponse !== undefined)
    return {
      type: 'direct-response',
      status: directResponse.status ?? 200,
      ...(directResponse.body?.string !== undefined && { body: directResponse.body.string }),
    };
  if (route.length === 0) return { type: 'invalid', because: 'no-destination' };
  const to = lowerDestinations(route, rule.path, {
    hosts: side.hosts,
    namespace: rule.namespace,
    serverPort: side.port,
  });
  // N26: no traffic is routed.
  if (to.every((it) => it.share === 0)) return { type: 'invalid', because: 'zero-weights' };
  return {
    type: 'forward',
    to: hostIsRewritten ? to.map(withoutHostRewrite) : to,
    statuses: { unresolved: 503, noEndpoint: 503 },
  };
}

/** N20: what the rule makes of the host comes before what a destination does. */
function withoutHostRewrite(backend: BackendRef): BackendRef {
  if (backend.modifiers?.rewrite === undefined) return backend;
  const { rewrite: _, ...modifiers } = backend.modifiers;
  return { ...backend, modifiers };
}

/** N19. */
function lowerRedirect(redirect: NonNullable<HttpRoute['redirect']>, side: HttpSide): ActionSeed {
  const { authority = '', scheme = '', uri = '', prefixRewrite = '', redirectCode = 0 } = redirect;
  const status = redirectCode === 0 ? 301 : redirectCode;
  if (!STATUSES.has(status)) return { type: 'invalid', because: 'invalid' };
  const port = redirectPort(redirect, side);
  return {
    type: 'redirect',
    status,
    ...(scheme !== '' && { scheme }),
    ...(authority !== '' && { host: authority }),
    port: port ?? (authority === '' ? 'keep' : 'drop'),
    ...(prefixRewrite === ''
      ? uri !== '' && { path: { type: 'replace-full', value: uri } as const }
      : { path: { type: 'replace-prefix', value: prefixRewrite } as const }),
    query: prefixRewrite === '' && uri.includes('?') ? 'drop' : 'keep',
  } satisfies Redirect;
}

const STATUSES = new Set([301, 302, 303, 307, 308]);

function redirectPort(
  { port, derivePort, scheme = '' }: NonNullable<HttpRoute['redirect']>,
  side: HttpSide,
): number | undefined {
  const number = port ?? (derivePort === 'FROM_REQUEST_PORT' ? side.port : undefined);
  const to = scheme === '' ? (side.tls ? 'https' : 'http') : scheme;
  return (to === 'http' && number === 80) || (to === 'https' && number === 443)
    ? undefined
    : number;
}
