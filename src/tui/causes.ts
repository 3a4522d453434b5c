import type { Destination, EntryPoint, Route } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { Health } from '../model/health.ts';
import { type ObjectRef, refKey } from '../model/object-ref.ts';
import { remember } from './remember.ts';

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
  return [...objectsOf(destination), ...destination.pods.filter(isUnwell).map((it) => it.object)];
}

/** What says where its requests go. */
function objectsOf({ target, policy }: Destination): readonly ObjectRef[] {
  return [
    ...(target.type === 'service'
      ? [target.service, ...(target.subset === undefined ? [] : [target.subset.destinationRule])]
      : []),
    ...(policy === undefined ? [] : [policy.object]),
  ];
}

/** What checks say of a way in and of all that these rules of it reach; what is only worth knowing where it is of itself. */
export const findingsOn = remember(
  (
    entryPoint: EntryPoint,
    routes: readonly Route[],
    findings: readonly Finding[],
  ): readonly Finding[] => {
    const own = new Set([
      refKey(entryPoint.object),
      ...entryPoint.wayIn.flatMap((it) =>
        'service' in it && it.service !== undefined ? [refKey(it.service)] : [],
      ),
    ]);
    const reached = new Set(routes.flatMap(objectsOfRoute).map(refKey));
    const hosts = new Set(routes.flatMap((it) => it.hosts).filter((it) => it !== '*'));
    return findings.filter(
      ({ object, severity, impact }) =>
        own.has(refKey(object)) ||
        (severity !== 'info' &&
          (reached.has(refKey(object)) || (impact?.hosts ?? []).some((it) => hosts.has(it)))),
    );
  },
);

const objectsOfRoute = ({ object, action }: Route): readonly ObjectRef[] => [
  object,
  ...(action.type === 'forward' ? action.destinations.flatMap(objectsOf) : []),
];

const isUnwell = ({ judgement }: { readonly judgement: { readonly health: Health } }): boolean =>
  judgement.health !== 'healthy' && judgement.health !== 'idle';
