import { type Action, type EntryPointId, type Route, routeId } from '../model/exposure.ts';
import { type Judgement, worst } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { type BackendContext, destinationOf } from './backend.ts';
import { judgeRoute } from './health/route.ts';
import type { Memory } from './memory.ts';
import type {
  ActionSeed,
  BackendRef,
  PolicyContext,
  PreparedPolicy,
  RouteSeed,
} from './provider.ts';

export interface RouteContext {
  readonly backends: BackendContext;
  readonly policies: () => readonly PreparedPolicy[];
  readonly from: PolicyContext;
  readonly idOf: (object: ObjectRef) => EntryPointId;
  readonly memory: Memory;
}

/** Makes routes of seeds, each once: the same rule may stand in many virtual hosts. */
export function routesOf(context: RouteContext): (seed: RouteSeed) => Route {
  const { memory, from, idOf } = context;
  const sender = JSON.stringify(from);
  const roles = new Map<ObjectRef, string>();
  const roleOf = (entryPoint: ObjectRef): string => {
    const role = roles.get(entryPoint) ?? `route ${idOf(entryPoint)} ${sender}`;
    roles.set(entryPoint, role);
    return role;
  };
  return (seed) => memory.remember(roleOf(seed.entryPoint), seed, () => routeOf(seed, context));
}

function routeOf(seed: RouteSeed, context: RouteContext): Route {
  const { entryPoint, variant, action: actionSeed, judgement: own, ...kept } = seed;
  const id = context.idOf(entryPoint);
  const action = actionOf(actionSeed, context);
  const modifiers = seed.modifiers ?? {};
  const { judgement, failureShare } = judgeRoute(action, modifiers);
  return {
    ...kept,
    id: routeId(id, seed.object, seed.rule.index, variant),
    entryPoint: id,
    action,
    modifiers,
    facts: seed.facts ?? [],
    caveats: seed.caveats ?? [],
    judgement: joined(own, judgement),
    failureShare,
  };
}

/** Where no request gets to a rule, how its destinations are does not matter. */
function joined(own: Judgement | undefined, judgement: Judgement): Judgement {
  if (own === undefined) return judgement;
  return own.reason?.type === 'not-attached' ? own : worst([own, judgement]);
}

function actionOf(action: ActionSeed, context: RouteContext): Action {
  switch (action.type) {
    case 'forward':
      return {
        type: 'forward',
        destinations: action.to.map((it) =>
          destinationOf(withPolicies(it, context), action.statuses, context.backends),
        ),
      };
    case 'redirect':
    case 'direct-response':
    case 'invalid':
      return action;
  }
}

const withPolicies = (backend: BackendRef, { policies, from }: RouteContext): BackendRef =>
  policies().reduce((it, policy) => policy(it, from), backend);
