import { defineCheck } from '../check.ts';

export const singleEndpoint = defineCheck({
  id: 'service/single-endpoint',
  severity: 'info',
  summary: 'One Pod alone serves.',
  explain: `While that Pod is restarted, moved or updated, nobody answers. Where that matters, run two of it, with a
PodDisruptionBudget, and a readiness probe, so that none gets requests before it can answer.`,
  reads: [],

  *run({ uses }) {
    for (const { service, destinations } of uses.services()) {
      const whole = destinations.filter(({ target }) => target.subset === undefined);
      const all = whole.length > 0 ? whole : destinations;
      if (!all.every(({ endpoints }) => endpoints.ready === 1 && endpoints.total === 1)) continue;
      yield {
        severity: 'info',
        object: service,
        message: `${all[0]?.pods[0]?.object.name ?? 'one endpoint'} serves alone`,
        hint: 'Run two of it where a gap matters.',
      };
    }
  },
});
