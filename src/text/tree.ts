import { uniqueBy } from '../lib/group.ts';
import type { EntryPoint, Exposure, Listener } from '../model/exposure.ts';
import { worst } from '../model/health.ts';
import { describeEntry, describeProvider } from './entry-point.ts';
import { printableFact } from './facts.ts';
import { describePort, describeTls } from './listener.ts';
import { describeRef } from './object-ref.ts';
import { printable } from './printable.ts';
import { factNode } from './tree/destinations.ts';
import { type Segment, segments, type TreeNode } from './tree/node.ts';
import { reasonSegments } from './tree/pods.ts';
import { httpsRedirectNodes, objectNodes, ownRuleNodes } from './tree/rules.ts';
import { unroutedNodes, wayInNodes } from './tree/way-in.ts';

/** The whole way from each entry point down to its Pods, in the order of `entryPoints`. */
export const treeOf = (
  exposure: Exposure,
  entryPoints: readonly EntryPoint[] = exposure.entryPoints,
): readonly TreeNode[] => entryPoints.map((it) => entryPointNode(exposure, it));

function entryPointNode(exposure: Exposure, entryPoint: EntryPoint): TreeNode {
  const { id, judgement } = entryPoint;
  return {
    id,
    subject: { type: 'entry-point', entryPoint },
    judgement,
    label: segments(
      ['address', describeEntry(entryPoint)],
      ['kind', describeProvider(entryPoint)],
      ['name', describeRef(entryPoint.object)],
      ['detail', entryPoint.className === undefined ? '' : `(${printable(entryPoint.className)})`],
    ),
    trailing: reasonSegments(judgement),
    children: pathOf(exposure, entryPoint),
  };
}

/** What stands below an entry point: the way in, its listeners, the rules in the order they are tried, the rest. */
export const pathOf = (exposure: Exposure, entryPoint: EntryPoint): readonly TreeNode[] => [
  ...wayInNodes(entryPoint),
  ...listenerNodes(entryPoint),
  ...httpsRedirectNodes(entryPoint),
  ...objectNodes(entryPoint),
  ...otherwiseNodes(exposure, entryPoint),
  ...unroutedNodes(entryPoint),
];

/** The entry point's object with its ports: in its own row where there is one port, else a row each. */
function listenerNodes(entryPoint: EntryPoint): readonly TreeNode[] {
  const { id, object, listeners } = entryPoint;
  const rules = ownRuleNodes(entryPoint);
  // The ports of a Service are its rules, and each of them is a row already.
  const isService = object.kind === 'Service' && rules.length > 0;
  const [first, ...others] = listeners;
  const only = others.length === 0 && !isService ? first : undefined;
  const judgement = worst(listeners.map((it) => it.judgement));
  return [
    {
      id: `${id}>listeners`,
      subject:
        only === undefined
          ? { type: 'object', object }
          : { type: 'listener', listener: only, object },
      judgement: only === undefined ? { health: judgement.health } : judgement,
      label: segments(
        ['kind', printable(object.kind)],
        [
          'name',
          printable(
            object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`,
          ),
        ],
        ...(only === undefined ? [] : listenerPieces(only)),
      ),
      trailing: only === undefined ? [] : reasonSegments(judgement),
      children: [
        ...entryPoint.facts.map((it) => factNode(printableFact(it), `${id}>listeners`)),
        ...(only === undefined && !isService
          ? listeners.map((it, index) => listenerNode(entryPoint, it, index))
          : []),
        ...rules,
      ],
    },
  ];
}

const listenerNode = ({ id, object }: EntryPoint, listener: Listener, index: number): TreeNode => ({
  id: `${id}>listener ${listener.name ?? index} ${listener.port}`,
  subject: { type: 'listener', listener, object },
  judgement: listener.judgement,
  label: segments(...listenerPieces(listener)),
  trailing: reasonSegments(listener.judgement),
  children: [],
});

const listenerPieces = (listener: Listener): readonly (readonly [Segment['role'], string])[] => [
  ['address', describePort(listener)],
  ['host', printable(listener.hosts.filter((it) => it !== '*').join(', '))],
  ['detail', describeTls(listener)],
];

/** The answer of its HTTP servers to what no rule takes; nothing where a rule takes everything. */
function otherwiseNodes(exposure: Exposure, entryPoint: EntryPoint): readonly TreeNode[] {
  const { id, dataPlane, routes } = entryPoint;
  const takesAll = routes.some(
    ({ hosts, matches }) =>
      hosts.includes('*') &&
      (matches.length === 0 || matches.some((it) => Object.keys(it).length === 0)),
  );
  if (takesAll) return [];
  const statuses = exposure.dataPlanes
    .filter((it) => it.id === dataPlane)
    .flatMap((it) => it.listeners.flatMap(({ servers }) => servers))
    .filter((it) => it.entryPoint === id && it.protocol === 'http')
    .map((it) => it.otherwise);
  return uniqueBy(statuses, (it) => it).map((status) => ({
    id: `${id}>otherwise ${status}`,
    subject: { type: 'otherwise', status },
    judgement: { health: 'idle' },
    label: segments(['detail', `otherwise ${status}`]),
    trailing: [],
    children: [],
  }));
}
