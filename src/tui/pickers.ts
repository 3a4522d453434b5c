import { kubectlGet } from '../checks/kubectl.ts';
import { curlCommand, urlFor } from '../text/curl.ts';
import { describeEntry } from '../text/entry-point.ts';
import { healthSign } from '../text/health.ts';
import { describeRef, refName } from '../text/object-ref.ts';
import { printable } from '../text/printable.ts';
import { pathOf } from '../text/tree.ts';
import type { TreeNode } from '../text/tree/node.ts';
import { widthOf } from '../text/width.ts';
import type { Effect, Step } from './effects.ts';
import { namespacesIn } from './scope.ts';
import { noticed, type PickerItem, type State } from './state.ts';
import { targetOf } from './target.ts';

/** `c`: what of the selected row is to be copied. */
export function withCopyPicker(state: State): State {
  const items = copyItems(state);
  return items.length === 0
    ? noticed(state, 'There is nothing to copy here.')
    : { ...state, overlay: { type: 'picker', purpose: 'copy', title: 'copy', items } };
}

function copyItems(state: State): readonly PickerItem[] {
  const { object, entryPoint, route } = targetOf(state);
  const url = entryPoint === undefined ? undefined : urlFor(entryPoint, route);
  const curl = entryPoint === undefined ? undefined : curlCommand(entryPoint, route);
  return [
    ...(object === undefined ? [] : [item('name', refName(object))]),
    ...(url === undefined ? [] : [item('URL', url)]),
    ...(curl === undefined ? [] : [item('curl', curl)]),
    ...(object === undefined ? [] : [item('kubectl', printable(kubectlGet(object)))]),
    ...(entryPoint === undefined || state.snapshot === undefined
      ? []
      : [
          {
            label: 'Markdown the path down to its Pods',
            value: [
              `**${describeEntry(entryPoint) || describeRef(entryPoint.object)}**`,
              '',
              ...pathOf(state.snapshot.exposure, entryPoint).flatMap((it) => markdown(it, 0)),
            ].join('\n'),
          },
          { label: 'JSON     the entry point, as scripts get it', value: AS_JSON },
        ]),
  ];
}

/** No text that could be copied is this. */
const AS_JSON = '\0json';

const item = (name: string, value: string): PickerItem => ({
  label: `${name.padEnd(8)} ${printable(value)}`,
  value,
});

const markdown = (node: TreeNode, depth: number): readonly string[] => [
  `${'  '.repeat(depth)}- ${[
    ...(node.judgement === undefined ? [] : [healthSign(node.judgement.health)]),
    ...[...node.label, ...node.trailing].map((it) => it.text),
  ].join(' ')}`,
  ...node.children.flatMap((it) => markdown(it, depth + 1)),
];

const ALL = '';

/** `ctrl-n` */
export function withNamespacePicker(state: State): State {
  return {
    ...state,
    overlay: {
      type: 'picker',
      purpose: 'namespace',
      title: 'show the namespace',
      items: [
        { label: 'all namespaces', value: ALL },
        ...namespacesIn(state).map((value) => ({ label: printable(value), value })),
      ],
    },
  };
}

export const withContexts = (
  state: State,
  names: readonly string[],
  current: string | undefined,
): State => {
  const shown = contextOf(state) ?? current;
  return names.length === 0
    ? noticed(state, 'There is no other context: what is shown comes from no kubeconfig.')
    : {
        ...state,
        overlay: {
          type: 'picker',
          purpose: 'context',
          title: 'go to the context',
          items: names.map((value) => ({
            label: `${printable(value)}${value === shown ? '  (current)' : ''}`,
            value,
          })),
        },
      };
};

/** The one that is on the screen, which need not be the one of the kubeconfig. */
const contextOf = ({ connection, snapshot }: State): string | undefined =>
  (connection.type === 'ready' ? undefined : connection.context) ?? snapshot?.origin.context;

/** What was chosen in the picker that is open. */
export function picked(state: State, value: string): Step {
  const { overlay, ...rest } = state;
  if (overlay?.type !== 'picker') return [state, []];
  switch (overlay.purpose) {
    case 'copy': {
      if (value !== AS_JSON) return [withCopied(rest, value), [{ type: 'copy', text: value }]];
      const { entryPoint } = targetOf(rest);
      return [
        rest,
        entryPoint === undefined ? [] : [{ type: 'copy-json', entryPoint: entryPoint.id }],
      ];
    }
    case 'context': {
      const connect: Effect = { type: 'connect', context: value };
      return [rest, [connect]];
    }
    case 'namespace': {
      const namespaces = value === ALL ? [] : [value];
      return [{ ...rest, settings: { ...rest.settings, namespaces } }, []];
    }
  }
}

const COPIED = 'Copied: ';

/** With the text, to be selected where the terminal takes nothing. */
export function withCopied(state: State, text: string): State {
  const isShort = !text.includes('\n') && widthOf(text) + COPIED.length < state.size.columns;
  return isShort && state.clipboardNote === undefined
    ? noticed(state, `${COPIED}${printable(text)}`)
    : { ...state, overlay: { type: 'copied', text, top: 0 } };
}
