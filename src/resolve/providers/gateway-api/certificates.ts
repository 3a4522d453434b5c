import type { ListenerSpec, ObjectReference } from '../../../inventory/shapes/gateway-api.ts';
import type { Reason, Unreadable } from '../../../model/health.ts';
import { permission } from './grants.ts';
import type { ClientValidation } from './listener.ts';
import type { Gateway, ListenerSet, Objects } from './objects.ts';
import { namespaceOf } from './objects.ts';

/** G14: what a listener has to show to its clients. */
export type Certificate =
  | { readonly type: 'valid' }
  /** One of several references is good. */
  | { readonly type: 'partly-valid'; readonly reason: Reason }
  | { readonly type: 'invalid'; readonly reason: Reason }
  | { readonly type: 'unreadable'; readonly because: Unreadable };

const VALID: Certificate = { type: 'valid' };

/** Secrets are seen by their names alone, so what they hold is not judged. */
export function certificatesOf(
  owner: Gateway | ListenerSet,
  { tls }: ListenerSpec,
  objects: Objects,
): Certificate {
  const refs = tls?.certificateRefs ?? [];
  // Where an implementation has its certificates in another way, `options` tell it.
  if (refs.length === 0)
    return Object.keys(tls?.options ?? {}).length > 0 ? VALID : invalid('no-certificate');
  const all = refs.map((ref) => certificate(owner, ref, objects));
  const bad = all.find((it) => it.type === 'invalid');
  if (bad?.type !== 'invalid') return all.find((it) => it.type === 'unreadable') ?? VALID;
  return all.some((it) => it.type !== 'invalid')
    ? { type: 'partly-valid', reason: besideAnother(bad.reason) }
    : bad;
}

const besideAnother = (reason: Reason): Reason =>
  reason.type === 'secret-missing' ? { ...reason, instead: 'another-certificate' } : reason;

function certificate(
  owner: Gateway | ListenerSet,
  { group = '', kind = 'Secret', namespace = namespaceOf(owner), name = '' }: ObjectReference,
  objects: Objects,
): Certificate {
  if ((group !== '' && group !== 'core') || kind !== 'Secret')
    return invalid('invalid-certificate-ref', `${kind} ${name}`);
  const allowed = permission(owner, { group: '', kind, namespace, name }, objects);
  if (allowed.type === 'not-granted')
    return invalid('certificate-not-granted', `${namespace}/${name}`);
  if (allowed.type === 'unreadable') return { type: 'unreadable', because: allowed.reason };
  const found = objects.get('Secret', namespace, name);
  switch (found.type) {
    case 'found':
      return VALID;
    case 'unreadable':
      return { type: 'unreadable', because: found.reason };
    case 'absent':
      return {
        type: 'invalid',
        reason: { type: 'secret-missing', secret: { apiVersion: 'v1', kind, namespace, name } },
      };
  }
}

/** What clients' certificates are checked against: with none that is good, nobody gets in (GEP-91). */
export function clientAuthorities(
  gateway: Gateway,
  validation: ClientValidation,
  objects: Objects,
): Certificate {
  const refs = validation?.caCertificateRefs ?? [];
  const all = refs.map((ref) => authority(gateway, ref, objects));
  return all.find((it) => it.type !== 'invalid') ?? all[0] ?? VALID;
}

function authority(
  gateway: Gateway,
  { group = '', kind = '', namespace = namespaceOf(gateway), name = '' }: ObjectReference,
  objects: Objects,
): Certificate {
  if ((group !== '' && group !== 'core') || (kind !== 'ConfigMap' && kind !== 'Secret'))
    return invalid('invalid-ca-ref', `${kind} ${name}`);
  const allowed = permission(gateway, { group: '', kind, namespace, name }, objects);
  if (allowed.type === 'not-granted') return invalid('ca-not-granted', `${namespace}/${name}`);
  if (allowed.type === 'unreadable') return { type: 'unreadable', because: allowed.reason };
  const holder = kind === 'Secret' ? 'Secret' : 'ConfigMap';
  const found = objects.get(holder, namespace, name);
  if (found.type === 'unreadable') return { type: 'unreadable', because: found.reason };
  const config = holder === 'ConfigMap' ? objects.get(holder, namespace, name) : undefined;
  const isEmpty = config?.type === 'found' && !Object.hasOwn(config.object.data, 'ca.crt');
  return found.type === 'absent' || isEmpty ? invalid('ca-missing', `${namespace}/${name}`) : VALID;
}

const invalid = (because: string, message?: string): Certificate => ({
  type: 'invalid',
  reason: { type: 'listener-invalid', because, ...(message !== undefined && { message }) },
});
