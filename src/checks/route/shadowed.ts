import { kindOf } from '../../inventory/read-object.ts';
import type { Route } from '../../model/exposure.ts';
import type { NotAttached } from '../../model/health.ts';
import { type ObjectRef, sameRef } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { kubectlGet } from '../kubectl.ts';
import { refText } from '../words.ts';
import { type CreatedOf, ruleReaches, ruleText } from './reached.ts';

const READS = ['VirtualService', 'Ingress', 'HTTPRoute', 'GRPCRoute'] as const;

export const shadowed = defineCheck({
  id: 'route/shadowed',
  severity: 'warning',
  summary: 'A rule never gets a request: a rule of another object takes them all.',
  explain: `Rules of several objects for one host are tried together, as one list. Which comes first follows from the API: in the
Gateway API the longer path, then the method, then more headers, then more query parameters, then the older object, then
the name; in ingress-nginx the older Ingress has a host and path alone; in Istio the older VirtualService, except that
rules for everything come last. So a rule may be right as it stands, and another team's object takes its requests; which
one may change when an object is made anew.

Narrow the other rule, or move this one into the object that wins.`,
  reads: READS,

  *run({ objects, uses }) {
    const createdOf: CreatedOf = ({ apiVersion, kind, namespace = '', name }) => {
      const type = READS.find((it) => it === kindOf(apiVersion, kind)?.kind);
      const found = type && objects.get(type, namespace, name);
      return found?.type === 'found' ? found.object.metadata.creationTimestamp : undefined;
    };
    for (const { route, takenBy, isReached } of ruleReaches(uses.reaches())) {
      if (isReached) continue;
      const winner = takenBy.find((it) => it !== undefined && !sameRef(it.object, route.object));
      if (winner === undefined) continue;
      yield {
        severity: 'warning',
        object: route.object,
        path: route.rule.path,
        message: `the rule never gets a request: ${ruleText(winner)} of ${refText(winner.object)} takes them, since ${tieBreak(route, winner, createdOf)}`,
        hint: 'Narrow the other rule, or put both into one object.',
        command: kubectlGet(winner.object),
        impact: { hosts: route.hosts, failureShare: 0 },
      };
    }
    for (const { object, because, by, routes } of uses.idle()('path-taken', ...WORDS.keys()))
      for (const { rule, hosts } of routes)
        yield {
          severity: 'warning',
          object,
          path: rule.path,
          message: `the rule never gets a request: ${wordsOf(because, by)}`,
          hint: 'Take it out, or give it a host or path of its own.',
          ...(by !== undefined && { command: kubectlGet(by) }),
          impact: { hosts, failureShare: 0 },
        };
  },
});

const wordsOf = (because: NotAttached, by: ObjectRef | undefined): string =>
  because === 'path-taken'
    ? `${by === undefined ? 'another Ingress' : refText(by)} has the same host and path, and is older`
    : (WORDS.get(because) ?? because);

const WORDS: ReadonlyMap<NotAttached, string> = new Map([
  ['hostname-conflict', 'an older route of another kind has the hostname'],
  ['more-specific-listener', 'a listener with a more specific hostname takes them'],
  ['older-route-wins', 'an older route has the listener'],
]);

/** By which rule the other one comes first, as far as the two objects tell. */
function tieBreak(loser: Route, winner: Route, createdOf: CreatedOf): string {
  const { object } = loser;
  const [own, other] = [createdOf(object), createdOf(winner.object)];
  const paths = [loser, winner].map(({ matches }) => matches.map((it) => it.path?.value).join());
  // Of an Ingress the path comes before the age.
  if (object.kind === 'Ingress' && paths[0] !== paths[1]) return 'its path is tried first';
  if (own !== undefined && other !== undefined && other < own)
    return `it is older (${other.slice(0, 10)}, this one ${own.slice(0, 10)})`;
  if (own === other) return 'of two of one age the first by name comes first';
  return 'it comes before this one';
}
