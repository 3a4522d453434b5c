import type { ParentRef } from '../../../inventory/shapes/gateway-api.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { NotAttached } from '../../../model/health.ts';
import type { Controller } from './controller.ts';
import { intersection, narrowed } from './hosts.ts';
import { type GatewayListener, serves } from './listener.ts';
import { type Admission, admits } from './namespaces.ts';
import {
  type AnyRoute,
  createdOf,
  hostnamesOf,
  nameOf,
  namespaceOf,
  type Objects,
} from './objects.ts';
import { isAccepted } from './status.ts';

/** A route on one listener. */
export interface Attachment {
  readonly route: AnyRoute;
  readonly listener: GatewayListener;
  /** G4: what the listener lets through of its hostnames. */
  readonly hosts: readonly string[];
  /** Whether the listener admits the route's namespace could not be read. */
  readonly assumed?: true;
}

export interface Attached {
  readonly attachments: readonly Attachment[];
  /** Routes that name this Gateway, each with the parentRefs that do. */
  readonly parentRefs: ReadonlyMap<AnyRoute, readonly ParentRef[]>;
  /** Those of them that no listener serves. */
  readonly idle: ReadonlyMap<AnyRoute, NotAttached>;
}

export interface Naming {
  readonly route: AnyRoute;
  readonly ref: ParentRef;
}

/** G2 to G4: which routes attach to which of a Gateway's listeners. */
export function attach(
  listeners: readonly GatewayListener[],
  naming: (parent: string) => readonly Naming[],
  parents: readonly string[],
  controller: Controller,
  objects: Objects,
): Attached {
  const attachments = new Map<string, Attachment>();
  const refusals = new Map<AnyRoute, NotAttached>();
  const parentRefs = new Map<AnyRoute, ParentRef[]>();
  for (const parent of parents) {
    for (const { route, ref } of naming(parent)) {
      parentRefs.set(route, [...(parentRefs.get(route) ?? []), ref]);
      const answer = attachOne(route, listenersNamed(listeners, parent, ref), objects);
      for (const it of answer.attachments)
        attachments.set(`${routeKey(route)} ${listenerKey(it.listener)}`, it);
      if (answer.because !== undefined) refusals.set(route, answer.because);
    }
  }
  const serving = [...attachments.values()].filter(({ listener }) => serves(listener));
  const { kept, displaced } = controller.sharesHosts ? all(serving) : withoutConflicts(serving);
  const served = new Set(kept.map(({ route }) => route));
  const idle = [...parentRefs.keys()]
    .filter((route) => !served.has(route))
    .map(
      (route) =>
        [
          route,
          displaced.has(route)
            ? 'hostname-conflict'
            : (refusals.get(route) ?? 'listener-not-served'),
        ] as const,
    );
  return { attachments: kept, parentRefs, idle: new Map<AnyRoute, NotAttached>(idle) };
}

const routeKey = ({ type, object }: AnyRoute): string => `${type} ${nameOf(object)}`;

/** Unique within one Gateway. */
const listenerKey = ({ parent, name, port }: GatewayListener): string =>
  `${parent} ${name} ${port}`;

/** G2. */
const listenersNamed = (
  listeners: readonly GatewayListener[],
  parent: string,
  { sectionName, port }: ParentRef,
): readonly GatewayListener[] =>
  listeners.filter(
    (it) =>
      it.parent === parent &&
      (sectionName === undefined || it.name === sectionName) &&
      (port === undefined || it.port === port),
  );

/** The reason is that of the last thing that no listener passed, as the API names them. */
function attachOne(
  route: AnyRoute,
  named: readonly GatewayListener[],
  objects: Objects,
): { readonly attachments: readonly Attachment[]; readonly because?: NotAttached } {
  if (named.length === 0) return { attachments: [], because: 'no-matching-parent' };
  const admitting = named
    .map((listener) => ({ listener, admission: admission(listener, route, objects) }))
    .filter(({ admission: it }) => it !== 'no');
  if (admitting.length === 0) return { attachments: [], because: refusalOf(named) };
  const attachments = admitting
    .map(({ listener, admission: it }): Attachment => ({
      route,
      listener,
      hosts: narrowed(listener.host, hostnamesOf(route)),
      ...(it === 'unknown' && { assumed: true }),
    }))
    .filter(({ hosts }) => hosts.length > 0);
  return attachments.length === 0
    ? { attachments, because: 'no-matching-listener-hostname' }
    : { attachments };
}

const refusalOf = (named: readonly GatewayListener[]): NotAttached =>
  named.every(({ dropped }) => dropped?.type === 'not-attached')
    ? 'listener-set-not-allowed'
    : 'not-allowed-by-listeners';

/** G3. */
function admission(listener: GatewayListener, route: AnyRoute, objects: Objects): Admission {
  if (listener.dropped?.type === 'not-attached' || !listener.routeTypes.includes(route.type))
    return 'no';
  return admits(
    listener.spec.allowedRoutes?.namespaces,
    'Same',
    namespaceOf(listener.owner),
    namespaceOf(route.object),
    objects,
  );
}

interface Kept {
  readonly kept: readonly Attachment[];
  /** Routes that lost a listener to an older one of the other kind. */
  readonly displaced: ReadonlySet<AnyRoute>;
}

const all = (attachments: readonly Attachment[]): Kept => ({
  kept: attachments,
  displaced: new Set(),
});

/** Of routes that claim the same, the first counts. */
export const oldestFirst = by<Attachment>(
  ({ route }) => createdOf(route.object),
  ({ route }) => nameOf(route.object),
);

/** G8: of an HTTPRoute and a GRPCRoute with a hostname in common on one listener the older is kept. */
function withoutConflicts(attachments: readonly Attachment[]): Kept {
  const kept: Attachment[] = [];
  const displaced = new Set<AnyRoute>();
  for (const ofListener of groupBy(attachments, (it) => it.listener).values()) {
    if (new Set(ofListener.map(({ route }) => route.type)).size < 2) {
      kept.push(...ofListener);
      continue;
    }
    const first: Attachment[] = [];
    for (const it of ofListener.toSorted(oldestFirst)) {
      if (first.some((other) => areInConflict(it, other))) displaced.add(it.route);
      else first.push(it);
    }
    kept.push(...first);
  }
  return { kept, displaced };
}

function areInConflict(a: Attachment, b: Attachment): boolean {
  const types = [a.route.type, b.route.type];
  return (
    types.includes('HTTPRoute') &&
    types.includes('GRPCRoute') &&
    // G6: a controller that accepts both serves both.
    !(isAccepted(a.route.object) && isAccepted(b.route.object)) &&
    a.hosts.some((host) => b.hosts.some((other) => intersection(host, other) !== undefined))
  );
}
