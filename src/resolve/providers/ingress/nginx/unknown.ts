import type { Caveat } from '../../../../model/exposure.ts';
import type { Annotations } from '../annotations.ts';
import type { Settings } from './settings.ts';

/** Snippets may do anything; of an annotation that nobody here knows it cannot be said that it does nothing. */
export function unknownSettings(annotations: Annotations): Settings {
  return {
    caveats: annotations.names.flatMap((name): readonly Caveat[] => {
      if (name.endsWith('-snippet')) return [{ type: 'snippet', name }];
      const isKnown = KNOWN.has(name) || PREFIXES.some((it) => name.startsWith(it));
      return isKnown ? [] : [{ type: 'annotation', name }];
    }),
  };
}

/** They are understood, or do not change where a request goes. */
const KNOWN = new Set([
  'rewrite-target',
  'use-regex',
  'app-root',
  'permanent-redirect',
  'permanent-redirect-code',
  'temporal-redirect',
  'temporal-redirect-code',
  'from-to-www-redirect',
  'relative-redirects',
  'ssl-redirect',
  'force-ssl-redirect',
  'preserve-trailing-slash',
  'ssl-passthrough',
  'server-alias',
  'canary',
  'whitelist-source-range',
  'allowlist-source-range',
  'denylist-source-range',
  'enable-cors',
  'upstream-vhost',
  'service-upstream',
  'backend-protocol',
  'default-backend',
  'disable-proxy-intercept-errors',
  'custom-http-errors',
  'custom-headers',
  'load-balance',
  'affinity',
  'affinity-mode',
  'affinity-canary-behavior',
  'satisfy',
  'x-forwarded-prefix',
  'use-port-in-redirects',
  'enable-access-log',
  'enable-rewrite-log',
  'enable-opentracing',
  'enable-opentelemetry',
  'opentracing-trust-incoming-span',
  'opentelemetry-trust-incoming-span',
  'opentelemetry-operation-name',
  'http2-push-preload',
  'client-body-buffer-size',
  'connection-proxy-header',
  'secure-backends',
  'enable-global-auth',
  'ssl-ciphers',
  'ssl-prefer-server-ciphers',
]);

const PREFIXES = [
  'auth-',
  'canary-',
  'cors-',
  'limit-',
  'mirror-',
  'proxy-',
  'session-cookie-',
  'upstream-hash-by',
];
