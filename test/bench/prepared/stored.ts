import { isRaw, type Raw } from '../../../src/inventory/raise.ts';
import { type Made, realisticPod, realisticStatus } from '../cluster/realistic-pod.ts';

/** Objects as an API server hands them out: with a version, and who set which of their fields. */
export function storing(version: string): (made: Made) => Raw {
  // All of a kind have the same fields in this world.
  const managed = new Map<string, readonly Raw[]>();
  return (made) => {
    const { metadata, status, ...object } = completed(made);
    const managedFields = managed.get(made.kind) ?? managers({ metadata, status, ...object });
    managed.set(made.kind, managedFields);
    return {
      ...object,
      metadata: { ...metadata, uid: UID, resourceVersion: version, managedFields },
      ...(status !== undefined && { status }),
    };
  };
}

const UID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

function completed(made: Made): Made {
  if (made.kind !== 'Pod') return made;
  return { ...made, ...realisticPod(made), status: realisticStatus(made) };
}

const managers = ({ status, ...object }: Raw): readonly Raw[] => [
  managedBy('kube-controller-manager', object),
  ...(status === undefined ? [] : [managedBy('kubelet', { status })]),
];

const managedBy = (manager: string, object: Raw): Raw => ({
  manager,
  operation: 'Update',
  apiVersion: 'v1',
  time: '2026-11-01T11:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: fieldsOf(object),
});

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
function fieldsOf(value: unknown): Raw {
  if (Array.isArray(value))
    return Object.fromEntries(
      value.filter(isRaw).map((it) => [keyOf(it), { '.': {}, ...fieldsOf(it) }]),
    );
  if (!isRaw(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [`f:${name}`, fieldsOf(it)]));
}

/** What tells an item of a list from the others. */
function keyOf(item: Raw): string {
  const name = ['name', 'type', 'ip', 'key'].find((it) => it in item) ?? 'port';
  return `k:${JSON.stringify({ [name]: item[name] })}`;
}
