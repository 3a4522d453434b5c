import { uniqueBy } from '../../lib/group.ts';
import { counted } from '../../lib/words.ts';
import type { Pod } from '../../model/exposure.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck, type Found } from '../check.ts';
import { kubectlGetPods } from '../kubectl.ts';
import { nextStep, sinceOf, troubleOf } from './trouble.ts';

export const somePodsNotWell = defineCheck({
  id: 'service/some-pods-not-well',
  severity: 'warning',
  summary: 'Some Pods behind a Service are in trouble, while others serve.',
  explain: `Requests are answered, by fewer Pods than there should be, or by Pods that have just been restarted: the next one
that fails may be the last. The words are those of \`kubectl get pods\`. What is only starting, and a rollout's surplus
while as many Pods as wanted serve, is not reported.`,
  reads: ['Service'],

  *run({ uses, objects }) {
    for (const { service, destinations } of uses.services()) {
      const serving = destinations.filter(({ endpoints }) => endpoints.ready > 0);
      const trouble = uniqueBy(
        serving
          .filter(({ judgement }) => judgement.health === 'degraded')
          .flatMap(({ pods }) => pods),
        ({ object }) => refKey(object),
      );
      const pods = trouble.filter(isInTrouble);
      if (pods.length === 0) continue;
      const ready = Math.max(...serving.map(({ endpoints }) => endpoints.ready));
      const found = objects.get('Service', service.namespace ?? '', service.name);
      yield {
        severity: 'warning',
        object: service,
        message: `${counted(pods.length, 'Pod')} not well, ${ready} ready: ${troubleOf(pods)}`,
        hint: nextStep(pods),
        command: kubectlGetPods(
          service.namespace,
          found.type === 'found' ? found.object.spec.selector : {},
        ),
        ...sinceOf(pods),
      } satisfies Found;
    }
  },
});

const isInTrouble = ({ judgement, status }: Pod): boolean =>
  status !== 'Terminating' && (judgement.health === 'broken' || judgement.health === 'degraded');
