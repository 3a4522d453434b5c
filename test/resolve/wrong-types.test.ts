import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { everythingWasRead, inventoryOf } from '../../src/inventory/inventory.ts';
import type { Raw } from '../../src/inventory/raise.ts';
import type { Match } from '../../src/model/match.ts';
import type { ObjectRef } from '../../src/model/object-ref.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { caseFolders, CASES } from '../support/cases.ts';
import {
  matchingPlaces,
  pathOf,
  type Place,
  valueAt,
  withoutParts,
  withValue,
} from '../support/matching-fields.ts';
import { runs } from '../support/runs.ts';
import { CASE_NOW, objectsOf, rawObjects } from '../support/world.ts';

const routing = caseFolders.filter((it) => !it.startsWith('services'));

test('a rule with a field of the wrong type takes no more than it did, and a note names the field', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...routing),
      fc.nat(),
      fc.nat(),
      fc.constantFrom<unknown>(7, 'x', true, { x: 1 }, [{}], ['x'], [7]),
      (folder, object, field, wrong) => {
        const raws = rawObjects(readFileSync(join(CASES, folder, 'objects.yaml'), 'utf8'));
        const places = raws.map(matchingPlaces);
        const indexes = [...raws.keys()].filter((it) => (places[it] ?? []).length > 0);
        const index = indexes[object % indexes.length];
        const own = index === undefined ? undefined : raws[index];
        if (index === undefined || own === undefined) return;
        const all = places[index] ?? [];
        const place = all[field % all.length];
        if (place === undefined || typeOf(valueAt(own, place)) === typeOf(wrong)) return;
        expectNoMore({ raws, index, own, place }, wrong);
      },
    ),
    runs(15, 100),
  );
});

test.each([
  { action: 7 },
  { selector: 'all' },
  { selector: { matchLabels: { app: 1 } } },
  { targetRefs: [{ kind: 'Gateway', name: 7 }] },
  { rules: 'none' },
])('a policy that does not say for whom it is is left out: %j', (spec) => {
  const own = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'policy', namespace: 'shop' },
    spec,
  };
  const { objects, notes } = objectsOf([own]);
  expect(objects.AuthorizationPolicy).toBeUndefined();
  expect(notes.map((it) => isIt(it.object, own))).toEqual([true]);
});

interface Changed {
  readonly raws: readonly Raw[];
  readonly index: number;
  readonly own: Raw;
  readonly place: Place;
}

function expectNoMore({ raws, index, own, place }: Changed, wrong: unknown): void {
  const taken = (it: unknown): readonly string[] => takenBy(own, raws.with(index, it as Raw));
  // What is left of the object may take what the part that was left out had before it.
  const allowed = new Set([own, ...withoutParts(own, place)].flatMap(taken));
  const changed = withValue(own, place, wrong);
  expect(taken(changed).filter((it) => !allowed.has(it))).toEqual([]);
  const { notes } = objectsOf([changed as Raw]);
  expect(notes.filter((it) => it.path.startsWith(pathOf(place)))).not.toEqual([]);
  for (const { object } of notes) expect(isIt(object, own)).toBe(true);
}

/** All that the object's rules take: where, for which host, and what of a request. */
function takenBy(own: Raw, raws: readonly Raw[]): readonly string[] {
  const { dataPlanes } = resolve(inventoryOf(objectsOf(raws).objects, everythingWasRead), CASE_NOW);
  return dataPlanes.flatMap((plane) =>
    plane.listeners.flatMap(({ port, servers }) =>
      servers.flatMap((server) =>
        server.virtualHosts.flatMap(({ host, routes }) =>
          routes
            .filter(({ object }) => isIt(object, own))
            .flatMap(({ matches }) => (matches.length === 0 ? [{}] : matches))
            .map((match) =>
              [plane.id, port, server.tls, server.sni.join(), host, textOf(match)].join(' '),
            ),
        ),
      ),
    ),
  );
}

/** On nginx a path without its Exact twin takes that one too. */
const textOf = (match: Match): string =>
  JSON.stringify(
    match.path?.type === 'prefix' && match.path.value.endsWith('/')
      ? { ...match, path: { type: 'segment-prefix', value: match.path.value.slice(0, -1) } }
      : match,
  );

function isIt(object: ObjectRef, { kind, metadata }: Raw): boolean {
  const { name, namespace = 'default' } = metadata as Record<string, unknown>;
  return object.kind === kind && object.name === name && object.namespace === namespace;
}

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);
