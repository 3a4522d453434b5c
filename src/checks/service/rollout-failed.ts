import { defineCheck, type Found } from '../check.ts';
import { kubectlDescribe } from '../kubectl.ts';
import { refText } from '../words.ts';

export const rolloutFailed = defineCheck({
  id: 'service/rollout-failed',
  severity: 'warning',
  summary: 'What was rolled out last has not come, and the Pods of before serve on.',
  explain: `A Deployment that makes no progress for \`progressDeadlineSeconds\` says so in its condition Progressing, and a
Rollout that was aborted is Degraded. Requests are answered, by the Pods of the version before: none fails, and the change
that was meant is not there. Its events say what keeps the new Pods away (a quota, an image, a probe, an analysis).

    kubectl rollout undo deployment/web      # back to the version that serves, until the new one is mended`,
  reads: [],

  *run({ uses }) {
    for (const { service, destinations } of uses.services()) {
      const failed = destinations
        .map(({ judgement }) => judgement)
        .find(({ reason }) => reason?.type === 'rollout-failed');
      if (failed?.reason?.type !== 'rollout-failed') continue;
      const { workload, message } = failed.reason;
      const { since } = failed;
      yield {
        severity: 'warning',
        object: workload,
        message: `its rollout has failed, and the Pods of before serve ${refText(service)}${message === undefined ? '' : `: ${message}`}`,
        hint: 'Its events, and those of the newest ReplicaSet, say what keeps the new Pods away.',
        command: kubectlDescribe(workload),
        ...(since !== undefined && { since }),
      } satisfies Found;
    }
  },
});
