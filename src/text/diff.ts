import { percent } from '../lib/percent.ts';
import { counted } from '../lib/words.ts';
import type { Change, Gap, Witness } from '../model/diff.ts';
import type { Destination, EntryPoint, Route } from '../model/exposure.ts';
import type { Request, Trace } from '../model/trace.ts';
import { describeAnswer } from './action.ts';
import { routeFacts } from './facts.ts';
import { describeAddress, describePort } from './listener.ts';
import { describeMatches } from './match.ts';
import { describeRef } from './object-ref.ts';
import { describeOutcome } from './outcome.ts';
import { printable } from './printable.ts';
import { describeReason } from './reasons.ts';
import { describeTarget, subsetOf } from './target.ts';

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
    case 'listeners':
    case 'addresses':
      return {
        what: `${describeRef(change.after.object)} ${change.what}`,
        before: entryPointPart(change.what, change.before),
        after: entryPointPart(change.what, change.after),
      };
    case 'order':
      return { what: `${describeRef(change.after.object)} order`, ...describeOrder(change) };
    case 'match':
    case 'action':
    case 'destinations':
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

function entryPointPart(
  part: 'class' | 'listeners' | 'addresses',
  { className, listeners, addresses }: EntryPoint,
): string {
  switch (part) {
    case 'class':
      return printable(className ?? 'none');
    case 'listeners':
      return (
        listeners
          .map((it) => [describePort(it), ...it.hosts.map(printable)].join(' '))
          .join(', ') || 'none'
      );
    case 'addresses':
      return addresses.map(describeAddress).join(', ') || 'none';
  }
}

/** By what the rules take: their numbers change with the order. What stands at both ends of both is left out. */
function describeOrder({
  before,
  after,
}: {
  readonly before: EntryPoint;
  readonly after: EntryPoint;
}): Pick<ChangeWords, 'before' | 'after'> {
  const rules = ({ routes }: EntryPoint): string[] =>
    routes.map((it) => `${describeRef(it.object)} ${rulePart('match', it)}`);
  const [was, is] = [rules(before), rules(after)];
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

function rulePart(part: 'match' | 'action' | 'destinations' | 'settings', route: Route): string {
  const { hosts, matches, action } = route;
  switch (part) {
    case 'match':
      return `${printable(hosts.join(', ') || '*')}  ${describeMatches(matches)}`;
    case 'action':
    case 'destinations':
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

const describeAction = (action: Route['action']): string =>
  action.type === 'forward'
    ? action.destinations.map(describeShare).join(', ') || 'nowhere'
    : describeAnswer(action);

function describeShare(destination: Destination): string {
  const { share, target } = destination;
  const name = [describeTarget(destination), subsetOf(destination)]
    .filter((it) => it !== undefined)
    .join(' ');
  return [
    share === 1 ? '' : `${percent(share)} `,
    name,
    target.type === 'unresolved' && target.because !== 'unreadable' ? ` (${target.because})` : '',
  ].join('');
}

/** What each side answers, with as much as tells them apart. */
export function describeWitness({ before, after }: Pick<Witness, 'before' | 'after'>): {
  readonly before: string;
  readonly after: string;
} {
  const short = { before: describeAnswered(before), after: describeAnswered(after) };
  if (short.before !== short.after) return short;
  return { before: describeLong(before), after: describeLong(after) };
}

export function describeAnswered(trace: Trace): string {
  const { outcome, destinations, branches } = trace;
  if (outcome === 'depends' && branches.length > 0)
    return distinct(branches.map(describeAnswered)).join(' or ');
  if (destinations.length === 0) return describeOutcome(trace);
  const to = destinations.map(describeShare).join(', ');
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

/** The headers to send, with the Host where it is not the URL's own. */
export const sentHeaders = ({ url, authority, headers }: Request): Request['headers'] => [
  ...(url.includes(`://${authority}`) ? [] : [{ name: 'Host', value: authority }]),
  ...headers,
];

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
