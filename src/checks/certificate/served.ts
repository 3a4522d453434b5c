import type { Kinds } from '../../inventory/kinds.ts';
import type { Reader } from '../../inventory/reader.ts';
import { groupBy } from '../../lib/group.ts';
import type { EntryPoint, Exposure, Listener } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';

/** A certificate that cert-manager makes, and the listeners that show it. Of Secrets nothing but the name is known. */
export interface Served {
  readonly certificate: Kinds['Certificate'];
  readonly listeners: readonly { readonly entryPoint: EntryPoint; readonly listener: Listener }[];
}

export function servedCertificates(
  { entryPoints }: Exposure,
  objects: Reader<'Certificate'>,
): readonly Served[] {
  const shown = entryPoints.flatMap((entryPoint) =>
    entryPoint.listeners.flatMap((listener) =>
      listener.tls?.secret === undefined
        ? []
        : [{ secret: refKey(listener.tls.secret), entryPoint, listener }],
    ),
  );
  const bySecret = groupBy(shown, (it) => it.secret);
  return objects.list('Certificate').flatMap((certificate) => {
    const { namespace = '' } = certificate.metadata;
    const name = certificate.spec.secretName;
    const listeners = bySecret.get(`/Secret/${namespace}/${name ?? ''}`) ?? [];
    return listeners.length === 0 ? [] : [{ certificate, listeners }];
  });
}

export const hostsOf = ({ listeners }: Served): readonly string[] => [
  ...new Set(listeners.flatMap(({ listener }) => listener.hosts)),
];
