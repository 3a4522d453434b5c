import { carries, isEmpty } from '../../inventory/labels.ts';
import type { Pod } from '../../model/exposure.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { Snapshot } from '../../session/session.ts';
import { age } from '../../text/age.ts';
import { printable } from '../../text/printable.ts';
import { recordAt, textAt } from '../raw-fields.ts';
import { type Fact, section } from './block.ts';
import { containerSections } from './container.ts';
import { knownPods } from './known-pods.ts';

export function podFacts(raw: unknown, now: number): readonly Fact[] {
  const spec = recordAt(raw, 'spec');
  const status = recordAt(raw, 'status');
  return [
    ['phase', printable([textAt(status, 'phase'), textAt(status, 'reason')].join(' ').trim())],
    ['says', printable(textAt(status, 'message'))],
    ['node', printable([textAt(spec, 'nodeName'), textAt(status, 'hostIP')].join('  ').trim())],
    ['address', printable(textAt(status, 'podIP'))],
    ['started', startedAt(textAt(status, 'startTime'), now)],
    ['service account', printable(textAt(spec, 'serviceAccountName'))],
    ['network', textAt(spec, 'hostNetwork') === 'true' ? "the host's own" : ''],
    ['quality', printable(textAt(status, 'qosClass'))],
  ];
}

const startedAt = (at: string, now: number): string => (at === '' ? '' : `${age(at, now)} ago`);

export function podSections(
  object: ObjectRef,
  raw: unknown,
  snapshot: Snapshot,
): readonly string[] {
  return [
    ...section('Services that pick it', serviceLines(object, snapshot)),
    ...containerSections(raw, snapshot.now),
  ];
}

const IN_ROTATION: Readonly<Record<Pod['inRotation'], string>> = {
  yes: 'gets requests',
  no: 'gets no requests: it is not ready',
  draining: 'draining: gets no new requests',
  'not-listed': 'gets no requests: it is in no EndpointSlice',
  unknown: 'nobody can tell whether it gets requests',
};

function serviceLines({ namespace = '', name }: ObjectRef, snapshot: Snapshot): readonly string[] {
  const pod = snapshot.inventory.get('Pod', namespace, name);
  if (pod.type !== 'found') return [];
  const { labels } = pod.object.metadata;
  const known = knownPods(snapshot)(namespace, name);
  return snapshot.inventory
    .inNamespace('Service', namespace)
    .filter(({ spec: { selector } }) => !isEmpty(selector) && carries(labels, selector))
    .map(({ metadata }) =>
      [
        printable(metadata.name),
        ...(known === undefined ? [] : [IN_ROTATION[known.inRotation]]),
      ].join(': '),
    );
}
