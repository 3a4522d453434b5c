import { gapAfter, type Segment, type TreeNode } from '../../text/tree/node.ts';
import type { Paint } from './paint.ts';

/** The tree with lines, a blank line between entry points. */
export const printTree = (nodes: readonly TreeNode[], paint: Paint): string =>
  nodes.map((it) => `${rows(it, { own: '', below: '' }, paint).join('\n')}\n`).join('\n');

interface Indent {
  readonly own: string;
  readonly below: string;
}

function rows(node: TreeNode, { own, below }: Indent, paint: Paint): readonly string[] {
  const last = node.children.length - 1;
  return [
    `${paint.dim(own)}${line(node, paint)}`,
    ...node.children.flatMap((child, index) =>
      rows(
        child,
        index === last
          ? { own: `${below}└─ `, below: `${below}   ` }
          : { own: `${below}├─ `, below: `${below}│  ` },
        paint,
      ),
    ),
  ];
}

function line({ judgement, label, trailing }: TreeNode, paint: Paint): string {
  const sign = judgement === undefined ? '' : `${paint.sign(judgement.health)} `;
  const painted = (it: Segment): string =>
    it.role === 'reason' && judgement !== undefined
      ? paint.health(judgement.health, it.text)
      : paint.role(it.role, it.text);
  return `${sign}${joined([...label, ...trailing], painted)}`;
}

const joined = (pieces: readonly Segment[], painted: (it: Segment) => string): string =>
  pieces
    .map((it, index) => {
      const before = pieces[index - 1];
      return before === undefined ? painted(it) : `${gapAfter(before)}${painted(it)}`;
    })
    .join('');
