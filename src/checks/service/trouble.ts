import type { Pod } from '../../model/exposure.ts';
import { type Beginning, earliest } from '../../model/health.ts';
import { shortListing } from '../words.ts';

/** What ails some Pods, each trouble once: `CrashLoopBackOff, exit code 1 (2 Pods)`. */
export function troubleOf(pods: readonly Pod[]): string {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const words = troubleWords(pod);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return shortListing(
    [...counts].map(([words, count]) =>
      pods.length === 1 || counts.size === 1 ? words : `${words} (${count})`,
    ),
  );
}

function troubleWords({ status, judgement }: Pod): string {
  const { reason } = judgement;
  if (reason?.type === 'pod')
    return [
      reason.word,
      ...(reason.exitCode === undefined ? [] : [`exit code ${reason.exitCode}`]),
      ...(reason.word === 'Pending' && reason.message !== undefined ? [reason.message] : []),
    ].join(', ');
  if (reason?.type === 'not-ready') return `container ${shortListing(reason.containers)} not ready`;
  if (reason?.type === 'readiness-gate') return `readiness gate ${reason.gate} not met`;
  if (reason?.type === 'restarted') return `restarted ${reason.restarts}x, last ${reason.word}`;
  if (reason?.type === 'node-not-ready') return `node ${reason.node} not ready`;
  if (reason?.type === 'not-in-rotation') return 'ready, and in no EndpointSlice';
  return status;
}

/** What to look at next, by what ails them. */
export function nextStep(pods: readonly Pod[]): string {
  const words = pods.map(({ status }) => status).join(' ');
  const pod = pods[0]?.object;
  const command = (verb: string, more = ''): string =>
    `kubectl ${verb} -n ${pod?.namespace ?? 'default'} ${pod?.name ?? ''}${more}`;
  if (/Crash|Error|OOMKilled|ExitCode|Signal/.test(words))
    return `Read why it ended: ${command('logs', ' --previous')}`;
  if (/Image|Pull/.test(words)) return `The image cannot be had: ${command('describe pod')}`;
  return `Its events say more: ${command('describe pod')}`;
}

/** Since when the first of them is in trouble. */
export const sinceOf = (pods: readonly Pod[]): Beginning =>
  earliest(pods.map(({ judgement }) => judgement));
