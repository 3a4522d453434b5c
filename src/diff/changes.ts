import { groupBy } from '../lib/group.ts';
import { sameData } from '../lib/same.ts';
import type { Change, EntryPointPart, RulePart } from '../model/diff.ts';
import type { Destination, EntryPoint, Exposure, Route } from '../model/exposure.ts';
import type { Judgement } from '../model/health.ts';
import { refKey } from '../model/object-ref.ts';

/** What was added, removed and changed, entry point by entry point. */
export function changesOf(before: Exposure, after: Exposure): readonly Change[] {
  const old = new Map(before.entryPoints.map((it) => [it.id, it]));
  const now = new Map(after.entryPoints.map((it) => [it.id, it]));
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((id) => {
    const [left, right] = [old.get(id), now.get(id)];
    if (left !== undefined && right !== undefined) return changesIn(left, right);
    if (left !== undefined) return [{ type: 'removed', what: 'entry-point', entryPoint: left }];
    return right === undefined ? [] : [{ type: 'added', what: 'entry-point', entryPoint: right }];
  });
}

function changesIn(before: EntryPoint, after: EntryPoint): readonly Change[] {
  const rules = pairs(before.routes, after.routes);
  const parts: readonly (readonly [EntryPointPart, boolean])[] = [
    ['class', before.className !== after.className],
    ['listeners', !sameData(listenersOf(before), listenersOf(after))],
    ['addresses', !sameData(addressesOf(before), addressesOf(after))],
    ['order', !sameOrder(rules, before, after)],
    ['health', healthDiffers(before.judgement, after.judgement)],
  ];
  return [
    ...parts.filter(([, differs]) => differs).map(([what]) => change(what, before, after)),
    ...rules.flatMap((it) => rulesChanged(it, after)),
  ];
}

const change = (what: EntryPointPart, before: EntryPoint, after: EntryPoint): Change => ({
  type: 'changed',
  what,
  before,
  after,
});

const listenersOf = ({ listeners }: EntryPoint): unknown =>
  listeners.map(({ name, port, protocol, hosts, tls }) => ({ name, port, protocol, hosts, tls }));

const addressesOf = ({ addresses }: EntryPoint): unknown =>
  addresses.map(({ type, value, ports }) => ({ type, value, ports: ports.map((it) => it.port) }));

/** What cannot be known on one side is no change. */
const healthDiffers = (before: Judgement, after: Judgement): boolean =>
  before.health !== after.health && before.health !== 'unknown' && after.health !== 'unknown';

interface Pair {
  readonly before?: Route;
  readonly after?: Route;
}

/** Rules are the same where they take the same requests; of what is left, those of one name, then at one place. */
function pairs(before: readonly Route[], after: readonly Route[]): readonly Pair[] {
  const ways: readonly ((route: Route) => unknown)[] = [
    ({ hosts, matches }) => [hosts, matches],
    ({ hosts, rule }) => [hosts, rule.name],
    ({ hosts, rule }) => [hosts, rule.index],
    ({ rule }) => rule.index,
  ];
  let open: readonly Pair[] = [
    ...before.map((it) => ({ before: it })),
    ...after.map((it) => ({ after: it })),
  ];
  const closed: Pair[] = [];
  for (const way of ways) {
    const found = paired(
      open.flatMap((it) => it.before ?? []),
      open.flatMap((it) => it.after ?? []),
      (it) => JSON.stringify([refKey(it.object), it.generated, way(it)]),
    );
    open = found.filter((it) => it.before === undefined || it.after === undefined);
    closed.push(...found.filter((it) => !open.includes(it)));
  }
  const [old, now] = [
    new Set(closed.map((it) => it.before && sameRuleKey(it.before))),
    new Set(closed.map((it) => it.after && sameRuleKey(it.after))),
  ];
  // A rule that two listeners have, and do not read alike, is gone, or new, where both lose or get it.
  return [
    ...closed,
    ...open.filter(
      ({ before: left, after: right }) =>
        (left === undefined || !old.has(sameRuleKey(left))) &&
        (right === undefined || !now.has(sameRuleKey(right))),
    ),
  ];
}

const sameRuleKey = ({ object, generated, rule, hosts, matches }: Route): string =>
  JSON.stringify([refKey(object), generated, rule.index, hosts, matches]);

function paired(
  before: readonly Route[],
  after: readonly Route[],
  key: (route: Route) => string,
): readonly Pair[] {
  const waiting = groupBy(before, key);
  const found = after.map((it): Pair => {
    const other = waiting.get(key(it))?.shift();
    return other === undefined ? { after: it } : { before: other, after: it };
  });
  return [...found, ...[...waiting.values()].flat().map((it): Pair => ({ before: it }))];
}

/** Whether the rules that both have are tried in the same order. */
function sameOrder(rules: readonly Pair[], before: EntryPoint, after: EntryPoint): boolean {
  const partner = new Map(rules.map((it) => [it.after, it.before]));
  const places = new Map(before.routes.map((it, index) => [it, index]));
  let last = -1;
  for (const route of after.routes) {
    const other = partner.get(route);
    if (other === undefined) continue;
    const place = places.get(other) ?? -1;
    if (place < last) return false;
    last = place;
  }
  return true;
}

function rulesChanged({ before, after }: Pair, entryPoint: EntryPoint): readonly Change[] {
  if (before === undefined)
    return after === undefined ? [] : [{ type: 'added', what: 'rule', entryPoint, route: after }];
  if (after === undefined) return [{ type: 'removed', what: 'rule', entryPoint, route: before }];
  const parts: readonly (readonly [RulePart, boolean])[] = [
    ['match', !sameData([before.hosts, before.matches], [after.hosts, after.matches])],
    ['action', !sameData(actionOf(before), actionOf(after))],
    ['destinations', !sameData(destinationsOf(before), destinationsOf(after))],
    ['settings', !sameData(before.modifiers, after.modifiers)],
    ['health', healthDiffers(before.judgement, after.judgement)],
  ];
  return parts
    .filter(([, differs]) => differs)
    .map(([what]) => ({ type: 'changed', what, entryPoint, before, after }));
}

const actionOf = ({ action }: Route): unknown => (action.type === 'forward' ? action.type : action);

const destinationsOf = ({ action }: Route): unknown =>
  action.type === 'forward' ? action.destinations.map(destinationOf) : [];

const destinationOf = ({ ref, share, target, modifiers, policy }: Destination): unknown => ({
  ref,
  share,
  type: target.type === 'unresolved' && target.because === 'unreadable' ? 'service' : target.type,
  ...(target.type === 'service' && {
    port: target.port,
    subset: target.subset,
    targetPort: target.targetPort,
    selector: target.selector,
  }),
  ...(target.type === 'unresolved' &&
    target.because !== 'unreadable' && { because: target.because }),
  modifiers,
  policy,
});
