import type { KubeObject } from '../../../inventory/kinds.ts';
import type { ParentRef, RouteStatus } from '../../../inventory/shapes/gateway-api.ts';
import type { Condition } from '../../../inventory/shapes/meta.ts';
import type { Health, Judgement } from '../../../model/health.ts';
import { worst } from '../../../model/health.ts';
import { namespaceOf, parentKeyOf } from './objects.ts';

/** G6: conditions that say that something is wrong, by what they are when all is well. */
const GOOD: Readonly<Record<string, 'True' | 'False'>> = {
  Accepted: 'True',
  Programmed: 'True',
  ResolvedRefs: 'True',
  Conflicted: 'False',
  PartiallyInvalid: 'False',
};

/** Of Programmed: what does not pass by itself. */
const LASTING = new Set(['Invalid', 'NoResources', 'AddressNotUsable']);

/**
 * G6: what the controller says, beside the computed answer. Undefined where it says nothing against it, or where the
 * object comes from a file and no controller has seen it.
 */
export function conditionJudgement(
  object: KubeObject,
  conditions: readonly Condition[],
  types: readonly string[],
): Judgement | undefined {
  const said = conditions.filter(({ type = '' }) => types.includes(type));
  if (said.length === 0)
    return isFromServer(object) ? { health: 'unknown', reason: STALE } : undefined;
  const judgements = said.map((it) => judgementOf(object, it)).filter((it) => it !== undefined);
  return judgements.length === 0 ? undefined : worst(judgements);
}

const STALE = { type: 'stale-status' } as const;

/** The API server counts generations; a manifest has none. */
const isFromServer = ({ metadata }: KubeObject): boolean => metadata.generation !== undefined;

function judgementOf(object: KubeObject, condition: Condition): Judgement | undefined {
  const {
    type = '',
    status,
    reason = '',
    message,
    lastTransitionTime,
    observedGeneration,
  } = condition;
  const since = lastTransitionTime === undefined ? {} : { since: lastTransitionTime };
  if (
    observedGeneration !== undefined &&
    object.metadata.generation !== undefined &&
    observedGeneration < object.metadata.generation
  )
    return { health: 'unknown', reason: STALE, ...since };
  if (status === GOOD[type]) return undefined;
  return {
    health: status === 'Unknown' ? 'unknown' : healthOf(type, reason),
    reason: {
      type: 'condition',
      condition: type,
      reason,
      ...(message !== undefined && { message }),
    },
    ...since,
  };
}

function healthOf(type: string, reason: string): Health {
  switch (type) {
    case 'Programmed':
      return LASTING.has(reason) ? 'broken' : 'progressing';
    case 'PartiallyInvalid':
      return 'degraded';
    default:
      return 'broken';
  }
}

/**
 * What the controller says of a route on one parent. A parentRef that is refused does not condemn the route on another
 * one (checks.md): broken where all are, degraded where some are. ResolvedRefs is not asked, since only the share of
 * the backend that is not resolved fails, and that is computed.
 */
export function routeJudgement(
  route: KubeObject & { readonly status: RouteStatus },
  refs: readonly ParentRef[],
): Judgement | undefined {
  const judgements = refs.map((ref) =>
    conditionJudgement(route, conditionsFor(route, ref), ['Accepted', 'PartiallyInvalid']),
  );
  const bad = judgements.filter((it) => it !== undefined);
  if (bad.length === 0) return undefined;
  const judgement = worst(bad);
  return bad.length < judgements.length && judgement.health === 'broken'
    ? { ...judgement, health: 'degraded' }
    : judgement;
}

export const isAccepted = ({ status }: KubeObject & { readonly status: RouteStatus }): boolean =>
  status.parents.some(({ conditions }) =>
    conditions.some((it) => it.type === 'Accepted' && it.status === 'True'),
  );

const conditionsFor = (
  route: KubeObject & { readonly status: RouteStatus },
  ref: ParentRef,
): readonly Condition[] =>
  route.status.parents
    .filter(({ parentRef }) => isSameParent(parentRef, ref, namespaceOf(route)))
    .flatMap(({ conditions }) => conditions);

const isSameParent = (a: ParentRef, b: ParentRef, namespace: string): boolean =>
  parentKeyOf(a, namespace) === parentKeyOf(b, namespace) &&
  a.sectionName === b.sectionName &&
  a.port === b.port;
