import { uniqueBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { EntryPoint, Pod } from '../../../model/exposure.ts';
import { healthRank } from '../../../model/health.ts';
import { type ObjectRef, refKey } from '../../../model/object-ref.ts';
import type { Snapshot } from '../../../session/session.ts';
import { findingsOn } from '../../causes.ts';
import type { TimelineView } from '../../state.ts';

/** Asked for one by one, so not more than a person would wait for. */
const MOST = 30;
const MOST_PODS = 8;

/** Whose past is part of the view's: the objects that findings name and those on the path, of what is not well before others. */
export function objectsOf(snapshot: Snapshot, view: TimelineView): readonly ObjectRef[] {
  const entryPoint = snapshot.exposure.entryPoints.find((it) => it.id === view.entryPoint);
  const own = entryPoint === undefined ? [] : onPath(entryPoint, snapshot);
  const blamed =
    entryPoint === undefined
      ? []
      : findingsOn(entryPoint, entryPoint.routes, snapshot.findings)
          .filter((it) => it.severity !== 'info')
          .map((it) => it.object);
  const all = [view.object, ...workloadOf(view.object, snapshot), ...blamed, ...own];
  return uniqueBy(all, refKey).slice(0, MOST);
}

function onPath({ object, wayIn, routes }: EntryPoint, snapshot: Snapshot): readonly ObjectRef[] {
  const worstFirst = routes.toSorted(by((it) => healthRank(it.judgement.health)));
  const destinations = worstFirst
    .flatMap(({ action }) => (action.type === 'forward' ? action.destinations : []))
    .toSorted(by((it) => healthRank(it.judgement.health)));
  const pods = [
    ...destinations.flatMap((it) => it.pods),
    ...wayIn.flatMap((it) => (it.type === 'gateway-pods' ? it.pods : [])),
  ].toSorted(by((it: Pod) => healthRank(it.judgement.health)));
  return [
    object,
    ...worstFirst.map((it) => it.object),
    ...destinations.flatMap(({ target, policy }) => [
      ...(target.type === 'service' ? [target.service] : []),
      ...(target.type === 'service' && target.subset !== undefined
        ? [target.subset.destinationRule]
        : []),
      ...(policy === undefined ? [] : [policy.object]),
    ]),
    ...pods.slice(0, MOST_PODS).flatMap((it) => [it.object, ...workloadOf(it.object, snapshot)]),
    ...wayIn.flatMap((it) => ('service' in it && it.service !== undefined ? [it.service] : [])),
  ];
}

/** A Pod's Deployment by the name of its ReplicaSet, or whatever else owns it. */
function workloadOf(
  { kind, namespace = '', name }: ObjectRef,
  { inventory }: Snapshot,
): readonly ObjectRef[] {
  if (kind !== 'Pod') return [];
  const pod = inventory.get('Pod', namespace, name);
  const owner = pod.type === 'found' ? pod.object.metadata.ownerReferences[0] : undefined;
  const ownerName = owner?.kind === 'ReplicaSet' ? owner.name?.replace(/-[^-]+$/, '') : undefined;
  if (ownerName === undefined) return [];
  const deployment = inventory.get('Deployment', namespace, ownerName);
  return deployment.type === 'found'
    ? [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: ownerName }]
    : [];
}
