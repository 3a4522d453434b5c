import type { Reader } from '../../../inventory/reader.ts';
import type { Reason } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import type { ServerSource } from './source.ts';

/** What is known of a server's certificates (N8). */
export interface Certificates {
  readonly secret?: ObjectRef;
  readonly missing?: {
    readonly secret: ObjectRef;
    /** Another one that is named is shown; without it the handshake fails. */
    readonly hasAnother: boolean;
  };
  readonly unread?: Reason;
}

/**
 * N8: they are looked up in the namespace of the gateway's Pods, not of the Gateway. Of several that are named, Envoy
 * shows those that it got (ContextConfigImpl::isReady); clients' certificates it checks against what belongs to the
 * first (authentication.go, ApplyCredentialSDSToServerCommonTLSContext).
 */
export function certificates(
  { tls }: ServerSource,
  namespace: string | undefined,
  objects: Reader<'Secret'>,
): Certificates {
  if (tls === undefined || !ENDS_TLS.has(tls.mode)) return {};
  const secrets = tls.credentials.flatMap((it) => secretOf(it, namespace));
  const [secret] = secrets;
  if (secret === undefined) return {};
  const lookups = secrets.map((it) => ({
    secret: it,
    found: objects.get('Secret', it.namespace ?? '', it.name),
  }));
  const missing = lookups.find((it) => it.found.type === 'absent')?.secret;
  const hasAnother = lookups.some((it) => it.found.type !== 'absent');
  const hasAuthority = tls.mode === 'SIMPLE' || missing !== secret;
  const unread = lookups.flatMap(({ found }) =>
    found.type === 'unreadable' ? [found.reason] : [],
  )[0];
  return {
    secret,
    ...(missing !== undefined && {
      missing: { secret: missing, hasAnother: hasAnother && hasAuthority },
    }),
    ...(unread !== undefined && {
      unread: { type: 'unreadable', resource: 'secrets', because: unread },
    }),
  };
}

const ENDS_TLS = new Set(['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL']);

/** A name, or `kubernetes://name`; other schemes do not name a Secret. */
function secretOf(credential: string, namespace: string | undefined): readonly ObjectRef[] {
  const name = credential.replace(/^kubernetes:\/\//, '');
  if (name.includes('://') || namespace === undefined) return [];
  return [{ apiVersion: 'v1', kind: 'Secret', namespace, name }];
}
