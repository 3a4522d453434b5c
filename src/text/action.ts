import type { Action, PathRewrite, Redirect } from '../model/exposure.ts';
import { describePathRewrite } from './facts.ts';
import { printable } from './printable.ts';

/** What a rule that forwards nowhere does: `301 to https`, `answers 200`. */
export function describeAnswer(action: Exclude<Action, { readonly type: 'forward' }>): string {
  switch (action.type) {
    case 'redirect':
      return `${action.status} to ${describeRedirect(action)}`;
    case 'direct-response':
      return `answers ${action.status}`;
    case 'invalid':
      return action.status === undefined
        ? `closes the connection: ${describeInvalid(action.because)}`
        : `answers ${action.status}: ${describeInvalid(action.because)}`;
  }
}

type Invalid = Extract<Action, { readonly type: 'invalid' }>['because'];

function describeInvalid(because: Invalid): string {
  switch (because) {
    case 'no-destination':
      return 'it names no destination';
    case 'zero-weights':
      return 'all weights are 0';
    case 'invalid':
      return 'the rule is not valid';
  }
}

/** What of the URL becomes different. */
function describeRedirect({ url, scheme, host, port, path, query }: Redirect): string {
  if (url !== undefined) return printable(url);
  const authority = [
    ...(scheme === undefined ? [] : [host === undefined ? scheme : `${scheme}://`]),
    ...(host === undefined ? [] : [host]),
    ...(typeof port === 'number' ? [`:${port}`] : []),
  ].join('');
  const parts = [
    ...(authority === '' ? [] : [authority]),
    ...(path === undefined ? [] : [describeNewPath(path)]),
    ...(query === 'drop' ? ['without the query'] : []),
  ];
  return printable(parts.join(', ') || 'the same URL');
}

const describeNewPath = (path: PathRewrite): string =>
  path.type === 'replace-full' ? path.value : describePathRewrite(path);
