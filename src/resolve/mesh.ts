import type { Pod } from '../inventory/kinds.ts';
import type { Reader } from '../inventory/reader.ts';
import type { Pod as ShownPod } from '../model/exposure.ts';

/** N36: a sidecar, as a container or as an init container that stays, or the mesh's ambient mode. */
export function meshOf(
  { metadata, spec }: Pod,
  objects: Reader<'Namespace'>,
): NonNullable<ShownPod['mesh']> {
  const sidecar =
    spec.containers.some((it) => it.name === PROXY) ||
    spec.initContainers.some((it) => it.name === PROXY && it.restartPolicy === 'Always');
  if (sidecar) return 'sidecar';
  if (metadata.annotations['ambient.istio.io/redirection'] === 'enabled') return 'ambient';
  const namespace = objects.get('Namespace', '', metadata.namespace ?? '');
  const around = namespace.type === 'found' ? namespace.object.metadata.labels : {};
  return (metadata.labels[MODE] ?? around[MODE]) === 'ambient' ? 'ambient' : 'none';
}

const PROXY = 'istio-proxy';
const MODE = 'istio.io/dataplane-mode';
