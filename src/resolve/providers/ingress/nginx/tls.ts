import type { Annotations } from '../annotations.ts';
import type { Settings } from './settings.ts';

/** `ssl-redirect`, `force-ssl-redirect`, `ssl-passthrough`, `server-alias` (I9, I10). */
export function tlsSettings(annotations: Annotations): Settings {
  const aliases = [...new Set(annotations.list('server-alias').map((it) => it.toLowerCase()))];
  const names = aliases.filter((it) => !it.startsWith('~')).toSorted();
  const sslRedirect = annotations.flag('ssl-redirect');
  const forceSslRedirect = annotations.flag('force-ssl-redirect');
  const keepsTrailingSlash = annotations.flag('preserve-trailing-slash');
  return {
    ...(sslRedirect !== undefined && { sslRedirect }),
    ...(forceSslRedirect !== undefined && { forceSslRedirect }),
    ...(keepsTrailingSlash !== undefined && { keepsTrailingSlash }),
    ...(annotations.flag('ssl-passthrough') === true && { passthrough: true }),
    ...(names.length > 0 && { aliases: names }),
    // A name that is a regular expression of nginx.
    ...(names.length < aliases.length && {
      caveats: [{ type: 'annotation', name: 'server-alias' }],
    }),
  };
}
