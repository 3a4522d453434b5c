import type { EntryPoint, Listener } from '../../model/exposure.ts';
import type { ObjectRef } from '../../model/object-ref.ts';

export interface ListenerPlace {
  readonly object: ObjectRef;
  readonly path: string;
  /** Where the name of its Secret stands. */
  readonly secretPath: string;
}

/** Where a listener stands as somebody wrote it: one of a ListenerSet is shown with those of its Gateway. */
export function placeOf(entryPoint: EntryPoint, { path, object }: Listener): ListenerPlace {
  const own = object ?? entryPoint.object;
  return { object: own, path, secretPath: `${path}.${secretField(own, entryPoint)}` };
}

function secretField({ kind }: ObjectRef, { provider }: EntryPoint): string {
  if (kind === 'Ingress') return 'secretName';
  return provider === 'istio' ? 'tls.credentialName' : 'tls.certificateRefs[0].name';
}
