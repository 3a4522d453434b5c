import { KINDS } from '../inventory/kinds.ts';
import { kindOf } from '../inventory/read-object.ts';
import { shellQuoted } from '../lib/shell-quoted.ts';
import { groupOf, type ObjectRef } from '../model/object-ref.ts';

/** The command that shows an object as it is. */
export const kubectlGet = (object: ObjectRef): string => kubectl('get', object, '-o yaml');

/** With its events, which say what was tried. */
export const kubectlDescribe = (object: ObjectRef): string => kubectl('describe', object, '');

/** The command that lists what carries these labels. */
export const kubectlGetPods = (
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
  rest?: string,
): string =>
  [
    'kubectl get pods',
    ...(namespace === undefined ? ['-A'] : [`-n ${shellQuoted(namespace)}`]),
    ...(Object.keys(labels).length === 0 ? [] : [`-l ${shellQuoted(labelText(labels))}`]),
    ...(rest === undefined ? [] : [rest]),
  ].join(' ');

/**
 * An edit of one field, to copy: `path` as `kubectl explain` would write it, and for a key of a map with dots in it the
 * key apart.
 */
export function kubectlPatch(
  object: ObjectRef,
  path: string,
  value: unknown,
  op: 'add' | 'replace' | 'remove' = 'replace',
): string {
  const edit = { op, path: pointer(path), ...(op !== 'remove' && { value }) };
  return kubectl('patch', object, `--type json -p ${shellQuoted(JSON.stringify([edit]))}`);
}

/** A ReferenceGrant that lets an object, and others of its kind beside it, use one of another namespace. */
export function kubectlGrant(
  { apiVersion, kind, namespace }: ObjectRef,
  to: {
    readonly group: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  },
): string {
  const grant = {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: `${to.name}-for-${namespace}`, namespace: to.namespace },
    spec: {
      from: [{ group: groupOf(apiVersion), kind, namespace }],
      to: [{ group: to.group, kind: to.kind, name: to.name }],
    },
  };
  return `echo ${shellQuoted(JSON.stringify(grant))} | kubectl apply -f -`;
}

export const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

function kubectl(verb: string, object: ObjectRef, rest: string): string {
  const { namespace, name } = object;
  const scope = namespace === undefined ? [] : [`-n ${shellQuoted(namespace)}`];
  return ['kubectl', verb, resourceOf(object), ...scope, shellQuoted(name), rest]
    .join(' ')
    .trimEnd();
}

/** With its group where there is one, so that no other kind of the name is meant. */
function resourceOf({ apiVersion, kind }: ObjectRef): string {
  const group = groupOf(apiVersion);
  const known = kindOf(apiVersion, kind);
  const plural = known === undefined ? kind.toLowerCase() : KINDS[known.kind].plural;
  return group === '' || BUILT_IN.test(group) ? plural : `${plural}.${group}`;
}

const BUILT_IN = /^(apps|networking\.k8s\.io|discovery\.k8s\.io)$/;

/** `spec.http[0].route[1].destination.host` as a JSON pointer; `spec.selector['a.b/c']` holds a key with dots. */
const pointer = (path: string): string =>
  [...path.matchAll(/\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g)]
    .map(([, key, index, name]) => key ?? index ?? name ?? '')
    .map((it) => `/${it.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
