import type { Annotations } from '../annotations.ts';
import type { Settings } from './settings.ts';

/** `ssl-redirect`, `force-ssl-redirect`, `ssl-passthrough`, `server-alias` (I9, I10). */
export function tlsSettings(annotations: Annotations): Settings {
  const aliases = annotations.list('server-alias').map((it) => it.toLowerCase());
  const names = [...new Set(aliases.filter(isName).flatMap(withBareName))].toSorted();
  const sslRedirect = annotations.flag('ssl-redirect');
  const forceSslRedirect = annotations.flag('force-ssl-redirect');
  const keepsTrailingSlash = annotations.flag('preserve-trailing-slash');
  return {
    ...(sslRedirect !== undefined && { sslRedirect }),
    ...(forceSslRedirect !== undefined && { forceSslRedirect }),
    ...(keepsTrailingSlash !== undefined && { keepsTrailingSlash }),
    ...(annotations.flag('ssl-passthrough') === true && { passthrough: true }),
    ...(names.length > 0 && { aliases: names }),
    ...(!aliases.every(isName) && {
      caveats: [{ type: 'annotation', name: 'server-alias' }],
    }),
  };
}

/** Neither a regular expression of nginx nor a name with its `*` at the end. */
const isName = (alias: string): boolean => !alias.startsWith('~') && !alias.endsWith('*');

/** A dot at the beginning stands for the name itself and all below it. */
const withBareName = (alias: string): readonly string[] =>
  alias.startsWith('.') ? [alias.slice(1), `*${alias}`] : [alias];
