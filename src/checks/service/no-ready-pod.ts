import { noneIs } from '../../lib/words.ts';
import { beginningOf } from '../../model/health.ts';
import { defineCheck, type Found } from '../check.ts';
import { impactOn } from '../impact.ts';
import { kubectlDescribe, kubectlGet, kubectlGetPods } from '../kubectl.ts';
import { refText } from '../words.ts';
import { nextStep, sinceOf, troubleOf } from './trouble.ts';

export const noReadyPod = defineCheck({
  id: 'service/no-ready-pod',
  severity: 'error',
  summary: 'A Service has Pods, and none of them is ready.',
  explain: `Only ready Pods get requests. While none is ready, whoever is sent to the Service, or to this subset of it, gets
503, or is refused. The words are those of \`kubectl get pods\`; the Pods' events and logs say why.

A workload that wants Pods and has none is reported too: a quota, an admission webhook or a missing service account
keeps them from being made, and the events of its ReplicaSet say which.`,
  reads: ['Service', 'DestinationRule'],

  *run({ uses, objects }) {
    for (const { service, destinations } of uses.services()) {
      const whole = destinations.find(({ target }) => target.subset === undefined);
      const others = destinations.filter(({ target }) => target.subset !== undefined);
      const all = isUnready(whole) ? [whole] : others.filter(isUnready);
      for (const destination of all) {
        if (destination === undefined) continue;
        const { target, pods, judgement } = destination;
        const { reason } = judgement;
        const routes = uses
          .of(service)
          .filter(
            (it) =>
              it.destination.target.type === 'service' &&
              it.destination.target.subset?.name === target.subset?.name,
          )
          .map(({ route }) => route);
        const impact = impactOn([...new Set(routes)]);
        const place = placeOf(target.subset);
        if (reason?.type === 'no-pods') {
          yield {
            severity: 'error',
            object: reason.workload,
            message: `${refText(reason.workload)} wants Pods and has none${reason.message === undefined ? '' : ` (${reason.message})`}: Service ${service.name} has no endpoint`,
            hint: 'Its events, and those of its ReplicaSet, say why.',
            command: kubectlDescribe(reason.workload),
            ...(impact !== undefined && { impact }),
          };
          continue;
        }
        const lookup = objects.get('Service', service.namespace ?? '', service.name);
        const selector = lookup.type === 'found' ? lookup.object.spec.selector : {};
        // What is not in rotation for another reason is told by the check of the target port.
        if (pods.length > 0 && pods.every((it) => it.judgement.reason?.type === 'not-in-rotation'))
          continue;
        const of = target.subset === undefined ? '' : ` of subset ${target.subset.name}`;
        yield {
          severity: 'error',
          ...(place ?? { object: service }),
          message:
            pods.length === 0
              ? 'no endpoint is ready'
              : `${noneIs(pods.length, 'Pod', 'ready', of)}: ${troubleOf(pods)}`,
          ...(pods.length > 0 && { hint: nextStep(pods) }),
          command:
            pods.length === 0
              ? kubectlGet(service)
              : kubectlGetPods(service.namespace, { ...selector, ...target.subset?.labels }),
          ...(impact !== undefined && { impact }),
          ...(judgement.since === undefined ? sinceOf(pods) : beginningOf(judgement)),
        } satisfies Found;
      }
    }

    function placeOf(
      subset: { readonly name: string; readonly destinationRule: Found['object'] } | undefined,
    ): Pick<Found, 'object' | 'path'> | undefined {
      if (subset === undefined) return undefined;
      const { destinationRule: object, name } = subset;
      const rule = objects.get('DestinationRule', object.namespace ?? '', object.name);
      if (rule.type !== 'found') return { object };
      const index = rule.object.spec.subsets.findIndex((it) => it.name === name);
      return index < 0 ? { object } : { object, path: `spec.subsets[${index}]` };
    }
  },
});

const isUnready = (
  destination:
    | {
        readonly judgement: {
          readonly health: string;
          readonly reason?: { readonly type: string };
        };
      }
    | undefined,
): boolean =>
  destination?.judgement.health === 'broken' &&
  (destination.judgement.reason?.type === 'no-ready-endpoint' ||
    destination.judgement.reason?.type === 'no-pods');
