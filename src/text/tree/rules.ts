import { groupBy, uniqueBy } from '../../lib/group.ts';
import type { Destination, EntryPoint, Route } from '../../model/exposure.ts';
import { type Judgement, type Reason, worst } from '../../model/health.ts';
import { refKey, sameRef } from '../../model/object-ref.ts';
import { describeAnswer } from '../action.ts';
import { routeFacts } from '../facts.ts';
import { describePort } from '../listener.ts';
import { describeMatches } from '../match.ts';
import { nearName } from '../object-ref.ts';
import { printable } from '../printable.ts';
import { describeNumber } from '../rule-number.ts';
import {
  belowDestination,
  destinationId,
  destinationNode,
  destinationTrailing,
  factNode,
  targetPieces,
} from './destinations.ts';
import { type Segment, segments, type TreeNode } from './node.ts';
import { reasonSegments } from './pods.ts';

/** The rules that stand in the entry point's own object (an Ingress, a Service). */
export const ownRuleNodes = (entryPoint: EntryPoint): readonly TreeNode[] =>
  ruleNodes(
    written(entryPoint).filter((it) => sameRef(it.object, entryPoint.object)),
    entryPoint,
  );

/** The objects that bring rules to an entry point (VirtualServices, HTTPRoutes), with their rules. */
export function objectNodes(entryPoint: EntryPoint): readonly TreeNode[] {
  const foreign = written(entryPoint).filter((it) => !sameRef(it.object, entryPoint.object));
  return [...groupBy(foreign, (it) => refKey(it.object)).values()].map((routes) =>
    objectNode(routes, entryPoint),
  );
}

const written = ({ routes }: EntryPoint): readonly Route[] =>
  routes.filter((it) => it.generated !== 'https-redirect');

function objectNode(routes: readonly Route[], entryPoint: EntryPoint): TreeNode {
  const [first] = routes;
  const object = first?.object ?? entryPoint.object;
  const hosts = commonHosts(routes);
  return {
    id: `${entryPoint.id}>${refKey(object)}`,
    subject: { type: 'object', object },
    judgement: bare(worst(routes.map((it) => it.judgement))),
    label: segments(
      ['kind', printable(object.kind)],
      ['name', nearName(object, entryPoint.object.namespace)],
      ['host', hosts === undefined ? '' : describeHosts(hosts)],
    ),
    trailing: [],
    children: ruleNodes(routes, entryPoint),
  };
}

/** Of a row whose rows below say why. */
const bare = ({ health }: Judgement): Judgement => ({ health });

/** The hosts that all of the routes have; undefined where they differ, and each row says its own. */
function commonHosts(routes: readonly Route[]): readonly string[] | undefined {
  const sets = uniqueBy(
    routes.map((it) => it.hosts),
    (it) => it.toSorted().join(),
  );
  return sets.length === 1 ? sets[0] : undefined;
}

const describeHosts = (hosts: readonly string[]): string =>
  hosts.includes('*') ? '' : printable(hosts.join(', '));

function ruleNodes(routes: readonly Route[], entryPoint: EntryPoint): readonly TreeNode[] {
  const hostsDiffer = commonHosts(routes) === undefined;
  return runs(routes).map((run) => ruleNode(run, entryPoint, hostsDiffer));
}

/** What one rule becomes (once a listener, once a match) is one row where nothing is tried in between. */
function runs(routes: readonly Route[]): readonly (readonly [Route, ...Route[]])[] {
  const result: [Route, ...Route[]][] = [];
  for (const route of routes) {
    const run = result.at(-1);
    if (run !== undefined && isSameRule(run[0], route)) run.push(route);
    else result.push([route]);
  }
  return result;
}

const isSameRule = (a: Route, b: Route): boolean =>
  a.rule.index === b.rule.index &&
  a.generated === b.generated &&
  a.action.type === b.action.type &&
  a.hosts.join() === b.hosts.join();

function ruleNode(
  routes: readonly [Route, ...Route[]],
  entryPoint: EntryPoint,
  showHosts: boolean,
): TreeNode {
  const [route] = routes;
  const only = onlyDestination(route);
  const matches = uniqueBy(
    routes.flatMap((it) => it.matches),
    (it) => JSON.stringify(it),
  );
  return {
    id: route.id,
    subject: { type: 'rule', routes },
    judgement: worst(routes.map((it) => it.judgement)),
    label: segments(
      ['index', describeRuleNumber(route, entryPoint)],
      ['host', showHosts ? describeHosts(route.hosts) || '*' : ''],
      ['condition', isPort(route, entryPoint) ? '' : describeMatches(matches)],
      ...answerPieces(route, only),
    ),
    trailing:
      only === undefined
        ? reasonSegments(route.judgement)
        : [...destinationTrailing(only), ...ownReason(route.judgement)],
    children: belowRule(route, only),
  };
}

/** What is wrong with the rule itself, and not with where it leads: its controller or listeners do not take it. */
const ownReason = (judgement: Judgement): readonly Segment[] =>
  OWN.has(judgement.reason?.type ?? 'other') ? reasonSegments(judgement) : [];

const OWN = new Set<Reason['type']>(['condition', 'not-attached', 'stale-status']);

/** Where all of its requests go: one row with the rule. */
const onlyDestination = ({ action }: Route): Destination | undefined =>
  action.type === 'forward' && action.destinations.length === 1
    ? action.destinations[0]
    : undefined;

function belowRule(route: Route, only: Destination | undefined): readonly TreeNode[] {
  const facts = routeFacts(route).map((it) => factNode(it, route.id));
  if (only !== undefined)
    return [...facts, ...belowDestination(only, destinationId(route, 0, only))];
  const { action } = route;
  if (action.type !== 'forward') return facts;
  return [...facts, ...action.destinations.map((it, index) => destinationNode(route, index, it))];
}

/** Rules of a Service are its ports. */
const isPort = (route: Route, { object }: EntryPoint): boolean =>
  object.kind === 'Service' && sameRef(route.object, object);

/** People count rules from 1. What nobody wrote has no number. */
function describeRuleNumber(route: Route, entryPoint: EntryPoint): string {
  const { rule, generated } = route;
  if (generated !== undefined) return generated === 'default-backend' ? 'else' : 'also';
  const listener = isPort(route, entryPoint) ? entryPoint.listeners[rule.index] : undefined;
  if (listener !== undefined) return describePort(listener);
  return describeNumber(rule);
}

function answerPieces(
  route: Route,
  only: Destination | undefined,
): readonly (readonly [Segment['role'], string])[] {
  const { action } = route;
  if (action.type !== 'forward')
    return [
      ['arrow', '→'],
      ['target', describeAnswer(action)],
    ];
  return only === undefined ? [] : [['arrow', '→'], ...targetPieces(route, only)];
}

/** All that sends plain requests to https, in one line. */
export function httpsRedirectNodes({ id, routes }: EntryPoint): readonly TreeNode[] {
  const redirects = routes.filter((it) => it.generated === 'https-redirect');
  const [first] = redirects;
  if (first === undefined || first.action.type !== 'redirect') return [];
  const hosts = uniqueBy(
    redirects.flatMap((it) => it.hosts),
    (it) => it,
  );
  return [
    {
      id: `${id}>https-redirect`,
      subject: { type: 'rule', routes: redirects },
      judgement: worst(redirects.map((it) => it.judgement)),
      label: segments(
        ['kind', 'http'],
        ['host', describeHosts(hosts)],
        ['arrow', '→'],
        ['target', `${first.action.status} to https`],
      ),
      trailing: [],
      folded: true,
      children: [],
    },
  ];
}
