import { refOf } from '../../../inventory/read-object.ts';
import type {
  GatewayBackendRef,
  GrpcRule,
  HttpRule,
  L4Rule,
} from '../../../inventory/shapes/gateway-api.ts';
import type { Caveat, Fact, Modifiers } from '../../../model/exposure.ts';
import type { Judgement } from '../../../model/health.ts';
import type { Match } from '../../../model/match.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { ActionSeed, RouteSeed } from '../../provider.ts';
import { DEFAULT_RETRIES } from '../istio/retries.ts';
import { backendRef, totalWeight, weightOf } from './backends.ts';
import type { Controller } from './controller.ts';
import { type Filtered, filtered, type Front, redirectOf } from './filters.ts';
import { grpcMatch, grpcMatches, httpMatch, httpMatches } from './matches.ts';
import type { AnyRoute, Objects } from './objects.ts';

/** A rule of a route of any kind, with what is common to all. */
export type AnyRule =
  | { readonly type: 'http'; readonly rule: HttpRule }
  | { readonly type: 'grpc'; readonly rule: GrpcRule }
  | { readonly type: 'l4'; readonly rule: L4Rule };

export function rulesOf(route: AnyRoute): readonly AnyRule[] {
  switch (route.type) {
    case 'HTTPRoute': {
      // The API server fills in one rule where there is none.
      const { rules } = route.object.spec;
      return (rules.length === 0 ? [EMPTY_RULE] : rules).map((rule) => ({ type: 'http', rule }));
    }
    case 'GRPCRoute':
      return route.object.spec.rules.map((rule) => ({ type: 'grpc', rule }));
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return route.object.spec.rules.map((rule) => ({ type: 'l4', rule }));
  }
}

const EMPTY_RULE: HttpRule = { matches: [], filters: [], backendRefs: [] };

export function matchesOf(rule: AnyRule): readonly Match[] {
  switch (rule.type) {
    case 'http':
      return httpMatches(rule.rule.matches).map(httpMatch);
    case 'grpc':
      return grpcMatches(rule.rule.matches).map(grpcMatch);
    case 'l4':
      return [];
  }
}

/** What rules are lowered for: one entry point, on one implementation. */
export interface Lowering {
  readonly entryPoint: ObjectRef;
  readonly controller: Controller;
  readonly objects: Objects;
  /** What the controller says of a route. */
  judgementOf(route: AnyRoute): Judgement | undefined;
}

export interface RulePart {
  readonly route: AnyRoute;
  readonly rule: AnyRule;
  readonly index: number;
  /** Those of the rule's matches that stand together in the order of precedence. */
  readonly matches: readonly Match[];
  readonly hosts: readonly string[];
  readonly variant?: string;
  readonly judgement?: Judgement;
  readonly caveats?: readonly Caveat[];
}

/** One rule, or a part of its matches, as the data plane tries it. */
export function routeSeed(
  part: RulePart,
  front: Front | undefined,
  { entryPoint, controller, objects, judgementOf }: Lowering,
): RouteSeed {
  const { route, rule, index, matches, hosts, variant } = part;
  const path = `spec.rules[${index}]`;
  const { filters = [] } = rule.type === 'l4' ? {} : rule.rule;
  const ofRule = filtered(route, filters, objects);
  const action = actionOf({ route, rule, path, ofRule }, front, objects);
  const judgement = part.judgement ?? judgementOf(route);
  const caveats = [...(part.caveats ?? []), ...ofRule.caveats, ...regexCaveat(matches, controller)];
  const facts = [...factsOf(rule), ...ofRule.facts];
  const modifiers = {
    ...(controller.proxy === 'istio' &&
      rule.type !== 'l4' &&
      action.type === 'forward' && { retries: DEFAULT_RETRIES }),
    ...ofRule.modifiers,
    ...timing(rule),
  };
  return {
    entryPoint,
    object: refOf(route.object),
    rule: { index, ...(rule.rule.name !== undefined && { name: rule.rule.name }), path },
    hosts,
    matches,
    action,
    ...(variant !== undefined && variant !== '' && { variant }),
    ...(Object.keys(modifiers).length > 0 && { modifiers }),
    ...(facts.length > 0 && { facts }),
    ...(caveats.length > 0 && { caveats }),
    ...(judgement !== undefined && { judgement }),
  };
}

