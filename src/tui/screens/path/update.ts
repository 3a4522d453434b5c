import type { Health } from '../../../model/health.ts';
import type { TreeNode } from '../../../text/tree/node.ts';
import type { Fold, ListState } from '../../list.ts';
import { listOf, type State, withList } from '../../state.ts';
import { foldOf, isTroubled, pathNodes, type PathView } from './rows.ts';

/** A row at which trouble begins: it is not well, and nothing below it says more. */
export interface Problem {
  readonly id: string;
  readonly health: Health;
  /** What must be open for it to be seen. */
  readonly above: readonly string[];
}

export const pathProblems = (state: State, view: PathView): readonly Problem[] =>
  pathNodes(state, view).flatMap((it) => problemsIn(it, []));

function problemsIn(node: TreeNode, above: readonly string[]): readonly Problem[] {
  const below = node.children.flatMap((it) => problemsIn(it, [...above, node.id]));
  if (below.length > 0) return below;
  const health = node.judgement?.health;
  return health === undefined || !isTroubled(node) ? [] : [{ id: node.id, health, above }];
}

/** Folds all that is well; where that is done already, unfolds it. */
export function foldHealthyPath(state: State, view: PathView): State {
  const list = listOf(state, view);
  const healthy = pathNodes(state, view)
    .flatMap(everyNode)
    .filter((it) => it.children.length > 0 && !isTroubled(it));
  const anyOpen = healthy.some((it) => foldOf(it, list.folds) === 'open');
  return withList(state, withFolds(list, healthy, anyOpen ? 'closed' : 'open'), view);
}

/**
 * What was open stays open when it has become well: a row that one looks at must not go because it recovered. What
 * has become troubled opens by itself.
 */
export function keepOpen(before: State, after: State, view: PathView): State {
  const list = listOf(after, view);
  const wasOpen = new Set(
    pathNodes(before, view)
      .flatMap(everyNode)
      .filter((it) => foldOf(it, list.folds) === 'open')
      .map((it) => it.id),
  );
  const closing = pathNodes(after, view)
    .flatMap(everyNode)
    .filter((it) => wasOpen.has(it.id) && foldOf(it, list.folds) === 'closed');
  return closing.length === 0 ? after : withList(after, withFolds(list, closing, 'open'), view);
}

const withFolds = (list: ListState, nodes: readonly TreeNode[], fold: Fold): ListState => ({
  ...list,
  folds: { ...list.folds, ...Object.fromEntries(nodes.map(({ id }) => [id, fold])) },
});

const everyNode = (node: TreeNode): readonly TreeNode[] => [
  node,
  ...node.children.flatMap(everyNode),
];
