import type { Kinds } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import { isComplete } from '../../inventory/reader.ts';
import { groupBy } from '../../lib/group.ts';
import { hostMatches } from '../../match/host.ts';
import { completeName, serviceHost } from '../../match/service-host.ts';
import { defineCheck } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';

type DestinationRule = Kinds['DestinationRule'];

export const ruleUnused = defineCheck({
  id: 'destination/rule-unused',
  severity: 'warning',
  summary: 'A DestinationRule, or a part of it, is for nothing.',
  explain: `A DestinationRule whose host is no Service and no ServiceEntry configures nothing: its subsets, its TLS settings
and its connection pool are in force for nobody. Short names are completed with the rule's own namespace.

Two rules for one host in one namespace are merged: the top-level policy of the older one counts alone, and a subset
whose name stands already is left out. Put what is meant into one rule.`,
  reads: ['DestinationRule', 'Service', 'ServiceEntry'],

  *run({ objects }) {
    const rules = objects.list('DestinationRule');
    const known =
      isComplete(objects.coverage('Service')) && isComplete(objects.coverage('ServiceEntry'));
    const names = new Set([
      ...objects
        .list('Service')
        .map(({ metadata }) => serviceHost(metadata.name, metadata.namespace ?? '')),
      ...objects.list('ServiceEntry').flatMap(({ spec }) => spec.hosts),
    ]);
    const wildcards = [...names].filter((it) => it.startsWith('*'));
    const isKnown = (host: string): boolean =>
      names.has(host) ||
      wildcards.some((it) => hostMatches(it, host, 'any-labels')) ||
      (host.startsWith('*') && [...names].some((it) => hostMatches(host, it, 'any-labels')));
    for (const rule of rules) {
      const host = hostOf(rule);
      if (!known || host === '' || isKnown(host)) continue;
      const object = refOf(rule);
      const written = rule.spec.host ?? '';
      const near = nearestName(
        written.replace(/\..*/, ''),
        objects.inNamespace('Service', rule.metadata.namespace ?? '').map((it) => it.metadata.name),
      );
      yield {
        severity: 'warning',
        object,
        path: 'spec.host',
        message: `no Service and no ServiceEntry has the host ${host}: the rule is for nobody`,
        ...(near !== undefined && {
          hint: `Is Service ${near} meant?`,
          fix: kubectlPatch(object, 'spec.host', written.replace(/^[^.]*/, near)),
        }),
      };
    }
    const same = groupBy(rules, (it) =>
      [
        it.metadata.namespace,
        hostOf(it),
        it.spec.exportTo.join(),
        JSON.stringify(it.spec.workloadSelector ?? ''),
      ].join(' '),
    );
    for (const group of same.values()) yield* twice(group);
  },
});

function* twice(group: readonly DestinationRule[]) {
  const [first, ...others] = group.toSorted((a, b) => (age(a) < age(b) ? -1 : 1));
  if (first === undefined) return;
  const subsets = new Set(first.spec.subsets.map((it) => it.name));
  let policyOf = first.spec.trafficPolicy === undefined ? undefined : first;
  for (const rule of others) {
    for (const [index, { name }] of rule.spec.subsets.entries()) {
      if (subsets.has(name))
        yield {
          severity: 'warning' as const,
          object: refOf(rule),
          path: `spec.subsets[${index}]`,
          message: `subset ${name} stands in DestinationRule ${first.metadata.name} too, which is older: this one is left out`,
        };
      subsets.add(name);
    }
    if (rule.spec.trafficPolicy === undefined) continue;
    if (policyOf !== undefined)
      yield {
        severity: 'warning' as const,
        object: refOf(rule),
        path: 'spec.trafficPolicy',
        message: `DestinationRule ${policyOf.metadata.name} has a policy for the host too, and is older: this one is left out`,
      };
    policyOf ??= rule;
  }
}

const age = ({ metadata }: DestinationRule): string =>
  `${metadata.creationTimestamp ?? ''} ${metadata.name}`;

const hostOf = ({ spec, metadata }: DestinationRule): string =>
  completeName(spec.host ?? '', metadata.namespace ?? '');
