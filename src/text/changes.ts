import type { EntryPoint, EntryPointId, Exposure, Pod, Route } from '../model/exposure.ts';
import type { Health, Judgement } from '../model/health.ts';
import { type ObjectRef, refKey } from '../model/object-ref.ts';
import { describeMatches } from './match.ts';
import { printable } from './printable.ts';
import { describeJudgement } from './reasons.ts';
import { describeNumber } from './rule-number.ts';
import { describeWhereTo } from './where-to.ts';

/** What became different on the way of an entry point. */
export interface Change {
  readonly entryPoint: EntryPointId;
  readonly object: ObjectRef;
  /** In words, printable. */
  readonly text: string;
  readonly health?: Health;
}

/** What happened between two states of the world, by entry point; within one from the way in down to its Pods. */
export function changesBetween(before: Exposure, after: Exposure): readonly Change[] {
  const old = byId(before.entryPoints);
  const now = byId(after.entryPoints);
  return [
    ...before.entryPoints
      .filter((it) => !now.has(it.id))
      .map((it): Change => ({ entryPoint: it.id, object: it.object, text: 'is gone' })),
    ...after.entryPoints.flatMap((it) => {
      const was = old.get(it.id);
      return was === undefined
        ? [{ entryPoint: it.id, object: it.object, text: 'appeared', health: it.judgement.health }]
        : entryPointChanges(was, it);
    }),
  ];
}

function entryPointChanges(before: EntryPoint, after: EntryPoint): readonly Change[] {
  if (before === after) return [];
  const told = { entryPoint: after.id };
  const [was, is] = [addressesOf(before), addressesOf(after)];
  const rules = unshared(before.routes, after.routes);
  return [
    ...judged(before.judgement, after.judgement).map((it) => ({
      ...told,
      object: after.object,
      ...it,
    })),
    ...(was === is ? [] : [{ ...told, object: after.object, text: `address ${was} → ${is}` }]),
    ...routeChanges(rules).map((it) => ({ ...told, ...it })),
    ...podChanges(before, after, rules).map((it) => ({ ...told, ...it })),
  ];
}

type Told = Omit<Change, 'entryPoint'>;

function judged(before: Judgement, after: Judgement): readonly Pick<Change, 'text' | 'health'>[] {
  if (before.health === after.health) return [];
  const why = describeJudgement(after);
  const text = `${before.health} → ${after.health}${why === undefined ? '' : `: ${why}`}`;
  return [{ text, health: after.health }];
}

const addressesOf = ({ addresses }: EntryPoint): string =>
  printable(addresses.map((it) => it.value).join(', ')) || 'none';

function routeChanges([some, others]: Unshared<Route>): readonly Told[] {
  const old = byId(some);
  const now = byId(others);
  return [
    ...some
      .filter((it) => !now.has(it.id))
      .map((it): Told => ({ object: it.object, text: `${nameOf(it)} is gone` })),
    ...others.flatMap((it): readonly Told[] => {
      const was = old.get(it.id);
      const { object } = it;
      if (was === undefined)
        return [{ object, text: `${nameOf(it)} appeared: ${takesOf(it)}, ${describeWhereTo(it)}` }];
      return [
        ...(takesOf(was) === takesOf(it)
          ? []
          : [{ object, text: `${nameOf(it)}: takes ${takesOf(was)} → ${takesOf(it)}` }]),
        ...(describeWhereTo(was) === describeWhereTo(it)
          ? []
          : [{ object, text: `${nameOf(it)}: ${describeWhereTo(was)} → ${describeWhereTo(it)}` }]),
        ...judged(was.judgement, it.judgement).map(({ text, ...rest }) => ({
          object,
          text: `${nameOf(it)}: ${text}`,
          ...rest,
        })),
      ];
    }),
  ];
}

type Unshared<T> = readonly [readonly T[], readonly T[]];

/** What only one of them has: nearly all of thousands are the same object, and not looked up by their ids. */
function unshared<T>(some: readonly T[], others: readonly T[]): Unshared<T> {
  const [left, right] = [new Set(some), new Set(others)];
  return [some.filter((it) => !right.has(it)), others.filter((it) => !left.has(it))];
}

const nameOf = ({ rule }: Route): string => `rule ${describeNumber(rule)}`;

const takesOf = ({ hosts, matches }: Route): string =>
  `${printable(hosts.join(', '))} ${describeMatches(matches)}`;

/** What both have is the same object: of many thousands of Pods only those behind rules that differ are looked at. */
function podChanges(
  before: EntryPoint,
  after: EntryPoint,
  [left, right]: Unshared<Route>,
): readonly Told[] {
  const [was, is] = unshared(
    podsOf({ ...before, routes: left }),
    podsOf({ ...after, routes: right }),
  );
  const [old, now] = [byRef(was), byRef(is)];
  const lost = [...old.keys()].filter((key) => !now.has(key));
  const fresh = [...now.keys()].filter((key) => !old.has(key));
  // Elsewhere it may have been, or may be, as before.
  const wasThere = fresh.length === 0 ? NOBODY : byRef(podsOf(before));
  const isThere = lost.length === 0 ? NOBODY : byRef(podsOf(after));
  return [
    ...[...old]
      .filter(([key]) => !now.has(key) && !isThere.has(key))
      .map(([, { object }]): Told => ({ object, text: 'is gone' })),
    ...[...now].flatMap(([key, pod]): readonly Told[] => {
      const known = old.get(key) ?? wasThere.get(key);
      const { object, judgement } = pod;
      if (known === undefined) return [{ object, text: `appeared: ${stateOf(pod)}` }];
      return stateOf(known) === stateOf(pod)
        ? []
        : [{ object, text: `${stateOf(known)} → ${stateOf(pod)}`, health: judgement.health }];
    }),
  ];
}

const byRef = (pods: readonly Pod[]): ReadonlyMap<string, Pod> =>
  new Map(pods.map((it) => [refKey(it.object), it]));

const NOBODY: ReadonlyMap<string, Pod> = new Map();

const stateOf = ({ status, readyContainers, containers, restarts }: Pod): string =>
  printable(
    `${status} ${readyContainers}/${containers}${restarts === 0 ? '' : `, ${restarts} restarts`}`,
  );

const podsOf = ({ wayIn, routes }: Pick<EntryPoint, 'wayIn' | 'routes'>): readonly Pod[] => [
  ...wayIn.flatMap((it) => (it.type === 'gateway-pods' ? it.pods : [])),
  ...routes.flatMap(({ action }) =>
    action.type === 'forward' ? action.destinations.flatMap((it) => it.pods) : [],
  ),
];

const byId = <T extends { readonly id: string }>(values: readonly T[]): ReadonlyMap<string, T> =>
  new Map(values.map((it) => [it.id, it]));
