import { uniqueBy } from '../../lib/group.ts';
import type { VirtualHost } from '../../model/exposure.ts';
import { type ObjectRef, refKey } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { refText } from '../words.ts';
import { narrowerBefore, ruleText } from './reached.ts';

export const orderByAge = defineCheck({
  id: 'route/order-by-age',
  severity: 'warning',
  summary: 'Rules of two VirtualServices overlap, and which comes first is a matter of their age.',
  explain: `For a host of a Gateway Istio puts the rules of all VirtualServices one after another, the older object first. Here a
narrow rule comes before a wide one of another object only since its object is older. Make it anew (a new cluster, a rename,
a restore) and the wide one takes all of its requests. Put rules whose order matters into one VirtualService, or let one
delegate to the other:

    http:
    - match: [{uri: {prefix: /reviews/critics}}]
      delegate: {name: critics, namespace: critics}
    - match: [{uri: {prefix: /reviews}}]
      delegate: {name: reviews, namespace: reviews}`,
  reads: ['VirtualService'],

  *run({ exposure, objects }) {
    const hosts: readonly VirtualHost[] = exposure.dataPlanes
      .filter((it) => it.proxy === 'istio')
      .flatMap(({ listeners }) => listeners.flatMap(({ servers }) => servers))
      .flatMap(({ virtualHosts }) => virtualHosts);
    const pairs = hosts.flatMap(({ routes }) => narrowerBefore(routes));
    const createdOf = ({ kind, namespace = '', name }: ObjectRef): string | undefined => {
      // Other APIs order rules by what they ask for.
      if (kind !== 'VirtualService') return undefined;
      const found = objects.get('VirtualService', namespace, name);
      return found.type === 'found' ? (found.object.metadata.creationTimestamp ?? '') : undefined;
    };
    for (const { narrow, wide } of uniqueBy(
      pairs,
      (it) => `${refKey(it.narrow.object)} ${refKey(it.wide.object)}`,
    )) {
      const [older, newer] = [createdOf(narrow.object), createdOf(wide.object)];
      // Otherwise who sees the objects decides (N13), which somebody wrote.
      if (older === undefined || newer === undefined || older > newer) continue;
      yield {
        severity: 'warning',
        object: wide.object,
        path: wide.rule.path,
        message: `${ruleText(narrow)} of ${refText(narrow.object)} is a part of this rule, and comes first only ${older < newer ? 'since that object is older' : 'by the name of its object'}`,
        hint: 'Put both rules into one VirtualService, the narrow one first.',
        impact: { hosts: wide.hosts, failureShare: 0 },
      };
    }
  },
});
