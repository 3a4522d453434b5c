import { sameRef } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { kubectlGet } from '../kubectl.ts';
import { shortListing, refText } from '../words.ts';
import { ruleReaches, ruleText } from './reached.ts';

export const unreachable = defineCheck({
  id: 'route/unreachable',
  severity: 'warning',
  summary: 'A rule never gets a request: earlier rules of the same object take them all.',
  explain: `Istio tries the rules of a VirtualService from top to bottom, and the first that matches takes the request. A rule
behind one that is wider is never tried: behind one without \`match\`, or behind a prefix of its own path. Write the
narrower rule first:

    http:
    - match: [{uri: {prefix: /reviews/critics}}]     # was below, and never got anything
    - match: [{uri: {prefix: /reviews}}]

In the Gateway API longer paths come first by themselves, so this happens to rules that are the same. Of rules for TCP, or
for one name in TLS, the first takes all.`,
  reads: [],

  *run({ uses }) {
    for (const { route, takenBy, isReached } of ruleReaches(uses.reaches())) {
      if (isReached) continue;
      const winners = [...new Set(takenBy.filter((it) => it !== undefined))];
      if (!winners.every((it) => sameRef(it.object, route.object))) continue;
      const others = winners.filter((it) => it.rule.path !== route.rule.path);
      // Its own earlier matches may take all: that is for the check of repeated matches.
      if (others.length === 0) continue;
      yield {
        severity: 'warning',
        object: route.object,
        path: route.rule.path,
        message: `the rule never gets a request: ${shortListing([...new Set(others.map(ruleText))])} of the same object ${others.length === 1 ? 'takes' : 'take'} them before`,
        hint: 'Move it up, or take it out.',
        command: kubectlGet(route.object),
        impact: { hosts: route.hosts, failureShare: 0 },
      };
    }
    for (const { routes } of uses.idle()('earlier-rule-wins'))
      for (const { object, rule, hosts } of routes)
        yield {
          severity: 'warning',
          object,
          path: rule.path,
          message: 'the rule never gets a connection: an earlier one takes all of them',
          hint: `Take it out, or let it ask for another port or name (${refText(object)}).`,
          impact: { hosts, failureShare: 0 },
        };
  },
});
