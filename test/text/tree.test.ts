import { expect, test } from 'vitest';

import type { EntryPoint } from '../../src/model/exposure.ts';
import { printable } from '../../src/text/printable.ts';
import { treeOf } from '../../src/text/tree.ts';
import type { TreeNode } from '../../src/text/tree/node.ts';
import { caseFolders, caseWorld } from '../support/cases.ts';

const allOf = (nodes: readonly TreeNode[]): readonly TreeNode[] =>
  nodes.flatMap((it) => [it, ...allOf(it.children)]);

test.for(caseFolders)('%s: each row is itself, says something, and is printable', (folder) => {
  const { exposure } = caseWorld(folder);
  const nodes = allOf(treeOf(exposure));
  const ids = nodes.map((it) => it.id);
  expect(ids.filter((it, index) => ids.indexOf(it) !== index)).toEqual([]);
  expect(nodes.filter((it) => it.label.length === 0)).toEqual([]);
  const texts = nodes.flatMap((it) => [...it.label, ...it.trailing]).map((it) => it.text);
  expect(texts.filter((it) => it !== printable(it))).toEqual([]);
});

test.for(caseFolders)('%s: every rule and every destination has a row', (folder) => {
  const { exposure } = caseWorld(folder);
  for (const entryPoint of exposure.entryPoints) {
    const nodes = allOf(treeOf(exposure, [entryPoint]));
    const shown = nodes.flatMap(({ subject }) => (subject.type === 'rule' ? subject.routes : []));
    expect(shown.map((it) => it.id).toSorted()).toEqual(
      entryPoint.routes.map((it) => it.id).toSorted(),
    );
    expect(podsIn(nodes)).toEqual(podsBehind(entryPoint));
  }
});

const podsIn = (nodes: readonly TreeNode[]): readonly string[] =>
  unique(nodes.flatMap(({ subject }) => (subject.type === 'pod' ? [subject.pod.object.name] : [])));

const podsBehind = ({ routes, wayIn }: EntryPoint): readonly string[] =>
  unique(
    [
      ...wayIn.flatMap((it) => (it.type === 'gateway-pods' ? it.pods : [])),
      ...routes.flatMap(({ action }) =>
        action.type === 'forward' ? action.destinations.flatMap((it) => it.pods) : [],
      ),
    ].map((it) => it.object.name),
  );

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
