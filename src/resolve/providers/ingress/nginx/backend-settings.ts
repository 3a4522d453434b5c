import { type Annotations, factsOf } from '../annotations.ts';
import type { Settings } from './settings.ts';

/** How nginx talks to the Pods: the Host they see, mirrors, timeouts, and what is shown alone. */
export function backendSettings(annotations: Annotations): Settings {
  const host = annotations.text('upstream-vhost');
  const mirror = annotations.text('mirror-target');
  const timeout = annotations.integer('proxy-read-timeout');
  const tries = annotations.integer('proxy-next-upstream-tries');
  const on = annotations.text('proxy-next-upstream');
  const backend = annotations.text('default-backend');
  const prefix = annotations.text('x-forwarded-prefix');
  const serviceUpstream = annotations.flag('service-upstream');
  return {
    ...(prefix !== undefined && { forwardedPrefix: prefix }),
    ...(backend !== undefined && { defaultBackend: backend }),
    ...(serviceUpstream !== undefined && { serviceUpstream }),
    ...(annotations.text('affinity') === 'cookie' && { sticky: true }),
    modifiers: {
      ...(host !== undefined && !host.includes('$') && { rewriteHost: host }),
      ...(mirror !== undefined && { mirrors: [{ destination: mirror, share: 1 }] }),
      ...(timeout !== undefined && { timeout: `${timeout}s` }),
      ...((tries !== undefined || on !== undefined) && {
        retries: {
          ...(tries !== undefined && { attempts: tries }),
          ...(on !== undefined && { on }),
        },
      }),
    },
    // A variable of nginx: of these the Pods see the Host that was sent.
    ...(host?.includes('$') === true &&
      !/^\$(best_http_|http_)?host$/.test(host) && {
        caveats: [{ type: 'annotation', name: 'upstream-vhost' }],
      }),
    facts: factsOf(annotations, SHOWN),
  };
}

const SHOWN = [
  'backend-protocol',
  'service-upstream',
  'default-backend',
  'custom-http-errors',
  'load-balance',
  'upstream-hash-by',
  'affinity',
  'affinity-mode',
  'session-cookie-name',
  'proxy-body-size',
  'proxy-connect-timeout',
  'proxy-send-timeout',
  'proxy-http-version',
  'x-forwarded-prefix',
];
