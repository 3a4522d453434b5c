import { counted } from '../../lib/words.ts';
import { defineCheck, type Found } from '../check.ts';
import { impactOn } from '../impact.ts';
import { kubectlGetPods, kubectlPatch, labelText } from '../kubectl.ts';
import { nearestLabels } from '../nearest.ts';

export const subsetEmpty = defineCheck({
  id: 'destination/subset-empty',
  severity: 'error',
  summary: 'No Pod of the Service has the labels of a subset that a rule leads to.',
  explain: `A subset takes those Pods of a Service that carry its labels. Where none does, requests for it are answered with
503, even while the Service itself has ready Pods. A subset without labels takes all of them, which is seldom what its
name promises, and is reported as a warning.

    subsets:
    - name: v3
      labels: {version: v3}      # no Pod of the Service has version=v3`,
  reads: ['DestinationRule', 'Pod', 'Service'],

  *run({ uses, objects }) {
    for (const { destination } of uses.all) {
      const { target, judgement } = destination;
      if (target.type !== 'service' || target.subset === undefined) continue;
      const { name, labels, destinationRule } = target.subset;
      const { namespace = '' } = target.service;
      const rule = objects.get(
        'DestinationRule',
        destinationRule.namespace ?? '',
        destinationRule.name,
      );
      const index =
        rule.type === 'found' ? rule.object.spec.subsets.findIndex((it) => it.name === name) : -1;
      if (index < 0) continue;
      const path = `spec.subsets[${index}]`;
      if (Object.keys(labels).length === 0) {
        yield {
          severity: 'warning',
          object: destinationRule,
          path,
          message: `subset ${name} has no labels: it takes all Pods of Service ${target.service.name}`,
          hint: 'Give it the labels of the Pods that are meant.',
        };
        continue;
      }
      if (judgement.reason?.type !== 'selector-matches-nothing') continue;
      const service = objects.get('Service', namespace, target.service.name);
      const selector = service.type === 'found' ? service.object.spec.selector : {};
      const pods = objects.select('Pod', selector, namespace).map((it) => it.metadata.labels);
      // Where the Service itself has none, that is what is wrong.
      if (pods.length === 0) continue;
      const near = nearestLabels(labels, pods);
      const impact = impactOn(
        uses
          .of(target.service)
          .filter((it) => it.destination.subset === name)
          .map(({ route }) => route),
      );
      yield {
        severity: 'error',
        object: destinationRule,
        path: `${path}.labels`,
        ...(impact !== undefined && { impact }),
        message: `subset ${name}: no Pod of Service ${target.service.name} has the labels ${labelText(labels)}`,
        command: `${kubectlGetPods(namespace, selector)} --show-labels`,
        ...(near?.has !== undefined && {
          hint: `The subset wants ${near.key}=${near.wanted}; ${counted(near.count, 'Pod')} ${near.count === 1 ? 'has' : 'have'} ${near.key}=${near.has}.`,
          fix: kubectlPatch(destinationRule, `${path}.labels['${near.key}']`, near.has),
        }),
        ...(near?.has === undefined && {
          hint: 'Make Pods with these labels, or send no requests to the subset.',
        }),
      } satisfies Found;
    }
  },
});
