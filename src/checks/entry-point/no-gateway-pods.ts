import type { Labels, Reader } from '../../inventory/reader.ts';
import { groupBy } from '../../lib/group.ts';
import { counted } from '../../lib/words.ts';
import type { EntryPoint } from '../../model/exposure.ts';
import { defineCheck } from '../check.ts';
import { impactOfAll } from '../impact.ts';
import { kubectlGetPods, kubectlPatch, labelText } from '../kubectl.ts';
import { nearestLabels } from '../nearest.ts';

export const noGatewayPods = defineCheck({
  id: 'entry-point/no-gateway-pods',
  severity: 'error',
  summary: 'There are no Pods of the gateway or controller that is to serve an entry point.',
  explain: `The selector of an Istio Gateway picks the Pods whose proxy is to open its ports, in every namespace. Where it picks
none nothing listens, and every request for its hosts is refused, or answered by someone else. Compare it with the labels
of the gateway's Pods:

    spec: {selector: {istio: ingressgateway}}     # kubectl get pods -A -l istio=ingressgateway

For other APIs: the workload that serves has no Pods. Look at its Deployment, and at the controller that makes it.`,
  reads: ['Pod', 'Deployment', 'DaemonSet'],

  *run({ exposure, objects }) {
    const broken = exposure.entryPoints.filter((it) => it.wayIn.some(hasNoPods));
    for (const entryPoints of groupBy(broken, (it) => it.dataPlane).values()) {
      const [first] = entryPoints;
      const hop = first?.wayIn.find(hasNoPods);
      if (first === undefined || hop?.judgement.reason?.type !== 'no-gateway-pods') continue;
      const { selector = {} } = hop.judgement.reason;
      if (first.provider !== 'istio' || first.object.kind !== 'Gateway') {
        const workload = hop.type === 'gateway-pods' ? hop.workload : undefined;
        yield {
          severity: 'error',
          object: workload ?? first.object,
          message: 'no Pod of it runs, so no request is answered',
          hint: 'Look at what is to make its Pods, and at the events there.',
          command: kubectlGetPods(workload?.namespace, selector),
          impact: impactOfAll(entryPoints),
        };
        continue;
      }
      const near = nearestLabels(selector, candidates(objects));
      for (const { object, created } of entryPoints)
        yield {
          severity: 'error',
          object,
          path: 'spec.selector',
          message:
            Object.keys(selector).length === 0
              ? 'no gateway Pod runs: nothing opens its ports'
              : `no gateway Pod has the labels ${labelText(selector)}: nothing opens its ports`,
          command: kubectlGetPods(
            undefined,
            near?.has === undefined ? selector : { [near.key]: near.has },
          ),
          impact: impactOfAll([first]),
          ...(near?.has === undefined
            ? { hint: 'Select the labels of Pods that run Istio as a gateway.' }
            : {
                hint: `The Gateway wants ${near.key}=${near.wanted}; ${counted(near.count, 'Pod')} ${near.count === 1 ? 'has' : 'have'} ${near.key}=${near.has}.`,
                fix: kubectlPatch(object, `spec.selector['${near.key}']`, near.has),
              }),
          ...(created !== undefined && { since: created }),
        };
    }
  },
});

const hasNoPods = ({ judgement }: EntryPoint['wayIn'][number]): boolean =>
  judgement.health === 'broken' && judgement.reason?.type === 'no-gateway-pods';

/** Labels of what runs or would run. */
const candidates = (objects: Reader<'Pod' | 'Deployment' | 'DaemonSet'>): readonly Labels[] => [
  ...objects.list('Pod').map((it) => it.metadata.labels),
  ...[...objects.list('Deployment'), ...objects.list('DaemonSet')].map(
    (it) => it.spec.template.metadata.labels,
  ),
];
