import type { Kind } from '../../../src/inventory/kinds.ts';
import { isRaw, type Raw } from '../../../src/inventory/raise.ts';
import type { SourceState } from '../../../src/inventory/source.ts';
import type { Chance } from '../chance.ts';
import { type ApiServer, keyOf, type Resource } from './api-server.ts';

/** What the server of the fault tests has: core kinds, one without namespaces, one that is listed as protocol buffers, one of a CRD. */
export const RESOURCES: Readonly<Record<(typeof KINDS)[number], Resource>> = {
  Namespace: { base: '/api/v1', plural: 'namespaces', kind: 'Namespace', namespaced: false },
  Pod: { base: '/api/v1', plural: 'pods', kind: 'Pod', namespaced: true },
  Service: { base: '/api/v1', plural: 'services', kind: 'Service', namespaced: true },
  Ingress: {
    base: '/apis/networking.k8s.io/v1',
    plural: 'ingresses',
    kind: 'Ingress',
    namespaced: true,
  },
  HTTPRoute: {
    base: '/apis/gateway.networking.k8s.io/v1',
    plural: 'httproutes',
    kind: 'HTTPRoute',
    namespaced: true,
  },
};
export const KINDS = [
  'Namespace',
  'Pod',
  'Service',
  'Ingress',
  'HTTPRoute',
] as const satisfies Kind[];
const ALL = Object.values(RESOURCES);

/** Objects that are there from the beginning to the end: a screen on which they are missing lies. */
export const ROCK = 'rock';

let version = 0;

function object(resource: Resource, namespace: string, name: string): Raw {
  version += 1;
  return {
    metadata: {
      name,
      ...(resource.namespaced && { namespace }),
      // Characters of two to four bytes, for whoever cuts them.
      labels: { version: String(version), motto: 'für 各 😀' },
    },
    spec: {},
  };
}

export function populate(server: ApiServer, chance: Chance): void {
  for (const it of ALL) {
    server.put(it, object(it, 'shop', ROCK));
    for (let count = chance.integer(0, 6); count > 0; count -= 1) change(server, chance, it);
  }
}

/** Something comes, changes or goes. */
export function change(server: ApiServer, chance: Chance, among?: Resource): void {
  const resource = among ?? chance.pick(server.resources);
  const keys = [...server.all(resource).keys()].filter((it) => !it.endsWith(`/${ROCK}`));
  if (keys.length > 0 && chance.sometimes(0.3)) server.remove(resource, chance.pick(keys));
  else
    server.put(
      resource,
      object(resource, chance.pick(['shop', 'default']), chance.pick([ROCK, 'a', 'b', 'c', 'd'])),
    );
}

/** Which version of each object is there. */
export type Versions = ReadonlyMap<string, string>;

export function versionsOf(server: ApiServer): Versions {
  return new Map(
    KINDS.flatMap((kind) =>
      [...server.all(RESOURCES[kind]).values()].map((it) => [`${kind} ${keyOf(it)}`, labelOf(it)]),
    ),
  );
}

const labelOf = ({ metadata }: Raw): string => {
  const labels = isRaw(metadata) ? metadata['labels'] : undefined;
  return isRaw(labels) ? String(labels['version']) : '';
};

export function versionsShown({ inventory }: SourceState): Versions {
  return new Map(
    KINDS.flatMap((kind) =>
      inventory.list(kind).map(({ metadata: { namespace = '', name, labels } }) => {
        return [`${kind} ${namespace}/${name}`, labels['version'] ?? ''] as const;
      }),
    ),
  );
}

/** What is there and not shown, shown and not there, or not in the same version; nothing where they are equal. */
export function differences(there: Versions, shown: Versions): readonly string[] {
  return [...new Set([...there.keys(), ...shown.keys()])]
    .filter((key) => there.get(key) !== shown.get(key))
    .map((key) => `${key}: there ${there.get(key) ?? 'not'}, shown ${shown.get(key) ?? 'not'}`);
}
