import { counted } from '../../lib/words.ts';
import type { Pod } from '../../model/exposure.ts';
import type { Judgement, Reason } from '../../model/health.ts';
import { refKey } from '../../model/object-ref.ts';
import { printable } from '../printable.ts';
import { describeReason } from '../reasons.ts';
import { type Segment, segments, type TreeNode } from './node.ts';

/** A Pod under what sends to it. */
export const podNode = (pod: Pod, parent: string): TreeNode => ({
  id: `${parent}>${refKey(pod.object)}`,
  subject: { type: 'pod', pod },
  judgement: pod.judgement,
  label: segments(
    ['name', printable(pod.object.name)],
    ['status', printable(pod.status)],
    ['detail', pod.restarts === 0 ? '' : counted(pod.restarts, 'restart')],
    ['detail', describeRotation(pod)],
    ['detail', pod.node === undefined ? '' : `on ${printable(pod.node)}`],
  ),
  trailing: reasonSegments(pod.judgement, pod.status),
  children: [],
});

/** Only what the status word lets nobody expect. */
function describeRotation({ inRotation, status }: Pod): string {
  switch (inRotation) {
    case 'yes':
    case 'unknown':
      return '';
    case 'no':
      return status === 'Running' ? 'not in rotation' : '';
    case 'draining':
      return 'draining';
    case 'not-listed':
      return 'in no EndpointSlice';
  }
}

/**
 * What is wrong, without the trouble of what stands below it, and without the word that stands before it already.
 */
export function reasonSegments({ reason, health }: Judgement, word?: string): readonly Segment[] {
  if (reason === undefined || health === 'healthy') return [];
  const shallow = withoutWorst(reason);
  const words =
    shallow.type === 'pod' && shallow.word === word ? afterWord(shallow) : describeReason(shallow);
  return words === '' ? [] : [{ role: 'reason', text: words }];
}

const afterWord = ({ exitCode, message }: Extract<Reason, { readonly type: 'pod' }>): string =>
  [
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(message === undefined ? [] : [printable(message.trim())]),
  ].join(': ');

function withoutWorst(reason: Reason): Reason {
  if (!('worst' in reason)) return reason;
  const { worst: _, ...rest } = reason;
  return rest;
}
