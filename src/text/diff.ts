import { percent } from '../lib/percent.ts';
import { counted } from '../lib/words.ts';
import type { Change, Gap, Witness } from '../model/diff.ts';
import type { Destination, EntryPoint, Listener, Route } from '../model/exposure.ts';
import type { Trace } from '../model/trace.ts';
import { describeAnswer } from './action.ts';
import { routeFacts } from './facts.ts';
import { describeLabels } from './labels.ts';
import { describeAddress, describePort, describeTls } from './listener.ts';
import { describeMatches } from './match.ts';
import { describeRef } from './object-ref.ts';
import { describeOutcome } from './outcome.ts';
import { printable } from './printable.ts';
import { describeReason } from './reasons.ts';
import { describeTarget, subsetOf } from './target.ts';
import { describeDependence } from './trace-words.ts';

/** A change in words: what it is about, and how that was and is. */
export interface ChangeWords {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

export function describeChange(change: Change): ChangeWords {
  switch (change.what) {
    case 'entry-point':
      return { what: describeRef(change.entryPoint.object) };
    case 'rule':
      return {
        what: `${ruleName(change.route)} ${throughEntryPoint(change.route, change.entryPoint)}`.trimEnd(),
        [change.type === 'added' ? 'after' : 'before']: describeRoute(change.route),
      };
    case 'class':
    case 'addresses':
      return {
        what: `${describeRef(change.after.object)} ${change.what}`,
        before: entryPointPart(change.what, change.before),
        after: entryPointPart(change.what, change.after),
      };
    case 'listeners':
      return {
        what: `${describeRef(change.after.object)} ${change.what}`,
        ...toldApart(change, [
          ({ listeners }) => describeListeners(listeners),
          ({ listeners }) => describeListeners(listeners, describeTls),
          ({ listeners }) => describeListeners(listeners, describeListener),
        ]),
      };
    case 'order':
      return { what: `${describeRef(change.after.object)} order`, ...describeOrder(change) };
    case 'destinations':
      return {
        what: `${ruleName(change.after)} ${change.what}`,
        ...toldApart(change, [
          ({ action }) => describeAction(action),
          ({ action }) => describeAction(action, describeBehind),
          ({ action }) => describeAction(action, ({ ref }) => `written ${printable(ref)}`),
        ]),
      };
    case 'match':
    case 'action':
    case 'settings':
      return {
        what: `${ruleName(change.after)} ${change.what}`,
        before: rulePart(change.what, change.before),
        after: rulePart(change.what, change.after),
      };
    case 'health': {
      const { before, after } = change;
      const name = 'rule' in after ? ruleName(after) : describeRef(after.object);
      return { what: `${name} health`, before: healthOf(before), after: healthOf(after) };
    }
  }
}

/** In the shortest words that are not the same for both. */
function toldApart<T>(
  { before, after }: { readonly before: T; readonly after: T },
  ways: readonly ((it: T) => string)[],
): { readonly before: string; readonly after: string } {
  const words = ways.map((way) => ({ before: way(before), after: way(after) }));
  return words.find((it) => it.before !== it.after) ?? { before: '', after: '', ...words[0] };
}

const ruleName = ({ object, rule, generated }: Route): string =>
  generated === undefined
    ? `${describeRef(object)} #${rule.index + 1}`
    : `${describeRef(object)} ${generated}`;

/** Where a rule is told apart from the object that it is reached through. */
const throughEntryPoint = (route: Route, { object }: EntryPoint): string =>
  describeRef(object) === describeRef(route.object) ? '' : `through ${describeRef(object)}`;

function healthOf({ judgement }: EntryPoint | Route): string {
  const { health, reason } = judgement;
  return reason === undefined ? health : `${health}: ${describeReason(reason)}`;
}

function entryPointPart(part: 'class' | 'addresses', { className, addresses }: EntryPoint): string {
  switch (part) {
    case 'class':
      return printable(className ?? 'none');
    case 'addresses':
      return addresses.map(describeAddress).join(', ') || 'none';
  }
}

/** `more` is what else is told of each; empty: nothing. */
const describeListeners = (
  listeners: readonly Listener[],
  more: (listener: Listener) => string = () => '',
): string =>
  listeners
    .map((it) => [describePort(it), ...it.hosts.map(printable), more(it)].join(' ').trimEnd())
    .join(', ') || 'none';

const describeListener = ({ name, tls }: Listener): string =>
  [
    ...(name === undefined ? [] : [`called ${printable(name)}`]),
    ...(tls === undefined ? [] : [`TLS ${tls.mode}`]),
    ...(tls?.secret === undefined ? [] : [`with ${describeRef(tls.secret)}`]),
  ].join(' ');

const rulesIn = ({ routes }: EntryPoint): string[] =>
  routes.map((it) => `${describeRef(it.object)} ${rulePart('match', it)}`);

/** By what the rules take: their numbers change with the order. What stands at both ends of both is left out. */
function describeOrder({
  before,
  after,
}: {
  readonly before: EntryPoint;
  readonly after: EntryPoint;
}): Pick<ChangeWords, 'before' | 'after'> {
  const [was, is] = [rulesIn(before), rulesIn(after)];
  while (is.length > 0 && was[0] === is[0]) {
    was.shift();
    is.shift();
  }
  while (is.length > 0 && was.at(-1) === is.at(-1)) {
    was.pop();
    is.pop();
  }
  return { before: was.join(', '), after: is.join(', ') };
}

function rulePart(part: 'match' | 'action' | 'settings', route: Route): string {
  const { hosts, matches, action } = route;
  switch (part) {
    case 'match':
      return `${printable(hosts.join(', ') || '*')}  ${describeMatches(matches)}`;
    case 'action':
      return describeAction(action);
    case 'settings':
      return (
        routeFacts({ ...route, facts: [] })
          .map(({ name, value }) => `${name} ${value}`)
          .join(', ') || 'none'
      );
  }
}

const describeRoute = (route: Route): string =>
  `${rulePart('match', route)} → ${describeAction(route.action)}`;

const describeAction = (action: Route['action'], more?: More): string =>
  action.type === 'forward'
    ? action.destinations.map((it) => describeShare(it, more)).join(', ') || 'nowhere'
    : describeAnswer(action);

/** What else is told of a destination; empty: nothing. */
type More = (destination: Destination) => string;

/** The Pods that a Service means, by labels, and their port. */
function describeBehind({ target }: Destination): string {
  if (target.type !== 'service') return '';
  const labels = { ...target.selector, ...target.subset?.labels };
  const pods =
    Object.keys(labels).length === 0 ? 'no selector' : `Pods with ${describeLabels(labels)}`;
  return `${pods}, port ${printable(target.targetPort)}`;
}

function describeShare(destination: Destination, more: More = () => ''): string {
  const { share, target } = destination;
  const name = [describeTarget(destination), subsetOf(destination)]
    .filter((it) => it !== undefined)
    .join(' ');
  return [
    share === 1 ? '' : `${percent(share)} `,
    name,
    target.type === 'unresolved' && target.because !== 'unreadable' ? ` (${target.because})` : '',
    ...[more(destination)].filter((it) => it !== '').map((it) => ` (${it})`),
  ].join('');
}

/** What each side answers, with as much as tells them apart. */
export function describeWitness({ before, after }: Pick<Witness, 'before' | 'after'>): {
  readonly before: string;
  readonly after: string;
} {
  return toldApart({ before, after }, [
    (it) => describeAnswered(it),
    describeLong,
    (it) => describeAnswered(it, describeBehind),
    (it) => [describeAnswered(it), ...it.dependsOn.map(describeDependence)].join(', '),
  ]);
}

export function describeAnswered(trace: Trace, more?: More): string {
  const { outcome, destinations, branches } = trace;
  if (outcome === 'depends' && branches.length > 0)
    return distinct(branches.map((it) => describeAnswered(it, more))).join(' or ');
  if (destinations.length === 0) return describeOutcome(trace);
  const to = destinations.map((it) => describeShare(it, more)).join(', ');
  return outcome === 'backend' && trace.failureShare === 0
    ? to
    : `${to}: ${describeOutcome(trace)}`;
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

function describeLong(trace: Trace): string {
  if (trace.branches.length > 0) return distinct(trace.branches.map(describeLong)).join(' or ');
  const { rewrite, requestHeaders = [], route } = trace;
  const response = route?.modifiers.responseHeaders;
  return [
    describeAnswered(trace),
    ...(rewrite?.host === undefined ? [] : [`Host ${rewrite.host}`]),
    ...(rewrite?.path === undefined ? [] : [`path ${rewrite.path}`]),
    ...requestHeaders.map(({ name, value }) => `${name}: ${value}`),
    ...[...(response?.set ?? []), ...(response?.add ?? [])].map(
      ({ name, value }) => `answers ${name}: ${value}`,
    ),
    ...(response?.remove ?? []).map((it) => `answers no ${it}`),
  ]
    .map(printable)
    .join(', ');
}

export function describeGap(gap: Gap): string {
  switch (gap.type) {
    case 'no-entry-point':
      return 'nothing was compared: neither side has an entry point. Give the Gateways and classes too that the rules need';
    case 'pattern':
      return `no text is known that ${printable(gap.pattern)} takes: what it alone decides was not tried`;
    case 'too-many':
      return `${printable(gap.host)} has more kinds of requests than were tried`;
  }
}

/** `and 3 like it`. */
export const describeAlike = ({ alike }: Witness): string =>
  alike < 2 ? '' : `and ${counted(alike - 1, 'other')} like it`;
