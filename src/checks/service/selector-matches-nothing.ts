import { WORKLOAD_KINDS, workloadsIn } from '../../inventory/workloads.ts';
import { uniqueBy } from '../../lib/group.ts';
import { counted } from '../../lib/words.ts';
import { refKey } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { kubectlGetPods, kubectlPatch, labelText } from '../kubectl.ts';
import { type LabelMiss, nearestLabels } from '../nearest.ts';

export const selectorMatchesNothing = defineCheck({
  id: 'service/selector-matches-nothing',
  severity: 'error',
  summary: 'No Pod has the labels that a Service selects by.',
  explain: `A Service without Pods has no endpoints, so whoever is sent there gets 503, or is refused. Either the selector
or the labels of the Pods have a slip, or the Pods were never made. A workload that is scaled to 0 on purpose is not
reported.

    spec: {selector: {app: web}}                  # the Service
    metadata: {labels: {app: web-v2}}             # its Pods: selected by nobody`,
  reads: ['Pod', ...WORKLOAD_KINDS],

  *run({ uses, objects }) {
    const services = uniqueBy(
      uses.all.flatMap(({ destination: { target, judgement } }) =>
        target.type === 'service' &&
        target.subset === undefined &&
        judgement.reason?.type === 'selector-matches-nothing'
          ? [{ service: target.service, selector: judgement.reason.selector }]
          : [],
      ),
      ({ service }) => refKey(service),
    );
    for (const { service, selector } of services) {
      const { namespace = '' } = service;
      const pods = objects.inNamespace('Pod', namespace).map((it) => it.metadata.labels);
      const templates = workloadsIn(objects, namespace).map(
        ({ spec }) => spec.template.metadata.labels,
      );
      const ofPods = nearestLabels(selector, pods);
      // Files rarely hold Pods.
      const near = ofPods ?? nearestLabels(selector, templates);
      const noun = ofPods === undefined ? 'Pod template' : 'Pod';
      const [key] = Object.keys(selector);
      yield {
        severity: 'error',
        object: service,
        path: 'spec.selector',
        message: `no Pod has the labels ${labelText(selector)}`,
        command: kubectlGetPods(namespace, withoutMiss(selector, near)),
        ...(near !== undefined && {
          hint:
            near.has === undefined
              ? `${counted(near.count, noun)} would fit but for the label ${near.key}.`
              : `The Service wants ${near.key}=${near.wanted}; ${counted(near.count, noun)} ${near.count === 1 ? 'has' : 'have'} ${near.key}=${near.has}.`,
          fix: kubectlPatch(
            service,
            `spec.selector['${near.key}']`,
            near.has,
            near.has === undefined ? 'remove' : 'replace',
          ),
        }),
        ...(near === undefined &&
          key !== undefined && {
            hint: 'Make the Pods, or select by labels that they have: kubectl get pods --show-labels',
          }),
      };
    }
  },
});

/** The selector as it would find what was meant. */
function withoutMiss(selector: Readonly<Record<string, string>>, near: LabelMiss | undefined) {
  if (near === undefined) return {};
  const { [near.key]: _, ...others } = selector;
  return near.has === undefined ? others : { ...others, [near.key]: near.has };
}
