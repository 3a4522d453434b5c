import type { Service } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Labels } from '../../inventory/reader.ts';
import type { Pod } from '../../model/exposure.ts';
import {
  type Beginning,
  earliest,
  healthRank,
  type Judgement,
  latest,
  type Reason,
  worst,
} from '../../model/health.ts';
import type { Endpoints } from '../endpoints.ts';
import { desiredPods, type Pods } from '../pods.ts';
import { isUnseen, replicaFailure } from './workload.ts';

/** The Service table of health.md, for one port and, where a subset chooses among the Pods, for that subset. */
export function judgeServicePort(
  service: Service,
  subset: Labels,
  endpoints: Endpoints,
  pods: Pods,
): Judgement {
  const { slices, podCoverage, ready, total, draining } = endpoints;
  if (ready > 0) return judgeServing(service, subset, endpoints, pods);
  if (slices.type === 'incomplete')
    return judgeUnread(service, subset, pods, slices.reason, 'endpointslices');
  const hasSelector = Object.keys(service.spec.selector).length > 0;
  if (total === 0 && hasSelector) {
    if (podCoverage.type === 'incomplete')
      return judgeUnread(service, subset, pods, podCoverage.reason, 'pods');
    return judgeEmpty(service, subset, pods);
  }
  if (!hasSelector && total === 0) return { health: 'broken', reason: { type: 'no-endpoints' } };
  if (draining > 0) return { health: 'degraded', reason: { type: 'only-draining' } };
  const { reason } = worst(endpoints.pods.map((it) => it.judgement));
  return {
    health: 'broken',
    ...noneServesSince(endpoints.pods),
    reason: { type: 'no-ready-endpoint', total, ...(reason !== undefined && { worst: reason }) },
  };
}

function judgeServing(
  service: Service,
  subset: Labels,
  endpoints: Endpoints,
  pods: Pods,
): Judgement {
  const { ready, total, podCoverage } = endpoints;
  if (podCoverage.type === 'incomplete')
    return {
      health: 'unknown',
      reason: { type: 'unreadable', resource: 'pods', because: podCoverage.reason },
    };
  const serving = worst(
    endpoints.pods.filter((it) => it.inRotation === 'yes').map((it) => it.judgement),
  );
  const others = endpoints.pods.filter(
    (it) => it.inRotation !== 'yes' && it.status !== 'Terminating',
  );
  if (others.length === 0 || hasAsManyAsWanted(service, subset, ready, others, pods)) {
    if (serving.health === 'healthy') return failedRollout(service, endpoints, pods) ?? serving;
    const health =
      healthRank(serving.health) < healthRank('degraded') ? 'degraded' : serving.health;
    return { ...serving, health };
  }
  const { health: first, reason } = worst(others.map((it) => it.judgement));
  const onlyStarting = others.every((it) => it.judgement.health === 'progressing');
  return {
    health: onlyStarting && serving.health === 'healthy' ? 'progressing' : 'degraded',
    ...earliest(others.map((it) => it.judgement).filter((it) => it.health === first)),
    reason: {
      type: 'some-endpoints-not-ready',
      ready,
      total,
      ...(reason !== undefined && { worst: reason }),
    },
  };
}

/** The last one to fail took the others' requests till then; what has only just come, or leaves, did not. */
function noneServesSince(pods: readonly Pod[]): Beginning {
  const failed = pods.filter(
    ({ judgement: { health }, status }) =>
      status !== 'Terminating' && (health === 'broken' || health === 'degraded'),
  );
  return latest((failed.length > 0 ? failed : pods).map((it) => it.judgement));
}

const failedRollout = (service: Service, { makers }: Endpoints, pods: Pods) =>
  [...makers]
    .map((name) => pods.failedRollout(service.metadata.namespace ?? '', name))
    .find((it) => it !== undefined);

/** A rollout's surplus does not matter while enough Pods serve; one that is in trouble does. */
function hasAsManyAsWanted(
  service: Service,
  subset: Labels,
  ready: number,
  others: readonly Pod[],
  pods: Pods,
): boolean {
  const workloads = pods.workloads(service.metadata.namespace ?? '', {
    ...service.spec.selector,
    ...subset,
  });
  if (workloads.length === 0) return false;
  const desired = workloads.reduce((sum, it) => sum + desiredPods(it), 0);
  return ready >= desired && others.every((it) => it.judgement.health !== 'broken');
}

/** S8: no Pod at all is broken, unless the workload behind is scaled to zero. */
function judgeEmpty(service: Service, subset: Labels, pods: Pods): Judgement {
  const labels = { ...service.spec.selector, ...subset };
  const workloads = pods.workloads(service.metadata.namespace ?? '', labels);
  const [first] = workloads;
  if (first !== undefined && workloads.every((it) => desiredPods(it) === 0))
    return { health: 'idle', reason: { type: 'scaled-to-zero', workload: refOf(first) } };
  if (first === undefined)
    return { health: 'broken', reason: { type: 'selector-matches-nothing', selector: labels } };
  const message = replicaFailure(first);
  return {
    health: workloads.some(isUnseen) ? 'progressing' : 'broken',
    reason: {
      type: 'no-pods',
      workload: refOf(first),
      ...(message !== undefined && { message }),
    },
  };
}

/** What runs is not known: Pod templates tell at least whether the selector can pick anything. */
function judgeUnread(
  service: Service,
  subset: Labels,
  pods: Pods,
  because: Extract<Reason, { type: 'unreadable' }>['because'],
  resource: string,
): Judgement {
  if (because !== 'not-in-files')
    return { health: 'unknown', reason: { type: 'unreadable', resource, because } };
  const namespace = service.metadata.namespace ?? '';
  const labels = { ...service.spec.selector, ...subset };
  const workloads = pods.workloads(namespace, labels);
  const [idle] = workloads;
  if (idle !== undefined && workloads.every((it) => desiredPods(it) === 0))
    return { health: 'idle', reason: { type: 'scaled-to-zero', workload: refOf(idle) } };
  if (workloads.length === 0 && Object.keys(labels).length > 0 && pods.workloadsComplete(namespace))
    return { health: 'broken', reason: { type: 'selector-matches-nothing', selector: labels } };
  return { health: 'unknown', reason: { type: 'not-running' } };
}
