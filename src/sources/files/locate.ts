import { isMap, isNode, isSeq, type Node } from 'yaml';

import type { FilePosition } from '../../inventory/source.ts';
import type { Place } from './document.ts';
import { childNode, parsed } from './yaml-document.ts';

/** Where a field stands, or what is nearest around it; `path` as findings write it: `spec.http[1].route[0].weight`. */
export function positionOf({ file, from, to, path }: Place, field = ''): FilePosition {
  const { contents } = parsed(file.text.slice(from, to));
  let node: Node | null | undefined = contents;
  for (const step of path) node = child(node, step);
  let offset = offsetOf(node);
  for (const step of stepsOf(node, field)) {
    const key = keyOffset(node, step);
    node = child(node, step);
    if (!isNode(node)) break;
    offset = key ?? offsetOf(node) ?? offset;
  }
  return { path: file.path, ...file.position(from + (offset ?? 0)) };
}

const offsetOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];

function child(node: Node | null | undefined, step: string | number): Node | undefined {
  if (isMap(node) && typeof step === 'string') return childNode(node, step);
  const item: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
  return isNode(item) ? item : undefined;
}

/** A field begins where its key does. */
function keyOffset(node: Node | null | undefined, step: string | number): number | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast(({ key }) => isNode(key) && String(key) === step);
  return isNode(pair?.key) ? offsetOf(pair.key) : undefined;
}

/** Keys may hold dots (annotations do): the longest key that is there is taken. */
function* stepsOf(start: Node | null | undefined, field: string): Generator<string | number> {
  let [node, rest] = [start, field];
  while (rest !== '') {
    const index = /^\[(\d+)\]\.?/.exec(rest);
    const step = index === null ? longestKey(node, rest) : Number(index[1]);
    if (step === undefined) return;
    rest = rest.slice(index === null ? String(step).length : index[0].length).replace(/^\./, '');
    yield step;
    node = child(node, step);
  }
}

function longestKey(node: Node | null | undefined, rest: string): string | undefined {
  const ends = [...rest.matchAll(/\.|\[|$/g)].map((it) => it.index).toReversed();
  return ends.map((end) => rest.slice(0, end)).find((key) => child(node, key) !== undefined);
}
