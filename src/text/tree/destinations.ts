import { percent } from '../../lib/percent.ts';
import type { Destination, Fact, Route } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { destinationFacts } from '../facts.ts';
import { describeRef } from '../object-ref.ts';
import { describeTarget, subsetOf } from '../target.ts';
import { type Segment, segments, type TreeNode } from './node.ts';
import { podNode, reasonSegments } from './pods.ts';

/** Where a rule's requests go, a row each, with the part of them that goes there. */
export function destinationNode(route: Route, index: number, destination: Destination): TreeNode {
  const id = destinationId(route, index, destination);
  return {
    id,
    subject: { type: 'destination', destination, route },
    judgement: destination.judgement,
    label: segments(
      ['share', destination.weight === 0 ? 'drained' : percent(destination.share)],
      ...targetPieces(route, destination),
    ),
    trailing: destinationTrailing(destination),
    children: belowDestination(destination, id),
  };
}

/** By what it is and not by its place, so that a destination added before it moves nothing. */
export function destinationId(route: Route, index: number, destination: Destination): string {
  const { target } = destination;
  const subset = subsetOf(destination) ?? '';
  const name =
    target.type === 'service' ? `${refKey(target.service)}:${target.port}` : destination.ref;
  const twin =
    route.action.type === 'forward' &&
    route.action.destinations.findIndex(
      (it) => it.ref === destination.ref && (subsetOf(it) ?? '') === subset,
    ) !== index;
  return `${route.id}>${name} ${subset}${twin ? ` ${index}` : ''}`;
}

export const targetPieces = (
  { object }: Pick<Route, 'object'>,
  destination: Destination,
): readonly (readonly [Segment['role'], string])[] => [
  ['target', describeTarget(destination, object.namespace)],
  ['subset', subsetOf(destination) ?? ''],
];

export function destinationTrailing(destination: Destination): readonly Segment[] {
  const { endpoints, target, judgement } = destination;
  return [
    ...(target.type === 'service' && (endpoints.total > 0 || judgement.health !== 'unknown')
      ? segments(['count', `${endpoints.ready}/${endpoints.total}`])
      : []),
    ...reasonSegments(judgement),
  ];
}

/** Facts first, since they hold for all the Pods below. */
export const belowDestination = (destination: Destination, id: string): readonly TreeNode[] => [
  ...destinationFacts(destination).map((it) => factNode(it, id)),
  ...destination.pods.map((it) => podNode(it, id)),
];

export const factNode = (fact: Fact, parent: string): TreeNode => ({
  id: `${parent}>fact ${fact.name} ${fact.object === undefined ? '' : refKey(fact.object)}`,
  subject: { type: 'fact', fact },
  label: segments(
    ['kind', fact.name],
    ['detail', fact.value],
    ['name', fact.object === undefined ? '' : `(${describeRef(fact.object)})`],
  ),
  trailing: [],
  children: [],
});
