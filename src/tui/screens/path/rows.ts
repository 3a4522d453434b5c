import type { EntryPoint, EntryPointId, Exposure } from '../../../model/exposure.ts';
import { namespacesOfDestination, namespacesOfRoute } from '../../../model/scope.ts';
import { explainHop } from '../../../text/explain-hop.ts';
import { type Filter, filterOf, type Findable } from '../../../text/filter.ts';
import { pathOf } from '../../../text/tree.ts';
import type { TreeNode } from '../../../text/tree/node.ts';
import { wrap } from '../../../text/width.ts';
import { layoutOf } from '../../layout.ts';
import type { Fold, ListRow, ListState } from '../../list.ts';
import { remember } from '../../remember.ts';
import { listOf, type State, type View } from '../../state.ts';

/** A hop of the path, or what is written beside one. */
export interface PathRow extends ListRow {
  readonly node: TreeNode;
  /** It fits the filter itself, and not only because of what is below it. */
  readonly found: boolean;
  /** The row explains the one above it. */
  readonly explanation?: string;
}

export type PathView = Extract<View, { readonly type: 'path' }>;

export function pathRows(state: State, view: PathView): readonly PathRow[] {
  const nodes = pathNodes(state, view);
  const list = listOf(state, view);
  const rows = flatRows(nodes, list.folds, list.filter, list.onlyUnwell);
  return state.settings.explain ? explained(rows, layoutOf(state).width) : rows;
}

export const entryPointOf = ({ snapshot }: State, id: EntryPointId): EntryPoint | undefined =>
  snapshot?.exposure.entryPoints.find((it) => it.id === id);

export function pathNodes(state: State, { entryPoint: id }: PathView): readonly TreeNode[] {
  const entryPoint = entryPointOf(state, id);
  return state.snapshot === undefined || entryPoint === undefined
    ? NONE
    : nodesOf(state.snapshot.exposure, entryPoint);
}

const NONE: readonly TreeNode[] = [];
const nodesOf = remember((exposure: Exposure, entryPoint: EntryPoint) =>
  pathOf(exposure, entryPoint),
);

const flatRows = remember(
  (
    nodes: readonly TreeNode[],
    folds: ListState['folds'],
    filter: string,
    onlyUnwell: boolean,
  ): readonly PathRow[] => {
    const text = filterOf(filter);
    const fits: Filter | undefined =
      text === undefined && !onlyUnwell
        ? undefined
        : (it) => (text?.(it) ?? true) && !(onlyUnwell && isFine(it.health));
    return fits === undefined
      ? nodes.flatMap((it) => rowsBelow(it, { depth: 0, folds }))
      : nodes.flatMap((it) => foundBelow(it, { depth: 0, folds, fits }));
  },
);

const explained = remember((rows: readonly PathRow[], width: number) =>
  rows.flatMap((row): readonly PathRow[] => {
    const { id, node, depth } = row;
    const words = explainHop(node.subject);
    if (words === '') return [row];
    const lines = wrap(words, Math.max(20, width - 2 * depth - EXPLANATION_INDENT));
    return [
      row,
      ...lines.map((explanation, index): PathRow => ({
        id: `${id}>explained ${index}`,
        node,
        depth,
        parent: id,
        found: false,
        explanation,
      })),
    ];
  }),
);

/** Marker, fold and sign of the row above, and a column that stays free. */
const EXPLANATION_INDENT = 6;

interface Above {
  readonly depth: number;
  readonly folds: ListState['folds'];
  readonly parent?: string;
}

function rowsBelow(node: TreeNode, above: Above): readonly PathRow[] {
  const fold = foldOf(node, above.folds);
  return [
    rowOf(node, above, fold, true),
    ...(fold === 'open'
      ? node.children.flatMap((it) =>
          rowsBelow(it, { ...above, depth: above.depth + 1, parent: node.id }),
        )
      : []),
  ];
}

/** What fits and all above it; folds do not hide what was asked for. */
function foundBelow(node: TreeNode, above: Above & { readonly fits: Filter }): readonly PathRow[] {
  const below = node.children.flatMap((it) =>
    foundBelow(it, { ...above, depth: above.depth + 1, parent: node.id }),
  );
  const found = above.fits(findable(node));
  if (!found && below.length === 0) return [];
  const fold = below.length > 0 ? 'open' : undefined;
  return [rowOf(node, above, fold, found), ...below];
}

const rowOf = (
  node: TreeNode,
  { depth, parent }: Above,
  fold: Fold | undefined,
  found: boolean,
): PathRow => ({
  id: node.id,
  node,
  depth,
  found,
  ...(node.judgement !== undefined && { health: node.judgement.health }),
  ...(fold !== undefined && { fold }),
  ...(parent !== undefined && { parent }),
});

/** As somebody left it; else closed where all below is well and would only fill the screen. */
export function foldOf(node: TreeNode, folds: ListState['folds']): Fold | undefined {
  if (node.children.length === 0) return undefined;
  return folds[node.id] ?? defaultFold(node);
}

function defaultFold(node: TreeNode): Fold {
  if (node.folded === true) return node.children.some(isTroubled) ? 'open' : 'closed';
  const isLast = node.children.every((it) => it.children.length === 0);
  const isDetail = node.subject.type === 'rule' || node.subject.type === 'destination';
  return isLast && isDetail && !isTroubled(node) ? 'closed' : 'open';
}

export const isTroubled = (node: TreeNode): boolean =>
  !isFine(node.judgement?.health) || node.children.some(isTroubled);

const isFine = (health: string | undefined): boolean =>
  health === undefined || health === 'healthy' || health === 'idle';

const findable = ({ label, trailing, judgement, subject }: TreeNode): Findable => ({
  text: [...label, ...trailing].map((it) => it.text).join(' '),
  namespaces: namespacesOf(subject),
  hosts: label.flatMap((it) => (it.role === 'host' ? it.text.split(', ') : [])),
  paths: label.flatMap((it) => (it.role === 'condition' ? [it.text] : [])),
  kinds: [subject.type, ...label.flatMap((it) => (it.role === 'kind' ? [it.text] : []))],
  ...(judgement !== undefined && { health: judgement.health }),
});

function namespacesOf(subject: TreeNode['subject']): readonly string[] {
  switch (subject.type) {
    case 'object':
    case 'listener':
      return [subject.object.namespace ?? ''];
    case 'pod':
      return [subject.pod.object.namespace ?? ''];
    case 'rule':
      return subject.routes.flatMap(namespacesOfRoute);
    case 'destination':
      return namespacesOfDestination(subject.destination);
    case 'entry-point':
    case 'hop':
    case 'fact':
    case 'unrouted-ports':
    case 'otherwise':
      return [];
  }
}
