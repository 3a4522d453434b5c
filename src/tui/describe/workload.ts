import { makerOf } from '../../inventory/workloads.ts';
import { counted } from '../../lib/words.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { Snapshot } from '../../session/session.ts';
import { age } from '../../text/age.ts';
import { printable } from '../../text/printable.ts';
import { describeUnreadable } from '../../text/reasons.ts';
import { recordAt, recordsAt, textAt } from '../raw-fields.ts';
import { columns, type Fact, pairsOf, section } from './block.ts';
import { knownPods } from './known-pods.ts';

/** Of what makes Pods from a template. */
export function workloadFacts(raw: unknown): readonly Fact[] {
  const spec = recordAt(raw, 'spec');
  const status = recordAt(raw, 'status');
  const template = recordAt(recordAt(spec, 'template'), 'spec');
  return [
    [
      'Pods',
      podCounts(textAt(spec, 'replicas') || textAt(status, 'desiredNumberScheduled'), status),
    ],
    ['selector', pairsOf(recordAt(recordAt(spec, 'selector'), 'matchLabels')).join(', ')],
    ['rolled out by', printable(strategyOf(spec))],
    ['paused', textAt(spec, 'paused') === 'true' ? 'yes: changes are not rolled out' : ''],
    [
      'images',
      recordsAt(template, 'containers')
        .map((it) => printable(textAt(it, 'image')))
        .join(', '),
    ],
  ];
}

function podCounts(wanted: string, status: Readonly<Record<string, unknown>>): string {
  const ready = textAt(status, 'readyReplicas') || textAt(status, 'numberReady') || '0';
  const updated = textAt(status, 'updatedReplicas') || textAt(status, 'updatedNumberScheduled');
  return [
    wanted === '' ? '' : `${wanted} wanted`,
    `${ready} ready`,
    updated === '' ? '' : `${updated} of the newest template`,
  ]
    .filter((it) => it !== '')
    .join(', ');
}

const strategyOf = (spec: Readonly<Record<string, unknown>>): string =>
  textAt(recordAt(spec, 'strategy'), 'type') || textAt(recordAt(spec, 'updateStrategy'), 'type');

export const workloadSections = (object: ObjectRef, snapshot: Snapshot): readonly string[] =>
  section('Pods', podLines(object, snapshot));

function podLines({ namespace = '', name }: ObjectRef, snapshot: Snapshot): readonly string[] {
  const pods = snapshot.inventory
    .inNamespace('Pod', namespace)
    .filter((it) => makerOf(it) === name);
  const coverage = snapshot.inventory.coverage('Pod', namespace);
  if (pods.length === 0 && coverage.type === 'incomplete')
    return [`pods ${describeUnreadable(coverage.reason)}`];
  const podOf = knownPods(snapshot);
  return columns(
    pods.map(({ metadata, spec }) => {
      const known = podOf(namespace, metadata.name);
      return [
        metadata.name,
        known?.status ?? '',
        known === undefined ? '' : counted(known.restarts, 'restart'),
        spec.nodeName === undefined ? '' : `on ${spec.nodeName}`,
        age(metadata.creationTimestamp, snapshot.now),
      ].map(printable);
    }),
  );
}
