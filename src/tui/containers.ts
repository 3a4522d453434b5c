import type { Kinds } from '../inventory/kinds.ts';
import { by } from '../lib/order.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Snapshot } from '../session/session.ts';

/** The containers of a Pod as it was read, those that start it last; none where it was not read. */
export function containersOf(snapshot: Snapshot | undefined, pod: ObjectRef): readonly string[] {
  const found = podOf(snapshot, pod);
  if (found === undefined) return [];
  const { containers, initContainers } = found.spec;
  return [...containers, ...initContainers].flatMap((it) => it.name ?? []);
}

/** Whose log tells most: the one that is not ready, that restarted most; a sidecar only where nothing else is. */
export function tellingContainer(
  snapshot: Snapshot | undefined,
  pod: ObjectRef,
): string | undefined {
  const names = containersOf(snapshot, pod);
  const { containerStatuses, initContainerStatuses } = podOf(snapshot, pod)?.status ?? EMPTY;
  const statuses = [...containerStatuses, ...initContainerStatuses];
  const status = (name: string) => statuses.find((it) => it.name === name);
  const isDone = (name: string): boolean => status(name)?.state.terminated?.exitCode === 0;
  const [first] = names.toSorted(
    by(
      (it) => (status(it)?.ready === false && !isDone(it) ? 0 : 1),
      (it) => (SIDECARS.has(it) || isDone(it) ? 1 : 0),
      (it) => -(status(it)?.restartCount ?? 0),
      (it) => names.indexOf(it),
    ),
  );
  return first;
}

const SIDECARS = new Set([
  'istio-proxy',
  'linkerd-proxy',
  'envoy',
  'istio-init',
  'istio-validation',
]);
const EMPTY = { containerStatuses: [], initContainerStatuses: [] };

function podOf(
  snapshot: Snapshot | undefined,
  { namespace = '', name }: ObjectRef,
): Kinds['Pod'] | undefined {
  const found = snapshot?.inventory.get('Pod', namespace, name);
  return found?.type === 'found' ? found.object : undefined;
}
