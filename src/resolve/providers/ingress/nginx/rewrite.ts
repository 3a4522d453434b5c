import type { PathRewrite } from '../../../../model/exposure.ts';
import type { Annotations } from '../annotations.ts';
import type { Settings } from './settings.ts';

/** `rewrite-target`, `use-regex`, `app-root`. */
export function rewriteSettings(annotations: Annotations): Settings {
  const target = annotations.text('rewrite-target');
  const appRoot = annotations.text('app-root');
  return {
    ...(target !== undefined && { rewriteTarget: target }),
    ...(annotations.flag('use-regex') === true && { useRegex: true }),
    // Only a path counts: nginx would be sent elsewhere by a whole URL.
    ...(appRoot?.startsWith('/') === true && { appRoot }),
    ...(target !== undefined &&
      /\$\{?[a-z]/.test(target) && {
        caveats: [{ type: 'annotation', name: 'rewrite-target' }],
      }),
  };
}

/** Whether nginx rewrites at all: a target that equals the location's path does nothing, and asks for no regex (I15). */
export const rewrites = ({ rewriteTarget }: Settings, path: string): boolean =>
  rewriteTarget !== undefined && rewriteTarget !== path;

/** nginx makes the whole path of the target, wherever the location's path is found in it. */
export const pathRewrite = (settings: Settings, path: string): PathRewrite | undefined =>
  settings.rewriteTarget === undefined || !rewrites(settings, path)
    ? undefined
    : { type: 'extract', pattern: path, substitution: settings.rewriteTarget, ignoreCase: true };
