import { hasEnded } from '../../inventory/has-ended.ts';
import { type Pod as KubePod, type Service, type Workload } from '../../inventory/kinds.ts';
import { carries, isEmpty } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import { isComplete, type Labels, type Reader } from '../../inventory/reader.ts';
import { makerOf, type WorkloadKind, workloadsIn } from '../../inventory/workloads.ts';
import type { Pod } from '../../model/exposure.ts';
import {
  beginningOf,
  healthRank,
  HEALTHY,
  type Judgement,
  type Reason,
} from '../../model/health.ts';
import { type Labelled, namespaceOf } from './services.ts';

export type PodKinds = 'Pod' | WorkloadKind;

/** The Pods that route, as far as they are known. */
export interface PodsSeen {
  readonly selector: Labels;
  readonly namespace?: string;
  readonly pods: readonly KubePod[];
  /** Workloads whose Pods carry the labels. */
  readonly workloads: readonly Workload[];
  /** What Services' selectors are held against. */
  readonly labelled: readonly Labelled[];
  /** Why there may be more. */
  readonly unread?: Reason;
}

export function podsBySelector(
  selector: Labels,
  namespace: string | undefined,
  objects: Reader<PodKinds>,
): PodsSeen {
  const pods = isEmpty(selector)
    ? namespace === undefined
      ? objects.list('Pod')
      : objects.inNamespace('Pod', namespace)
    : objects.select('Pod', selector, namespace);
  const workloads = workloadsIn(objects, namespace).filter((it) =>
    carries(it.spec.template.metadata.labels, selector),
  );
  const coverage = objects.coverage('Pod', namespace);
  return {
    selector,
    ...(namespace !== undefined && { namespace }),
    pods,
    workloads,
    labelled: [...pods.map(labelled), ...workloads.map(templateLabels)],
    ...(!isComplete(coverage) &&
      coverage.type === 'incomplete' && {
        unread: { type: 'unreadable', resource: 'pods', because: coverage.reason },
      }),
  };
}

const labelled = (pod: KubePod): Labelled => ({
  namespace: namespaceOf(pod),
  labels: pod.metadata.labels,
});

const templateLabels = (workload: Workload): Labelled => ({
  namespace: namespaceOf(workload),
  labels: workload.spec.template.metadata.labels,
});

/** For people: the workload's name, else that of the Pods' owner, else of a Service, else the selector. */
export function nameOf(
  { pods, workloads, selector }: PodsSeen,
  services: readonly Service[],
): string {
  const [workload] = workloads;
  if (workload !== undefined) return workload.metadata.name;
  const [pod] = pods;
  return (
    (pod === undefined ? undefined : makerOf(pod)) ??
    services[0]?.metadata.name ??
    Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',')
  );
}

/** spec/health.md, "Entry": no serving Pod ready is broken, some not ready is degraded. */
export function judgePods(
  seen: PodsSeen,
  pods: readonly { readonly kube: KubePod; readonly pod: Pod }[],
): Judgement {
  const counted = pods.filter(({ kube }) => !hasEnded(kube));
  if (counted.length === 0) return judgeNoPods(seen);
  const ready = counted.filter(({ kube }) => isServing(kube));
  const staying = counted.filter(({ kube }) => kube.metadata.deletionTimestamp === undefined);
  const worst = worstOf((ready.length < counted.length ? counted : ready).map(({ pod }) => pod));
  const reason: Reason = {
    type: 'gateway-pods-not-ready',
    ready: ready.length,
    total: staying.length,
    ...(worst?.reason !== undefined && { worst: worst.reason }),
  };
  const since = beginningOf(worst ?? {});
  if (ready.length === 0) return { health: 'broken', reason, ...since };
  if (ready.length < Math.min(staying.length, wanted(seen) ?? staying.length))
    return { health: 'degraded', reason, ...since };
  return worstOf(ready.map(({ pod }) => pod)) ?? HEALTHY;
}

function judgeNoPods({ selector, workloads, unread }: PodsSeen): Judgement {
  const [first] = workloads;
  if (unread !== undefined)
    return { health: 'unknown', reason: first === undefined ? unread : { type: 'not-running' } };
  if (first !== undefined && workloads.every((it) => it.spec.replicas === 0))
    return { health: 'idle', reason: { type: 'scaled-to-zero', workload: refOf(first) } };
  return {
    health: 'broken',
    reason: { type: 'no-gateway-pods', ...(!isEmpty(selector) && { selector }) },
  };
}

function worstOf(pods: readonly Pod[]): Judgement | undefined {
  return pods
    .map((it) => it.judgement)
    .toSorted((a, b) => healthRank(a.health) - healthRank(b.health))[0];
}

/** How many Pods there are to be, where all of their workloads say so. */
function wanted({ workloads }: PodsSeen): number | undefined {
  const counts = workloads.map(({ kind, spec, status }) =>
    kind === 'DaemonSet' ? status.desiredNumberScheduled : (spec.replicas ?? 1),
  );
  const known = counts.filter((it) => it !== undefined);
  return known.length === 0 || known.length < counts.length
    ? undefined
    : known.reduce((sum, it) => sum + it, 0);
}

const isServing = ({ metadata, status }: KubePod): boolean =>
  metadata.deletionTimestamp === undefined &&
  status.conditions.some((it) => it.type === 'Ready' && it.status === 'True');
