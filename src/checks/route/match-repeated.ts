import { sameRef } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { ruleText } from './reached.ts';

export const matchRepeated = defineCheck({
  id: 'route/match-repeated',
  severity: 'info',
  summary:
    'A match of a rule never takes a request: an earlier one of the same object takes them all.',
  explain: `The rule gets requests by its other matches. This one is left over, or was to be another: the same requests, or wider
ones, are taken by an earlier match of the object. Take it out, so that nobody reads more into it than there is.`,
  reads: [],

  *run({ uses }) {
    for (const { route, takenBy } of uses.reaches()) {
      if (!takenBy.includes(undefined)) continue;
      for (const [index, winner] of takenBy.entries()) {
        if (winner === undefined || !sameRef(winner.object, route.object)) continue;
        yield {
          severity: 'info',
          object: route.object,
          path: route.rule.path,
          message: `match ${index + 1} of the rule takes nothing: ${winner.rule.path === route.rule.path ? 'an earlier match of it' : ruleText(winner)} takes the same requests`,
          hint: 'Take the match out.',
          impact: { hosts: route.hosts, failureShare: 0 },
        };
      }
    }
  },
});
