import type { Workload } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { Judgement } from '../../model/health.ts';

/**
 * What a workload says of its own rollout, as Argo CD judges it: one that has failed leaves the Pods of before to serve,
 * and nobody to follow them. Undefined where it goes on or is done.
 */
export function judgeRollout(workload: Workload): Judgement | undefined {
  const failed = failureOf(workload);
  if (failed === undefined) return undefined;
  const { since, message } = failed;
  return {
    health: 'degraded',
    ...(since !== undefined && { since }),
    reason: {
      type: 'rollout-failed',
      workload: refOf(workload),
      ...(message !== undefined && { message }),
    },
  };
}

/** What was asked for last has not been looked at yet. */
export const isUnseen = ({ metadata, status }: Workload): boolean =>
  metadata.generation !== undefined &&
  status.observedGeneration !== undefined &&
  status.observedGeneration < metadata.generation;

/** Why no Pod could be made: a quota, a webhook, a service account that is missing. */
export const replicaFailure = ({ status }: Workload): string | undefined =>
  status.conditions.find((it) => it.type === 'ReplicaFailure' && it.status === 'True')?.message;

function failureOf(
  workload: Workload,
): { readonly since?: string; readonly message?: string } | undefined {
  const { status } = workload;
  const stuck = status.conditions.find(
    (it) => it.type === 'Progressing' && it.reason === 'ProgressDeadlineExceeded',
  );
  if (stuck !== undefined && !isUnseen(workload)) {
    const message = replicaFailure(workload) ?? stuck.message;
    return {
      ...(stuck.lastTransitionTime !== undefined && { since: stuck.lastTransitionTime }),
      ...(message !== undefined && { message }),
    };
  }
  if (status.phase !== 'Degraded') return undefined;
  return status.message === undefined ? {} : { message: status.message };
}