interface RuleAt {
  readonly route: AnyRoute;
  readonly rule: AnyRule;
  readonly path: string;
  readonly ofRule: Filtered;
}

function actionOf(
  { route, rule, path, ofRule }: RuleAt,
  front: Front | undefined,
  objects: Objects,
): ActionSeed {
  const refs: readonly (GatewayBackendRef & { readonly filters: HttpRule['filters'] })[] =
    rule.rule.backendRefs;
  const ofRefs = refs.map((ref) => filtered(route, ref.filters, objects));
  const redirect = ofRule.redirect ?? redirectOfBackends(refs, ofRefs);
  if (redirect !== undefined && front !== undefined) return redirectOf(redirect, front);
  const { invalid, ...statuses } = STATUSES[rule.type];
  const status = invalid === undefined ? {} : { status: invalid };
  const total = totalWeight(refs);
  if (refs.length === 0) return { type: 'invalid', ...status, because: 'no-destination' };
  if (total === 0) return { type: 'invalid', ...status, because: 'zero-weights' };
  return {
    type: 'forward',
    statuses,
    to: refs.map((ref, at) =>
      backendRef(
        route,
        ref,
        {
          path: `${path}.backendRefs[${at}]`,
          total,
          modifiers: ofRefs[at]?.modifiers ?? {},
        },
        objects,
      ),
    ),
  };
}

/** G12: a redirect in a backendRef ends the request, though a backend is named. */
function redirectOfBackends(
  refs: readonly GatewayBackendRef[],
  ofRefs: readonly Filtered[],
): Filtered['redirect'] {
  const used = ofRefs.filter((_, at) => {
    const ref = refs[at];
    return ref !== undefined && weightOf(ref) > 0;
  });
  const [first] = used;
  return used.every((it) => it.redirect !== undefined) ? first?.redirect : undefined;
}

/** G9. gRPC's UNAVAILABLE is 503; connections that are not HTTP are closed without a status. */
const STATUSES = {
  http: { unresolved: 500, noEndpoint: 503, invalid: 500 },
  grpc: { unresolved: 503, noEndpoint: 503, invalid: 503 },
  l4: { invalid: undefined },
} as const;

/** A duration of zero is none. */
function timing(rule: AnyRule): Pick<Modifiers, 'timeout' | 'retries'> {
  if (rule.type === 'l4') return {};
  const { timeouts, retry } = rule.rule;
  const timeout = timeouts?.request ?? timeouts?.backendRequest;
  const perTry = timeouts?.backendRequest;
  return {
    ...(timeout !== undefined && !/^0(ms|s|m|h)?$/.test(timeout) && { timeout }),
    ...(retry !== undefined && {
      retries: {
        ...(retry.attempts !== undefined && { attempts: retry.attempts }),
        ...(perTry !== undefined && { perTryTimeout: perTry }),
        ...(retry.codes.length > 0 && { on: retry.codes.join(',') }),
      },
    }),
  };
}

function factsOf(rule: AnyRule): readonly Fact[] {
  if (rule.type === 'l4') return [];
  const { timeouts, retry, sessionPersistence } = rule.rule;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['timeout of one try', timeouts?.backendRequest],
    ['retry back-off', retry?.backoff],
    ['session persistence', persistence(sessionPersistence)],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function persistence(written: unknown): string | undefined {
  if (typeof written !== 'object' || written === null) return undefined;
  return 'type' in written && typeof written.type === 'string' ? written.type : 'Cookie';
}

/** G8: where regular expressions stand is up to the implementation. */
const regexCaveat = (matches: readonly Match[], { regex }: Controller): readonly Caveat[] =>
  regex === 'open' && matches.some((it) => it.path?.type === 'regex')
    ? [{ type: 'implementation', what: 'regex-order' }]
    : [];
