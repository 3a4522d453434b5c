import type { Destination, Route } from '../model/exposure.ts';
import type { Health } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** The objects that may be why requests of these rules fail: what a finding on them says is said of the rules too. */
export const causesOfRoutes = (routes: readonly Route[]): readonly ObjectRef[] =>
  routes
    .filter(isUnwell)
    .flatMap(({ object, action }) => [
      object,
      ...(action.type === 'forward' ? action.destinations.flatMap(causesOfDestination) : []),
    ]);

export function causesOfDestination(destination: Destination): readonly ObjectRef[] {
  if (!isUnwell(destination)) return [];
  const { target, policy, pods } = destination;
  return [
    ...(target.type === 'service'
      ? [target.service, ...(target.subset === undefined ? [] : [target.subset.destinationRule])]
      : []),
    ...(policy === undefined ? [] : [policy.object]),
    ...pods.filter(isUnwell).map((it) => it.object),
  ];
}

const isUnwell = ({ judgement }: { readonly judgement: { readonly health: Health } }): boolean =>
  judgement.health !== 'healthy' && judgement.health !== 'idle';
