import { percent } from '../../lib/percent.ts';
import { defineCheck, type Found } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { shortListing } from '../words.ts';
import { fieldOf } from './fields.ts';

export const subsetUndefined = defineCheck({
  id: 'destination/subset-undefined',
  severity: 'error',
  summary: 'A rule asks for a subset that no DestinationRule in force defines.',
  explain: `A subset is a name that a DestinationRule for the same host gives to some of its Pods. Where no such rule is in
force for the gateway, there is no such cluster in the proxy: requests for this destination are answered with 503. A
DestinationRule of another namespace counts only where it is exported, and the one with the most specific host counts
alone.

    kind: DestinationRule
    spec:
      host: reviews
      subsets:
      - {name: v2, labels: {version: v2}}`,
  reads: ['DestinationRule'],

  *run({ uses, objects }) {
    for (const { route, destination } of uses.all) {
      const { target, ref, share, path = route.rule.path } = destination;
      if (target.type !== 'unresolved' || target.because !== 'no-such-subset') continue;
      const { object } = route;
      const wanted = destination.subset ?? '';
      const rule = target.object;
      const found =
        rule?.kind === 'DestinationRule'
          ? objects.get('DestinationRule', rule.namespace ?? '', rule.name)
          : undefined;
      const names =
        found?.type === 'found' ? found.object.spec.subsets.flatMap((it) => it.name ?? []) : [];
      const near = nearestName(wanted, names);
      const field = fieldOf(object, path, 'subset');
      const part = share > 0 && share < 1 ? `: ${percent(share)} of the rule's requests fail` : '';
      yield {
        severity: share > 0 ? 'error' : 'warning',
        object,
        path: field ?? path,
        message:
          rule?.kind === 'DestinationRule'
            ? `DestinationRule ${rule.name} has no subset ${wanted}, only ${shortListing(names)}${part}`
            : `no DestinationRule in force for ${ref} has a subset ${wanted}${part}`,
        hint:
          near === undefined
            ? 'Define it in a DestinationRule for this host.'
            : `Is ${near} meant?`,
        ...(near !== undefined &&
          field !== undefined && { fix: kubectlPatch(object, field, near) }),
      } satisfies Found;
    }
  },
});
