import type { Destination, EntryPoint, Route } from '../model/exposure.ts';
import { isWithin } from '../model/field-path.ts';
import type { Finding } from '../model/finding.ts';
import type { Judgement } from '../model/health.ts';
import { type ObjectRef, refKey, sameRef } from '../model/object-ref.ts';
import type { Subject } from '../text/tree/node.ts';
import { remember } from './remember.ts';
import { isWell } from './screens/entry-points/rows.ts';

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
  return [
    ...objectsOfDestination(destination),
    ...destination.pods.filter(isUnwell).map((it) => it.object),
  ];
}

/** What says where its requests go. */
export function objectsOfDestination({ target, policy }: Destination): readonly ObjectRef[] {
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
    // Of many thousands of objects only those of a finding's name are compared, and none where nothing is found.
    const telling = findings.filter((it) => it.severity !== 'info');
    const names = new Set(telling.map((it) => it.object.name));
    const reached = new Set<string>();
    const hosts = new Set<string>();
    for (const route of telling.length === 0 ? [] : routes) {
      for (const it of objectsOfRoute(route)) if (names.has(it.name)) reached.add(refKey(it));
      for (const it of route.hosts) if (it !== '*') hosts.add(it);
    }
    return findings.filter(
      ({ object, severity, impact }) =>
        own.has(refKey(object)) ||
        (severity !== 'info' &&
          (reached.has(refKey(object)) || (impact?.hosts ?? []).some((it) => hosts.has(it)))),
    );
  },
);

function* objectsOfRoute({ object, action }: Route): Iterable<ObjectRef> {
  yield object;
  if (action.type === 'forward')
    for (const it of action.destinations) yield* objectsOfDestination(it);
}

/** What checks say of one row of a path, and of nothing beside it. */
export function findingsOf(subject: Subject, findings: readonly Finding[]): readonly Finding[] {
  const about = placesOf(subject);
  return findings.filter(({ object, path }) =>
    about.some(
      (it) => sameRef(it.object, object) && (it.path === undefined || isWithin(path, it.path)),
    ),
  );
}

interface Place {
  readonly object: ObjectRef;
  /** Within this field of it; absent: all of it. */
  readonly path?: string;
}

function placesOf(subject: Subject): readonly Place[] {
  switch (subject.type) {
    case 'rule':
      return subject.routes.map(({ object, rule }) => ({ object, path: rule.path }));
    case 'destination':
      return causesOfDestination(subject.destination).map((object) => ({ object }));
    case 'listener':
      return [{ object: subject.object, path: subject.listener.path }];
    case 'hop':
      return 'service' in subject.hop && subject.hop.service !== undefined
        ? [{ object: subject.hop.service }]
        : [];
    case 'object':
      return [{ object: subject.object }];
    case 'pod':
      return [{ object: subject.pod.object }];
    case 'entry-point':
    case 'fact':
    case 'unrouted-ports':
    case 'otherwise':
      return [];
  }
}

const isUnwell = ({ judgement }: { readonly judgement: Judgement }): boolean => !isWell(judgement);
