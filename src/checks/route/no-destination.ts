import { defineCheck } from '../check.ts';

export const noDestination = defineCheck({
  id: 'route/no-destination',
  severity: 'error',
  summary: 'A rule takes requests and leads nowhere.',
  explain: `The rule matches, so no later rule is tried, and then there is nothing to do with the request: the data
plane answers with an error itself (500 for the Gateway API, 404 or 503 elsewhere). Weights that are all 0 do the same.

Name a destination, or a redirect if that was meant:

    rules:
    - matches: [{path: {type: PathPrefix, value: /reviews}}]
      backendRefs: [{name: reviews, port: 9080}]   # was missing`,
  reads: [],

  *run({ exposure }) {
    for (const { routes } of exposure.entryPoints)
      for (const { object, rule, action } of routes) {
        if (action.type !== 'invalid' || action.because === 'invalid') continue;
        const answer = action.status === undefined ? 'the connection is closed' : action.status;
        yield {
          severity: 'error',
          object,
          path: rule.path,
          message:
            action.because === 'no-destination'
              ? `the rule has no destination, redirect or direct response: ${answer}`
              : `all destinations have weight 0: ${answer}`,
          hint:
            action.because === 'no-destination'
              ? 'Name a destination, or take the rule out, so that a later one is tried.'
              : 'Give one destination a weight above 0.',
        };
      }
  },
});
